"""How much room the output of a kernel has, and how kernels are told of it."""
