"""Papers of post reviews as files: Word documents and a workbook."""
