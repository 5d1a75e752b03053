"""The body: paragraphs with their numbers, marks, heads, points and roles, the names below and the end."""
