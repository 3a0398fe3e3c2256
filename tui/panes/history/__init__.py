"""Where the history panel meets kernels and the store."""
