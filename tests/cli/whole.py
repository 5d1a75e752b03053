"""The program with all its commands, for tests that call them within their own process."""

from __future__ import annotations

from legation.cli.main import program_of

app = program_of([])
