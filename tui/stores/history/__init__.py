"""The history of inputs that jtui keeps itself, for every language and kernel, in sqlite."""
