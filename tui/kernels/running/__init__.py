"""The kernels that run on this computer, known by their connection files."""
