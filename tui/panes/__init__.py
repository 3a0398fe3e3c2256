"""Where model, kernels and widgets meet."""
