"""A JSON value of any size on the screen."""
