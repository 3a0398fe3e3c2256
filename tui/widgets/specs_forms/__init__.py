"""Forms in which a kernel is installed and a kernelspec is edited, and live output of commands."""
