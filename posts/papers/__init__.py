"""The papers of a batch, in words: as Word files and as a page to print."""
