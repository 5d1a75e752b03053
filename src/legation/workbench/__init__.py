"""Legation for those who work in Python and notebooks: an archive as one reader sees it, in frames and in pictures."""
