"""Telegrams by mail."""
