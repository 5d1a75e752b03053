"""Drafts: begun, checked, cleared, released and sent."""
