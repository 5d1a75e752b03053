"""Printed series, as pages of them are copied: heads, lines above a text, and what their editors note."""
