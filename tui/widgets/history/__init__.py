"""The history panel: search row, filters, findings and preview."""
