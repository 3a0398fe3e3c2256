"""What jtui keeps on disk: kernelspecs, themes, history; without a toolkit."""
