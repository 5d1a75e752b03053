"""Ties: what later telegrams say of things that stand on a board."""
