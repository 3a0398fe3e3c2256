"""`jtui doctor` and `jtui --paths`: what jtui finds on this machine."""
