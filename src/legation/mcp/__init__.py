"""Legation for programs that speak the Model Context Protocol: the archive as one reader sees it."""
