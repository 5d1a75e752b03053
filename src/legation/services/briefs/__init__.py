"""Briefs: what they say, from what, under which marking, and as which document."""
