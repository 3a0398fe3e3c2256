"""The commands of `jtui kernelspec`, which need no screen: list, check, install, remove, edit."""
