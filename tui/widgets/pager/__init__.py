"""The side pager: a browser for what kernels answer when they are asked for help."""
