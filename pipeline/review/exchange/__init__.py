"""Exchange: a text in one language handed out as a file of another program, and what comes back merged."""
