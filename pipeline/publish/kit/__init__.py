"""The kit of an event: print files, a plan for the copier, a check list, a test sheet, and what is handed out."""
