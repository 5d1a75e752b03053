"""The number by which a file is called: ``1973BEIRUT07784.txt`` holds 73BEIRUT7784.

Archives give telegrams out under their numbers, and often the body alone, which has none. Where a text says no number
of its own the file's holds, and a finding says so; what the text says goes before it. A letter is not made a telegram
by its file: something in the text is to be as telegrams have it.
"""

from __future__ import annotations

import re

from legation.core.mrn import Mrn, parse_mrn
from legation.core.telegram import Telegram
from legation.formats.marked import bears_form
from legation.formats.references.years import FIRST_YEAR
from legation.tables.posts import Posts

_NAME = re.compile(
    r"(?:.*[/\\])?(?P<mrn>(?:19|20)?[0-9]{2}[A-Z]{3,20}[0-9]{1,6})(?:\.[A-Z][A-Z0-9]{1,4}){0,2}", re.IGNORECASE
)
_DAY = re.compile(
    r"(?:[0-2][0-9]|3[01])[A-Z]{3,20}(?:19|20)[0-9]{2}", re.IGNORECASE
)  # ``15ROME2016``: where one was when
# As a list and the name of a thing have none: four words and the end of it.
_SENTENCE = re.compile(r"(?:\b[A-Z][A-Z'-]{0,30},?\s{1,3}){3}[^.?!]{0,600}[A-Z0-9)\"][.?!]")
_LONGEST = 400


def number_of_file(file: str | None, posts: Posts) -> Mrn | None:
    """The number that the name of a file is, with or without folders and endings; None where it is no post's."""
    named = _NAME.fullmatch(file) if file is not None and len(file) <= _LONGEST else None
    if named is None or _DAY.fullmatch(named["mrn"]):
        return None
    mrn = parse_mrn(named["mrn"], posts.aliases)
    if mrn is None or mrn.number == 0 or mrn.year < FIRST_YEAR:
        return None
    key = mrn.post if mrn.post in posts.names else posts.key(mrn.post)
    return Mrn(mrn.year, key, mrn.number) if key is not None else None


def is_as_called(telegram: Telegram) -> bool:
    """Whether it is enough of a telegram to have the number of its file: by its form or by sentences in capitals."""
    if telegram.layout.split("+")[0] == "mail":
        return False
    return bears_form(telegram) or (
        telegram.source.isupper()
        and any(one.mentions or _SENTENCE.search(one.text) is not None for one in telegram.paragraphs)
    )
