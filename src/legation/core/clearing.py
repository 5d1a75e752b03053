"""Clearing: how a draft comes to be sent. Drafted, cleared by offices, approved, released; and where it stands.

What happened to a draft is a log of entries, chained as the ledger is; where it stands is a fold over them. A
clearance is given on one text: when the text changes, it no longer counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from shlex import quote
from typing import Literal, TypeVar

import msgspec

from legation.core.dialogue.ledger import Entry
from legation.core.dialogue.moves import Moves
from legation.core.draft import Draft
from legation.core.errors import MoveError, RefusedError


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """action: what an account must be allowed to do. own: whether an author of the text may make the move.

    voids: clearances and approval given so far no longer count.
    """

    action: str
    own: Literal["yes", "no", "not alone"]
    voids: bool = False


class Clearing(msgspec.Struct, frozen=True):
    """The moves of a draft, and what each asks of who makes it, by verb."""

    moves: Moves
    rules: dict[str, Rule]


class Clearance(msgspec.Struct, frozen=True, kw_only=True):
    """by: who cleared. office: of which office. text: hash of the text cleared. at: instant. counts: still does."""

    by: str
    office: str
    text: str
    at: str
    counts: bool


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """An office that would not clear a text, and why, in its words.

    by, office, text, at: as of a clearance. counts: that text stands, and the office has not cleared it since.
    """

    by: str
    office: str
    text: str
    at: str
    why: str
    counts: bool


_Given = TypeVar("_Given", Clearance, Refusal)


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A text of the draft: its hash, who wrote it, and the instant."""

    text: str
    by: str
    at: str


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """The thing of a board that a draft was begun from. about: its id. purpose: what for.

    rests_on: hashes of the telegrams that what was put in rests on.
    """

    dialogue: str
    about: str
    purpose: str
    rests_on: tuple[str, ...] = ()


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a draft stands. access: as closely as it is held, all its versions together; marking: its portion mark.

    text: hash of the text that counts. answers: MRN of the telegram that it answers; answered: hash of the version
    that was, and answered_access how closely that was held when the draft was begun. drawn: the thing of a board that
    it was begun from, if it was; answered_access is then how closely what was put in of that was held. approved_over:
    offices whose refusals counted when it was approved. mrn: of the released telegram, and dtg its moment.
    """

    id: str
    state: str
    text: str
    subject: str | None
    access: str
    versions: tuple[Version, ...]
    clearances: tuple[Clearance, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    answers: str | None = None
    answered: str | None = None
    answered_access: str | None = None
    drawn: Drawn | None = None
    approved_by: str | None = None
    approved_over: tuple[str, ...] = ()
    released_by: str | None = None
    mrn: str | None = None
    dtg: str | None = None
    marking: str = ""

    @property
    def authors(self) -> frozenset[str]:
        """Everyone who wrote a version."""
        return frozenset(version.by for version in self.versions)


def standing(entries: Iterable[Entry], clearing: Clearing, access: str) -> Standing | None:
    """Where one draft stands after its entries, in order; None where there are none. ``access``: of the whole."""
    held: Standing | None = None
    for entry in entries:
        held = _after(held, entry, clearing, access)
    return held


def _after(held: Standing | None, entry: Entry, clearing: Clearing, access: str) -> Standing:
    verb, told = entry.verb, entry.draft.fields
    state = clearing.moves.after("draft", verb, held.state if held is not None else None)
    by, at = str(told["by"]), entry.draft.instant
    if held is None:
        return Standing(
            id=entry.draft.dialogue,
            state=state,
            text=str(told["text"]),
            subject=told.get("subject"),
            access=access,
            versions=(Version(text=str(told["text"]), by=by, at=at),),
            answers=told.get("answers"),
            answered=told.get("answered"),
            # What is not told was marked no higher than the draft, which was held as closely from its beginning on.
            answered_access=told.get("answered_access", entry.draft.access if told.get("answers") else None),
            drawn=msgspec.convert(told["drawn"], Drawn) if "drawn" in told else None,
        )
    fields: dict[str, object] = {"state": state}
    if clearing.rules[verb].voids:
        fields |= {
            "text": told["text"],
            "subject": told.get("subject"),
            "versions": (*held.versions, Version(text=str(told["text"]), by=by, at=at)),
            "clearances": _void(held.clearances),
            "refusals": _void(held.refusals),
            "approved_by": None,
            "approved_over": (),
        }
    elif verb == "clear":
        one = Clearance(by=by, office=str(told["office"]), text=str(told["text"]), at=at, counts=True)
        fields["clearances"] = (*held.clearances, one)
        fields["refusals"] = tuple(
            msgspec.structs.replace(before, counts=before.counts and before.office != one.office)
            for before in held.refusals
        )
    elif verb == "refuse":
        refused = Refusal(
            by=by, office=str(told["office"]), text=str(told["text"]), at=at, why=str(told["why"]), counts=True
        )
        fields |= {
            "clearances": _void(held.clearances),
            "refusals": (*held.refusals, refused),
            "approved_by": None,
            "approved_over": (),
        }
    elif verb == "approve":
        fields |= {"approved_by": by, "approved_over": tuple(told.get("over", ()))}
    elif verb == "release":
        fields |= {"released_by": by, "mrn": told["mrn"], "dtg": told["dtg"], "text": told["text"]}
    return msgspec.structs.replace(held, **fields)


def _void(given: tuple[_Given, ...]) -> tuple[_Given, ...]:
    """What was said of a text, when it no longer counts."""
    return tuple(msgspec.structs.replace(one, counts=False) for one in given)


def check_refusals(held: Standing, over: Sequence[str], seen: int | None = None) -> tuple[str, ...]:
    """The offices over whose refusals a draft is approved, as they are written in the log.

    over: offices, in any case. seen: how many refusals of the draft were read; those behind them were not.

    Raises RefusedError where a refusal counts of an office over which nobody says to approve, or that nobody read, or
    ``over`` names one of which none does.
    """
    counting = {one.office.casefold(): one.office for one in held.refusals if one.counts}
    named = {office.casefold(): office for office in over}
    if against := [office for key, office in counting.items() if key not in named]:
        raise RefusedError(
            f"{' and '.join(against)} refused this text",
            f"change the text, let {'that office' if len(against) == 1 else 'these offices'} clear it, or approve it "
            f"over the refusal by saying so: {' '.join(f'--over {quote(office)}' for office in against)}",
        )
    if idle := [office for key, office in named.items() if key not in counting]:
        raise RefusedError(f"no refusal of {' or '.join(idle)} counts", "leave that office out, and look again")
    if later := {
        one.office: None for one in held.refusals[len(held.refusals) if seen is None else seen :] if one.counts
    }:
        raise RefusedError(f"{' and '.join(later)} refused it after it was looked at", "look again, and read why")
    return tuple(counting.values())


def check_move(held: Standing | None, verb: str, by: str, clearing: Clearing) -> None:
    """Raises MoveError, with the legal moves, where ``by`` may not make the move now."""
    state = held.state if held is not None else None
    clearing.moves.after("draft", verb, state)
    if held is None or by not in held.authors or clearing.rules[verb].own == "yes":
        return
    others = any(one.counts and one.by not in held.authors for one in held.clearances)
    if clearing.rules[verb].own == "no" or not others:
        legal = ", ".join(name for name in clearing.moves.legal("draft", state) if clearing.rules[name].own == "yes")
        alone = "" if clearing.rules[verb].own == "no" else " alone"
        raise MoveError(
            f"nobody may {verb} their own draft{alone}", f"let somebody else {verb} it; possible for you now: {legal}"
        )


_CANONICAL = msgspec.json.Encoder(order="deterministic")


def text_of(draft: Draft) -> tuple[str, str]:
    """SHA-256 of a draft's canonical JSON, and that JSON."""
    body = _CANONICAL.encode(draft)
    return hashlib.sha256(body).hexdigest(), body.decode()


def draft_from(body: str) -> Draft:
    """Inverse of ``text_of``'s JSON."""
    return msgspec.json.decode(body, type=Draft)


def draft_id(instant: str, by: str, text: str, again: int = 0) -> str:
    """Id of a draft: not a running number, which would tell of drafts that a reader may not see.

    again: how many ids were taken already.
    """
    return "n" + hashlib.sha256(f"{instant}|{by}|{text}{again or ''}".encode()).hexdigest()[:8]
