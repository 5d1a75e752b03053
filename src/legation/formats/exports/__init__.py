"""Exports: tables and JSON lines with a telegram a row."""
