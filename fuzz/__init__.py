"""Damage of every kind done to telegrams, to find what a reader does not stand: see ``python -m fuzz --help``."""
