"""Pictures in a terminal: decoded within bounds, scaled to the pane, drawn in blocks."""
