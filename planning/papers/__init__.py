"""Papers as files: workbooks."""
