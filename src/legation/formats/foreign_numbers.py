"""The numbers that a telegram of another government's service cites: no message reference numbers of ours.

Its posts bear the names of cities in which other services have posts too, so that ``PARIS TELNO 12`` in a British
telegram and ``TD KIGALI 21`` in a French one would be taken for telegrams of embassies that never sent them. Only the
names that a British post has alone (``UKMIS NEW YORK``) tell whose the number is.
"""

from __future__ import annotations

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
    sheet.references = list(map(_unread, sheet.references))
    fields["paragraphs"] = tuple(
        msgspec.structs.replace(paragraph, mentions=tuple(map(_unread, paragraph.mentions)))
        for paragraph in fields.get("paragraphs", ())
    )


def _unread(cited: Reference) -> Reference:
    mrn = parse_mrn(cited.mrn, {}) if cited.mrn is not None else None
    if mrn is None or mrn.post.startswith(_ITS_OWN):
        return cited
    return msgspec.structs.replace(cited, mrn=None, status="unread")
