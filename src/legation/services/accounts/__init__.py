"""Accounts, signing in, and the audit trail."""
