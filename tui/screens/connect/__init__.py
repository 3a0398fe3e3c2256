"""The screen in which one picks what to open in a new tab: here, on a server, over ssh."""
