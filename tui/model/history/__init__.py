"""Earlier inputs, and how one is found: entries, queries, filters, order."""
