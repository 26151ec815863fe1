"""Word papers: templates that HR can replace, what may stand in their braces, and which files are taken as one."""
