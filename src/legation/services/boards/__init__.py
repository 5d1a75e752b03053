"""Boards as readers see them: what stands on them, what it rests on, and each table that is made of them."""
