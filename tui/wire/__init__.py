"""What travels between jtui and a kernel: messages, requests and events; pure data."""
