"""Editing the prompt with the keys of emacs and of readline."""
