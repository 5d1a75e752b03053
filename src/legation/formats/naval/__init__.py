"""Naval general administrative messages."""
