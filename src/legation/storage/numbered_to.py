"""Which telegram bears a number that alone names several: the one to the post in whose series it was counted.

Before August 1966 the Department had a series of numbers for each post, so that ``55STATE1161`` may be the 1161st
telegram of a year to Cairo and that to Ankara (``tables/data/numbering.toml``). Such a telegram is known by its number
and the post that it went to, ``55STATE1161 to CAIRO``. A post cites the series to itself, unless it says of which it
speaks: ``Deptel 1161 to Ankara``. Pure, and of one telegram alone, so that it tells nothing of others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from legation.core.mrn import name_to, parse_mrn, post_key
from legation.core.telegram import Reference, Telegram
from legation.tables.citing import citing_words
from legation.tables.numbering import apart_ends, apart_until
from legation.tables.posts import load_posts
from legation.tables.seats import receiving_post

UNREAD = "?"
_BEHIND = 300  # signs behind a citation that are looked at, with the tags among them
_NOTE = "<note"  # the words of an editor's note are none of the telegram's
_TAG = re.compile(r"<[^<>]*>")
# ``Deptels 278 and 279 to Ankara`` names the post behind the last of its numbers.
_TO = re.compile(
    r"s?(?:(?:, (?:and )?| and )[0-9]{1,6}){0,5} (?:\(?(?:sent )?to )(?:the )?"
    r"(?P<place>[A-Z][A-Za-z]{2,14}(?: [A-Z][A-Za-z]{2,12}){0,2})"
)


def numbered_to(telegram: Telegram) -> str:
    """The key of the post in whose series a telegram was counted; empty where its number needs none or none is read.

    That is the first addressee: what was sent to others too has numbers of its own in their series.
    """
    if not telegram.to or not _is_apart(telegram.mrn, telegram.date):
        return ""
    plad = telegram.to[0].plad
    return receiving_post(load_posts(), plad, telegram.year) or load_posts().key(plad) or ""


def names_of(telegram: Telegram) -> tuple[str, ...]:
    """What a telegram is found by: its number, and the name with the post of its series, ``?`` where none is read."""
    if telegram.mrn is None:
        return ()
    if not _is_apart(telegram.mrn, telegram.date):
        return (telegram.mrn,)
    return (telegram.mrn, name_to(telegram.mrn, numbered_to(telegram) or UNREAD))


def read_name(text: str, aliases: Mapping[str, str]) -> str | None:
    """A message reference number in any spelling; the post of its series may stand behind one that may be several's.

    ``55 State 1161 to Cairo`` is read to ``55STATE1161 to CAIRO``. None for what is no number.
    """
    number, to, place = text.upper().partition(" TO ")
    found = parse_mrn(number, aliases)
    if found is None or not to:
        return str(found) if found is not None else None
    return name_to(str(found), post_key(place, aliases)) if may_be_several(str(found)) else None


def may_be_several(mrn: str) -> bool:
    """Whether a number may be that of several telegrams, each to another post."""
    own = parse_mrn(mrn, {}) if mrn[:1].isdigit() else None
    return own is not None and not own.airgram and str(own.year) < apart_until(own.post)


def cited_as_numbered_to(telegram: Telegram, reference: Reference) -> str:
    """The same of the telegram that a reference names, as far as who cites it and its own words tell."""
    # What is cited went before: of a number of the last year of the series the day of citing tells.
    if not _is_apart(reference.mrn, telegram.date):
        return ""
    post = telegram.post or ""
    # The Department has no series to itself; the travelling Secretary has another.
    own = "" if apart_until(post) or post in citing_words().travelling else post
    return _said(telegram, reference) or own


def _said(telegram: Telegram, reference: Reference) -> str | None:
    """The post that the words behind a citation name as the one that it went to."""
    behind = telegram.source[reference.span.end : reference.span.end + _BEHIND].partition(_NOTE)[0]
    words = " ".join(_TAG.sub("", behind).split())
    found = _TO.match(f" {words}" if behind[:1].isspace() else words)
    if found is None:
        return None
    places = found["place"].split()
    named = (load_posts().key(" ".join(places[:many]).upper()) for many in range(len(places), 0, -1))
    return next((key for key in named if key is not None), None)


def _is_apart(mrn: str | None, day: str | None) -> bool:
    """Whether a number of a telegram, sent or cited on an ISO day, is one of several series of its sender."""
    if mrn is None or (day is not None and day >= apart_ends()):  # nearly all are
        return False
    own = parse_mrn(mrn, {})
    if own is None or own.airgram:
        return False
    until = apart_until(own.post)
    return str(own.year) < until and (day < until if day is not None else str(own.year + 1) < until)
