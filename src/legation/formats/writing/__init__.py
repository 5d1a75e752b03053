"""Writing telegrams, also as mail, and drafts from files."""
