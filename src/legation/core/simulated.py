"""What lies beside simulated telegrams in their folder and holds none: what was asked for, and the truth about them."""

from __future__ import annotations

MANIFEST = "simulated.toml"
TRUTH = "truth.ndjson"
HEAD = "# Simulated telegrams: every word, person and event in them is invented.\n"
"""With which the manifest begins."""
