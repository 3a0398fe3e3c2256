"""What lies between Textual and the real terminal: bytes in, bytes out, signals, crashes."""
