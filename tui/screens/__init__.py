"""Full screens and dialogs that cover the panes."""
