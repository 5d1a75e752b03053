"""The numbers that a telegram of another government's service cites: no message reference numbers of ours.

Its posts bear the names of cities in which other services have posts too, so that ``PARIS TELNO 12`` in a British
telegram and ``TD KIGALI 21`` in a French one would be taken for telegrams of embassies that never sent them. Only the
names that a British post has alone (``UKMIS NEW YORK``) tell whose the number is, and in a telegram between posts of
the own table of an archive the names of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from legation.core.mrn import parse_mrn
from legation.core.telegram import Reference
from legation.formats.sheet import Sheet

_TELL = ("telno", "canadian", "route", "foreign")
"""Fields of the sheet that the lines of such a service leave there."""
_ITS_OWN = ("UKMIS", "UKREP", "UKDEL", "UKDIS", "UKCOS")


def leave_unread(sheet: Sheet) -> None:
    """Let the references and mentions of such a telegram name no number of a post that may be another's."""
    fields = sheet.fields
    if not any(map(fields.__contains__, _TELL)):
        return
    own = sheet.posts.own if "own_service" in fields else frozenset[str]()

    def left(all_cited: Iterable[Reference]) -> Iterator[Reference]:
        return (_unread(one, own) for one in all_cited)

    sheet.references = list(left(sheet.references))
    fields["paragraphs"] = tuple(
        msgspec.structs.replace(paragraph, mentions=tuple(left(paragraph.mentions)))
        for paragraph in fields.get("paragraphs", ())
    )


def _unread(cited: Reference, own: frozenset[str]) -> Reference:
    mrn = parse_mrn(cited.mrn, {}) if cited.mrn is not None else None
    if mrn is None or mrn.post in own or mrn.post.startswith(_ITS_OWN):
        return cited
    return msgspec.structs.replace(cited, mrn=None, status="unread")
