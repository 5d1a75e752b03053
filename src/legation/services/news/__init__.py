"""What is new, and how it reaches a reader: the first page, saved searches, feeds, calendars, webhooks."""
