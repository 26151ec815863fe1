"""What stands in the way of a batch: its rows laid over what is on record, each finding a sentence at its row."""
