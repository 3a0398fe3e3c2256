"""History files that are imported: of IPython, xonsh, bash, zsh and jtui; read, never written."""
