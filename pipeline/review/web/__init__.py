"""The review server: the pages on which people read, correct and approve translations."""
