"""Opening a dialogue: its id, its name, its sides, and which of them is ours.

Pure: ``services.proposals.deciding`` finds what the telegram proposes, and appends; ``services.dialogue.founding``
has those of a set.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from legation.core.dialogue.ledger import Entry, Unnumbered
from legation.core.dialogue.proposal import Proposal
from legation.core.errors import RefusedError
from legation.core.telegram import Telegram
from legation.extract.gathering import says_of_what
from legation.services.boards.sourcing import day_of, head_of, subject_of
from legation.services.proposals.acceptance import Found, asserted, by_proposal, entries_of, parties_named
from legation.services.proposals.between import Sides, name_of
from legation.services.proposals.entering import draft_of
from legation.storage.records import Record
from legation.tables.parties import PartyTable

# Addresses of the one service whose telegrams the archive knows by post; others state `ours` or take the
# first party.
_UNITED_STATES = re.compile(
    r"^(?:AM ?EMBASSY|AM ?CONSUL|AMCONGEN|SECSTATE|DEPT? OF STATE|US(?:MISSION|UN|INT|LO|DEL|EU|NATO)\b)"
)
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class SetOpening(msgspec.Struct, frozen=True, kw_only=True):
    """How the dialogue of a set is opened: from which telegram, and what is said in the place of what that proposes.

    shown_by: the telegrams whose heads show of it what neither a person nor that one says. proposed_by: the telegram
    whose words propose it, None where none does.
    """

    mrn: str
    title: str | None
    ours: str | None
    parties: Sequence[str]
    shown_by: Sequence[str] = ()
    proposed_by: str | None = None


def opening_of_set(
    proposed: Mapping[str, Sequence[Proposal]],
    traffic: Sides,
    table: PartyTable,
    *,
    title: str | None,
    ours: str | None,
    parties: Sequence[str] | None,
) -> SetOpening:
    """Opened by what is told, by the telegram that proposes it, else by the sides of the traffic.

    proposed: the dialogues that each telegram of the set proposes, in order of days. Of several it is the one of which
    most telegrams speak, the earliest of these. title, ours, parties: what a person told. Raises RefusedError where the
    sides are told nowhere and cannot be read.
    """
    mrns = list(proposed)
    # Each telegram speaks once of a dialogue.
    able = {
        (_sides(one), mrn): one
        for mrn, found in proposed.items()
        for one in reversed(found)
        if (between(one, parties) if parties else _of_the_traffic(one, traffic))
    }
    often = Counter(named for named, _ in able)
    best = max(able, key=lambda key: often[key[0]], default=None)
    told = parties or (able[best].fields.get("parties") if best is not None else None)
    sides = told or traffic.all
    if not sides:
        raise RefusedError(
            "none of the telegrams proposes a dialogue, and they are of no two sides that stand out",
            f"give {'' if title else 'a title and '}the parties, such as US and LY, to open one",
        )
    # What is drawn from the traffic rests on those of it that show it.
    heads = [mrns[place] for place in traffic.shown] if not told else []
    mrn = best[1] if best is not None else (heads or mrns)[0]
    if ours is None:
        own = traffic.ours if heads else traffic.own[mrns.index(mrn)]
        ours = own if own in sides else None
    called = str(able[best].fields.get("title") or able[best].text) if best is not None else ""
    return SetOpening(
        mrn=mrn,
        title=title or (called if says_of_what(called) else name_of(sides, table)),
        ours=ours,
        parties=sides,
        shown_by=heads,
        proposed_by=best[1] if best is not None else None,
    )


def _sides(proposal: Proposal) -> frozenset[str]:
    return frozenset(str(side).casefold() for side in proposal.fields.get("parties") or ())


def _of_the_traffic(proposal: Proposal, traffic: Sides) -> bool:
    """Whether a proposed dialogue is between ours and a side with which the traffic deals, whoever else joins it."""
    named = _sides(proposal)
    others = {side.casefold() for side in traffic.others}
    return not named or not traffic.all or (str(traffic.ours).casefold() in named and not named.isdisjoint(others))


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
    return _sides(proposal) <= {side.casefold() for side in parties}


def of_others(proposal: Proposal, parties: Sequence[str]) -> bool:
    """Whether a proposed dialogue is another than one between these: neither has all the sides of the other."""
    named = _sides(proposal)
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
