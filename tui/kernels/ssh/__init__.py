"""The way to another host through the system's `ssh`: one process a host, and what it asks."""
