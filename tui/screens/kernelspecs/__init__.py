"""The screen of the kernelspecs, and what it does to them."""
