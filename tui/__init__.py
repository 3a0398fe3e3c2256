"""jtui: a full-screen console for Jupyter kernels."""

__version__ = "0.1.0"
