"""Telegrams by mail: reading them, and writing one."""
