"""A table of any size on the screen."""
