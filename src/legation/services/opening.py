"""Opening a dialogue: its id, its name, its sides, and which of them is ours.

Pure: ``services.deciding`` finds what the telegram proposes, and appends.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from legation.core.dialogue.ledger import Entry, Unnumbered
from legation.core.dialogue.proposal import Proposal
from legation.core.errors import RefusedError
from legation.core.telegram import Telegram
from legation.services.acceptance import Found, asserted, by_proposal, entries_of, parties_named
from legation.services.entering import draft_of
from legation.services.sourcing import day_of, head_of, subject_of
from legation.storage.records import Record

# Addresses of the one service whose telegrams the archive knows by post; others state `ours` or take the
# first party.
_UNITED_STATES = re.compile(
    r"^(?:AM ?EMBASSY|AM ?CONSUL|AMCONGEN|SECSTATE|DEPT? OF STATE|US(?:MISSION|UN|INT|LO|DEL|EU|NATO)\b)"
)
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def opened(
    author: str,
    found: Sequence[Found],
    entries: Sequence[Entry],
    last: Record,
    shown_by: Sequence[Record] = (),
    *,
    id: str | None,  # noqa: A002 - the contract of the house
    title: str | None,
    ours: str | None,
    parties: Sequence[str] | None,
) -> Unnumbered | str:
    """The entry that opens the dialogue which a telegram proposes; the id of one that is open already.

    A dialogue between others than ``parties`` is not the one that is opened. found: what the telegram proposes;
    entries: all that its reader may read; last: its newest version, which it rests on where none is proposed; shown_by:
    telegrams whose heads show the sides, which it rests on as well. Raises
    RefusedError for an id that cannot stand in an address, for a party that is named twice, and where title or parties
    are missing.
    """
    if len({side.casefold() for side in parties or ()}) < len(parties or ()):
        raise RefusedError(f"a party is named twice: {', '.join(parties or ())}", "name each party once")
    dialogues = [
        one for one in found if one.proposal.kind == "dialogue" and (not parties or between(one.proposal, parties))
    ]
    proposed = max(dialogues, key=lambda one: one.proposal.confidence, default=None)
    held = {entry.draft.dialogue for entry in entries}
    if id is not None and not _ID.fullmatch(id):
        raise RefusedError("that id cannot stand in an address", "use small letters, digits and single hyphens")
    if id is not None and id in held:
        return id
    if id is None and proposed is not None:
        for entry in entries_of(by_proposal(entries), proposed):
            if entry.draft.kind == "dialogue.propose":
                return entry.draft.dialogue
    record = proposed.record if proposed is not None else last
    fields = dict(proposed.proposal.fields) if proposed is not None else {}
    heading = title or fields.get("title") or (proposed.proposal.text if proposed is not None else None)
    sides = list(parties or fields.get("parties") or parties_named(list(found)))
    if not heading or not sides:
        raise RefusedError(
            "the telegram proposes no dialogue",
            "give a title and the parties, such as US and LY, to open one",
        )
    dialogue = id or _neutral(record, sorted(sides), heading)
    if dialogue in held:
        return dialogue
    fields.update({"text": heading, "parties": sides, "ours": ours or _ours(fields, record.telegram, sides)})
    if proposed is not None:
        fields.update(asserted(proposed.proposal))
    sources = list(proposed.sources) if proposed is not None else [] if shown_by else [subject_of(record)]
    sources += [head_of(one) for one in shown_by]
    records = [record, *(one for one in shown_by if one.sha256 != record.sha256)]
    return draft_of(author, "dialogue.propose", dialogue, dialogue, day_of(record), fields, tuple(sources), records)


def between(proposal: Proposal, parties: Sequence[str]) -> bool:
    """Whether a proposed dialogue is one between some of these sides; one that names none may be."""
    named = proposal.fields.get("parties") or []
    return {str(side).casefold() for side in named} <= {side.casefold() for side in parties}


def of_others(proposal: Proposal, parties: Sequence[str]) -> bool:
    """Whether a proposed dialogue is another than one between these: neither has all the sides of the other."""
    named = {str(side).casefold() for side in proposal.fields.get("parties") or []}
    these = {side.casefold() for side in parties}
    return proposal.kind == "dialogue" and not (named <= these or these <= named)


def _ours(fields: Mapping[str, Any], telegram: Telegram, parties: Sequence[str]) -> str:
    stated = fields.get("ours")
    if isinstance(stated, str) and stated in parties:
        return stated
    if "US" in parties and _UNITED_STATES.match(telegram.from_.plad or ""):
        return "US"
    return parties[0]


def _neutral(record: Record, parties: Sequence[str], title: str) -> str:
    """An id such as ``d-3f2a9c1b``: it stands in every entry however low its marking, so it tells nothing.

    Not a running number, which would tell of dialogues that the reader does not see; drawn from the whole telegram, so
    that whoever has not read it cannot try titles until one fits.
    """
    key = "|".join([record.sha256, *parties, " ".join(title.split()).casefold()])
    return f"d-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
