"""Human corrections: catalogues, their states, and the merge with a changed source."""
