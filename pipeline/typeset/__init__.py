"""Typesetting: locale typography, HTML, PDF, imposition."""
