"""What stands in the way of a return, as sentences: pure functions of what was fetched once."""
