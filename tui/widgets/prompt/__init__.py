"""The prompt: a multi-line editor that knows the kernel's language."""
