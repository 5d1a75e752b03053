"""Precedence: how soon a telegram must be handled. Source: ACP 127(G) 151-152; 5 FAH-2 H-421."""

from __future__ import annotations

PROSIGNS = {
    "Y": "EMERGENCY COMMAND",
    "Z": "FLASH",
    "O": "IMMEDIATE",
    "P": "PRIORITY",
    "R": "ROUTINE",
}
"""Prosign of format line 5 (doubled in line 2) to the name of the precedence."""

RANKS = {
    "ROUTINE": 2,
    "PRIORITY": 3,
    "IMMEDIATE": 4,
    "NIACT IMMEDIATE": 4,
    "FLASH": 5,
    "EMERGENCY COMMAND": 6,
}
"""Name to rank; a higher rank goes first. NIACT IMMEDIATE travels as IMMEDIATE."""


def named(prosign: str) -> str | None:
    """Name of a prosign, single or doubled, with the zero that copies show for O."""
    return PROSIGNS.get(prosign[:1].upper().replace("0", "O"))


def prosign(name: str) -> str:
    """Prosign of a precedence; NIACT IMMEDIATE travels as IMMEDIATE. Raises ValueError for no precedence."""
    for sign, known in PROSIGNS.items():
        if known == name or known == name.removeprefix("NIACT "):
            return sign
    raise ValueError(f"{name!r} is no precedence")
