"""Jupyter Servers, gateways and hubs: where they are, what they offer, and talking with them."""
