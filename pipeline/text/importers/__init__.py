"""Read documents of other programs and pasted text, and make of them a text of the project."""
