"""Threads: what cites what, by number and by moment."""
