"""Distribution blocks whose copies add up to the total the text states."""

from __future__ import annotations

import re
from collections.abc import Iterable

from accuracy.figures import Section
from accuracy.texts import Text

_TOTAL = re.compile(r"/(?P<total>\d{3}) [A-Z]\b")


def totals(sets: Iterable[tuple[str, Iterable[Text]]]) -> Section:
    """Each text that states a total (``/106 W``), against the sum of the copies read."""
    section = Section("Distribution", "A delivered copy ends its list of offices with the number of copies in all.")
    for name, texts in sets:
        for text in texts:
            stated = [int(found["total"]) for found in _TOTAL.finditer(text.words[:4000])]
            if not stated:
                continue
            copies = sum(each["copies"] or 0 for each in text.read["distribution"])
            section.figure(f"totals that add up, {name}", "the text states a total").saw(
                text.identity, copies in stated, stated, copies
            )
    return section
