"""Dialogs: modal screens that answer one question."""
