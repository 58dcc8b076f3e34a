"""Octavilla: from a text in one language to leaflets in others."""

__version__ = "0.1.0"
