"""Search: what is asked, what to try instead, and what was found as a table."""
