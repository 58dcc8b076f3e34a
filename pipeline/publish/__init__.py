"""What leaves the house: the site and the manifest."""
