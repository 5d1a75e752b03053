"""The head of a released record as some exports print it: number, title, day, classification and origin on five lines.

The title is the first line of the subject; the day is written as programs write it (``Wed Nov 20 00:00:00 +0100
2002``), at midnight where the time is not known. Source: eras 5.
"""

from __future__ import annotations

import re
from datetime import datetime

from legation.core.dtg import month_named
from legation.core.telegram import Release
from legation.formats.ownnumber import take_record_number
from legation.formats.sheet import Sheet

_HEAD = re.compile(
    r"(?P<id>\d\d[A-Z][A-Z0-9-]{2,40}\d) *\n(?P<title>[^\n]{0,300})\n"
    r"(?P<created>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>\d{1,2}) "
    r"(?P<clock>\d\d:\d\d):\d\d (?:(?:[+-]\d{4}|[A-Z]{3,4}) )?(?P<year>\d{4})) *\n"
    r"(?P<level>[A-Z][A-Z /,-]{3,60}?) *\n(?P<origin>[A-Z][^\n]{2,60}?) *(?:\n|\Z)"
)
_KINDS = ("mrn", "title", "created", "classification", "origin")
_UNKNOWN = "00:00"


def read_titled_head(sheet: Sheet, text: str) -> int:
    """Read such a head at the front of ``text``. Returns where the text after it begins, 0 where there is none."""
    found = _HEAD.match(text)
    if found is None:
        return 0
    month = month_named(found["month"])
    clock = "" if found["clock"] == _UNKNOWN else f"T{found['clock']}"
    created = f"{found['year']}-{month or 0:02}-{int(found['day']):02}{clock}"
    try:
        day = datetime.fromisoformat(created)
    except ValueError:  # no calendar or clock has it
        return 0
    if take_record_number(sheet, found["id"]) is None:
        return 0
    sheet.layer("release-head")
    sheet.fields["written_day"] = day.date()
    sheet.fields["release"] = Release(created, None, found["level"], found["origin"])
    if found["title"].strip():
        sheet.fields["title"] = " ".join(found["title"].split())
    begins = [found.start(name) for name in ("id", "title", "created", "level", "origin")]
    for begin, end, kind in zip(begins, [*begins[1:], found.end()], _KINDS, strict=True):
        if begin < end:
            sheet.mark(begin, end, f"release.{kind}")
    return found.end()
