"""Installing a kernel: what it can be made of, what would be done, doing it, and the dialog."""
