"""The panel in which one picks what to open: pages of rows that are filtered and acted on."""
