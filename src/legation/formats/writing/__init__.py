"""Writing telegrams, and drafts from files."""
