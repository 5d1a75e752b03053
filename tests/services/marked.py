"""An invented telegram whose paragraphs bear the marks that a test asks for."""

from __future__ import annotations

from collections.abc import Sequence

WORDS = ("alabaster", "barnacle", "cormorant", "dromedary", "emerald", "fandango", "gossamer")


def text(marks: Sequence[str | None], *, level: str = "T O P  S E C R E T", subject: str = "PORT VISITS") -> str:
    told = "\n\n".join(
        f"{n}. {f'({mark}) ' if mark else ''}The {WORDS[(n - 1) % 7]} came to port {n} and left the next day."
        for n, mark in enumerate(marks, 1)
    )
    own = level[0] if level and level[0] in "TSCR" else "U"
    return (
        f"VZCZCXVO0037\nOO RXVFO\nDE RXVBEL #0012 0120930\nZNY {own * 5} ZZH\nO R 120930Z JAN 15\n"
        "FM EMBASSY BELISAR\n"
        f"TO RXVFO/FOROFF OSMAR IMMEDIATE 4220\n\n{level} BELISAR 000012\n\nNOT FOR THE RECORD OF KESTREL\n\n"
        f"E.O. 13526: DECL: 01/12/2025\nTAGS: PREL XV\nSUBJECT: {subject}\nREF: BELISAR 7\n\n{told}\n\nCORVANE\n"
    )
