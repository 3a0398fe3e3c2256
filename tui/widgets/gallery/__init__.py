"""Figures over the whole screen."""
