"""The commands `jtui history search`, `export` and `import`, which need no terminal."""
