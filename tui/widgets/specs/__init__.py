"""The table of kernelspecs, what is told about one beside it, and the keys that act on them."""
