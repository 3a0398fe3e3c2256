"""Formulas in LaTeX as Unicode text: read, laid out in boxes of characters, written in lines."""
