"""The text part above its paragraphs: E.O., TAGS, subject, references, and by whom it was classified."""
