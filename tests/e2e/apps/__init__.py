"""Small real apps that the end-to-end tests run in a terminal of their own."""
