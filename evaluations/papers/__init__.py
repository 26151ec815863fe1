"""Papers as files: workbooks and Word documents."""
