"""The text part above its paragraphs: classification line, passing lines, E.O., TAGS, subject, authority."""
