"""What pages, filing and loading cost, as ratios against floors measured in the same run: ``make bench``."""
