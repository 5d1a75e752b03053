"""A dialogue proposed from several telegrams: parties, posts, people, objectives with their movements, meetings.

What a person would get by opening a dialogue from the first telegram and accepting everything in order of days is tried
out on a ledger that nobody keeps, and shown. Accepting the set, or some of it, does the same on the ledger itself, so
what was shown is what is entered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import suppress
from datetime import date

import msgspec

from legation.core.dialogue.board import Board, Thing
from legation.core.dialogue.ledger import START, Entry, Unnumbered, chained
from legation.core.errors import MoveError, RefusedError
from legation.core.marking import Marking, Reader, join_all
from legation.services.archive.versions import CANDIDATES, alikeness, concordance
from legation.services.boards.board import Row, View, view
from legation.services.boards.sourcing import day_of
from legation.services.dialogue.dialogue import Dialogues
from legation.services.proposals.acceptance import Proposed, Which
from legation.services.proposals.between import sides_of
from legation.services.proposals.opening import SetOpening, opening_of_set
from legation.services.reading import Reading
from legation.services.search.finding import Finding
from legation.services.ties.following import Followed
from legation.services.ties.linking import Link
from legation.services.ties.moving import Candidate
from legation.services.ties.weighing import Evidence
from legation.storage.ports import Ledger, Telegrams
from legation.tables.banners import level_of, marking_in
from legation.tables.parties import PartyTable
from legation.tables.speaking import load_speaking

MOST = 200
"""Telegrams that a query may bring into one set."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One proposal of the set. number: its place in the set, from 1.

    becomes: the move that it makes. entity, thing: kind and number on the proposed board of what it raises or moves.
    again: it speaks of something that an earlier telegram raised. evidence: of that, or what to choose from; demarches:
    the same of a demarche that it reports on; candidates: of a meeting or a commitment that it tells of.
    note: why it is left out.
    """

    number: int
    telegram: str
    on: str
    kind: str
    text: str
    marking: str | None
    fingerprint: str
    becomes: str | None
    entity: str | None
    thing: int | None
    again: bool
    evidence: tuple[Link, ...]
    demarches: tuple[Followed, ...]
    candidates: tuple[Candidate, ...]
    note: str | None

    @property
    def spoken_of(self) -> tuple[Evidence, ...]:
        """All that shows, or may show, of what on the board it speaks."""
        return (*self.evidence, *self.demarches, *self.candidates)


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whom the telegrams name for a side: principal, head of delegation, point of contact."""

    name: str
    party: str | None
    role: str | None
    sources: tuple[str, ...]
    marking: str


class LeftCopy(msgspec.Struct, frozen=True, kw_only=True):
    """A telegram that is left out, for another one of the set is the same from another source, with its number."""

    telegram: str
    of: str


class ProposedDialogue(msgspec.Struct, frozen=True, kw_only=True):
    """A proposed dialogue. proposed_by: the telegram whose words propose it; None where its title is told, or is the
    names of the sides between which the telegrams run.

    telegrams: in order of days. undated: those without a day that can be read, which stand on
    that of their receipt. copies: what is left out of them. posts: those that wrote them, the busiest first.

    items: every proposal in that order. board: as it would stand with all of them accepted; objectives and meetings
    are its rows.
    """

    title: str
    proposed_by: str | None
    parties: tuple[str, ...]
    ours: str | None
    posts: tuple[str, ...]
    principals: tuple[Person, ...]
    contacts: tuple[Person, ...]
    telegrams: tuple[str, ...]
    undated: tuple[str, ...]
    copies: tuple[LeftCopy, ...]
    items: tuple[Item, ...]
    board: View
    banner: str

    @property
    def objectives(self) -> tuple[Row, ...]:
        return self.board.of("objective")

    @property
    def meetings(self) -> tuple[Row, ...]:
        return self.board.of("meeting")

    def of(self, entity: str, number: int) -> tuple[Item, ...]:
        """The items that raise and move one thing of the proposed board, in order of days."""
        return tuple(item for item in self.items if (item.entity, item.thing) == (entity, number))


class _Tried:
    """A ledger that lasts as long as it is looked at: the reader's own entries, and what is tried."""

    def __init__(self, held: Sequence[Entry]) -> None:
        self._entries = chained([entry.draft for entry in held], 0, START)

    def append(
        self,
        reader: Reader,  # noqa: ARG002 - who writes is the port's
        drafts: Sequence[Unnumbered],
        *,
        after: int | None = None,  # noqa: ARG002 - nobody else writes here
    ) -> list[Entry]:
        last = self._entries[-1].hash if self._entries else START
        # As they will be read back: tuples in fields are lists.
        settled = [msgspec.json.decode(msgspec.json.encode(draft), type=Unnumbered) for draft in drafts]
        added = chained(settled, len(self._entries), last)
        self._entries += added
        return added

    def entries(self, reader: Reader, dialogue: str | None = None) -> list[Entry]:  # noqa: ARG002
        return [entry for entry in self._entries if dialogue in (None, entry.draft.dialogue)]

    def last(self) -> int:
        return len(self._entries)

    def tail(self) -> Entry | None:
        return self._entries[-1] if self._entries else None

    def link(self, number: int | None = None) -> tuple[int, str] | None:  # noqa: ARG002
        return None

    def broken_at(self, reader: Reader) -> int | None:  # noqa: ARG002
        return None


def _enter(
    dialogues: Dialogues, reader: Reader, dialogue: str, mrn: str, takes: Callable[[Proposed], bool]
) -> list[Proposed]:
    """Accept proposals of a telegram together; where one does not follow from what stands, that is left to a person.

    Returns all that it proposes, as it stood before.
    """
    listed: list[Proposed] = []

    def picked(proposed: Sequence[Proposed]) -> list[str]:
        listed[:] = proposed
        return [one.fingerprint for one in proposed if takes(one)]

    try:
        dialogues.accept_picked(reader, dialogue, mrn, picked)
    except (MoveError, RefusedError):
        before = [*listed]
        taken = picked(before)
        for one in taken if len(taken) > 1 else ():
            # What is accepted may leave nothing for another to tell: that is proposed no more.
            with suppress(MoveError, RefusedError):
                dialogues.accept(reader, dialogue, mrn, [one])
        return before
    return listed


class Founding:
    """Proposes dialogues from telegrams, and enters what a person takes of them. The reader comes first."""

    def __init__(
        self,
        ledger: Ledger,
        over: Callable[[Ledger], Dialogues],
        telegrams: Telegrams,
        reading: Reading,
        finding: Finding,
        parties: PartyTable,
    ) -> None:
        self._parties = parties
        self._ledger = ledger
        self._over = over
        self._dialogues = over(ledger)
        self._telegrams = telegrams
        self._reading = reading
        self._finding = finding

    def propose(
        self,
        reader: Reader,
        mrns: Sequence[str] = (),
        query: str = "",
        *,
        title: str | None = None,
        ours: str | None = None,
        parties: Sequence[str] | None = None,
    ) -> ProposedDialogue:
        """What the telegrams, or those that a query finds, propose together. Nothing is entered.

        title, ours, parties: in the place of what the telegrams say. Else it is the dialogue that one of them proposes
        between the sides whose traffic they are, and where none does, one that bears the names of these. Raises
        NotFoundError for a telegram that is absent or closed, RefusedError where nothing is found, or where the sides
        are said nowhere and cannot be told.
        """
        named = self._named(reader, mrns, query)
        copies = self._copies(reader, named)
        named = [mrn for mrn in named if mrn not in copies]
        tried = _Tried(self._ledger.entries(reader))
        trying = self._over(tried)
        opening = self._opening(trying, reader, named, title, ours, parties)
        dialogue = _open(trying, reader, opening)
        items: list[tuple[str, Proposed, str | None, bool]] = []
        for mrn in named:
            before = trying.board(reader, dialogue).things
            listed = _enter(trying, reader, dialogue, mrn, lambda one: one.with_all and not _alike_alone(one))
            after = trying.entered(reader, mrn, dialogue)
            items += [(mrn, one, after[one.fingerprint], after[one.fingerprint] in before) for one in listed]
        return self._told(reader, trying.board(reader, dialogue), dialogue, opening, named, copies, items)

    def accept(
        self,
        reader: Reader,
        mrns: Sequence[str] = (),
        query: str = "",
        which: Which = None,
        *,
        id: str | None = None,  # noqa: A002 - the contract of the house
        title: str | None = None,
        ours: str | None = None,
        parties: Sequence[str] | None = None,
    ) -> str:
        """Open the dialogue and enter items of the set; returns its id.

        which: numbers of the set, or fingerprints. Without them, sentences that are shown by their words alone, and by
        few, are left to be decided one by one. What was entered before is left as it is. Raises as ``propose``, and
        RefusedError for a number that the set has not.
        """
        made = self.propose(reader, mrns, query, title=title, ours=ours, parties=parties)
        wanted = _wanted(made.items, which)
        opening = self._opening(self._dialogues, reader, made.telegrams, title, ours, parties)
        dialogue = _open(self._dialogues, reader, opening, id)
        for mrn in made.telegrams:
            named = {item.fingerprint for item in made.items if item.telegram == mrn} & wanted

            # What may be one of several is left to a person.
            def takes(one: Proposed, named: Set[str] = named) -> bool:
                able = one.acceptable or bool(one.before) if which is not None else one.with_all
                return one.fingerprint in named and able and not (which is None and _alike_alone(one))

            if named:
                _enter(self._dialogues, reader, dialogue, mrn, takes)
        return dialogue

    def _named(self, reader: Reader, mrns: Sequence[str], query: str) -> list[str]:
        """What the telegrams are cited by, in order of days, and of hours where they are known, each once.

        One of which no day can be read stands on the day on which it was received.
        """
        found: dict[str, str] = {}
        for mrn in mrns:
            record = self._reading.the_one(reader, mrn)[-1]
            found[record.telegram.called] = day_of(record)
        if query.strip():
            for listing in self._finding.every(reader, query):
                found.setdefault(listing.mrn or listing.sha256[:12], listing.date or "")
                if len(found) > MOST:
                    raise RefusedError(f"the query finds more than {MOST} telegrams", "ask for fewer, such as by date:")
        if not found:
            raise RefusedError("no telegram is named", "name telegrams, or a query that finds some")
        # In a crisis the telegrams of one day answer one another.
        records = {mrn: self._reading.versions(reader, mrn)[-1] for mrn in found}
        return sorted(found, key=lambda mrn: (found[mrn] or day_of(records[mrn]), records[mrn].telegram.dtg or "", mrn))

    def _copies(self, reader: Reader, named: Sequence[str]) -> dict[str, str]:
        """Telegrams without a number that are copies of one of the set that has its own, with that.

        What a copy says would stand as said again, on the day on which the copy was received.
        """
        copies: dict[str, str] = {}
        for mrn in named:
            record = self._reading.versions(reader, mrn)[-1]
            if record.telegram.mrn is not None:
                continue
            for other in self._telegrams.alike(reader, record, limit=CANDIDATES):
                of = other.telegram.mrn
                alike = alikeness(record.telegram, other.telegram)
                if of is not None and of in named and concordance(record.telegram, other.telegram, alike) is not None:
                    copies[mrn] = of
                    break
        return copies

    def _opening(
        self,
        dialogues: Dialogues,
        reader: Reader,
        mrns: Sequence[str],
        title: str | None,
        ours: str | None,
        parties: Sequence[str] | None,
    ) -> SetOpening:
        """How to open it. Raises RefusedError where the sides are told nowhere and cannot be read."""
        if title and parties:
            return SetOpening(mrn=mrns[0], title=title, ours=ours, parties=parties)
        telegrams = [self._reading.versions(reader, mrn)[-1].telegram for mrn in mrns]
        proposed = {
            mrn: [one.proposal for one in dialogues.proposals(reader, mrn) if one.proposal.kind == "dialogue"]
            for mrn in mrns
        }
        traffic = sides_of(telegrams, self._parties)
        return opening_of_set(proposed, traffic, self._parties, title=title, ours=ours, parties=parties)

    def _told(
        self,
        reader: Reader,
        board: Board,
        dialogue: str,
        opening: SetOpening,
        mrns: Sequence[str],
        copies: Mapping[str, str],
        items: Sequence[tuple[str, Proposed, str | None, bool]],
    ) -> ProposedDialogue:
        shown = view(board, dialogue)
        posts: dict[str, int] = {}
        held: list[Marking] = []
        days: dict[str, str] = {}
        undated: list[str] = []
        for mrn in mrns:
            versions = self._reading.versions(reader, mrn)
            record = versions[-1]
            days[mrn] = day_of(record)
            if record.telegram.date is None:
                undated.append(mrn)
            # An earlier version may be held closer than the last, and say what that withholds.
            held += [Marking.from_label(version.access) for version in versions]
            if record.telegram.post:
                posts[record.telegram.post] = posts.get(record.telegram.post, 0) + 1
        held += [
            Marking.from_label(version.access) for mrn in copies for version in self._reading.versions(reader, mrn)
        ]
        held += [marking_in(known.marking) for _, one, _, _ in items for known in one.spoken_of]
        told = []
        for number, (mrn, one, about, again) in enumerate(items, 1):
            thing = board.things.get(about or "")
            told.append(
                Item(
                    number=number,
                    telegram=mrn,
                    on=days[mrn],
                    kind=one.proposal.kind,
                    text=one.proposal.title,
                    marking=one.proposal.marking,
                    fingerprint=one.fingerprint,
                    becomes=one.becomes,
                    entity=thing.entity if thing is not None else None,
                    thing=thing.number if thing is not None else None,
                    again=again and thing is not None,
                    evidence=one.evidence,
                    demarches=one.demarches,
                    candidates=one.candidates,
                    note=_note(one),
                )
            )
        people = [(thing, _person(thing, shown)) for thing in board.of("contact")]
        return ProposedDialogue(
            title=shown.title,
            proposed_by=opening.proposed_by,
            parties=board.parties,
            ours=board.ours,
            posts=tuple(sorted(posts, key=lambda post: (-posts[post], post))),
            principals=tuple(person for thing, person in people if not _is_contact(thing)),
            contacts=tuple(person for thing, person in people if _is_contact(thing)),
            telegrams=tuple(mrns),
            undated=tuple(undated),
            copies=tuple(LeftCopy(telegram=mrn, of=of) for mrn, of in copies.items()),
            items=tuple(told),
            board=shown,
            # Texts of all the telegrams are shown, also of what is left out.
            banner=level_of(join_all(held), max((date.fromisoformat(day) for day in days.values()), default=None)),
        )


def _open(dialogues: Dialogues, reader: Reader, opening: SetOpening, id: str | None = None) -> str:  # noqa: A002
    return dialogues.open(
        reader,
        opening.mrn,
        id=id,
        title=opening.title,
        ours=opening.ours,
        parties=opening.parties,
        shown_by=opening.shown_by,
    )


def _alike_alone(one: Proposed) -> bool:
    """Whether a sentence is tied to a thing by few words in common alone: seldom right where no desk keeps a board."""
    if one.proposal.kind != "event" or one.proposal.fields.get("of") is not None or one.demarche is not None:
        return False
    meant = [known for known in one.candidates if known.thing == one.moves]
    least = load_speaking().akin.undecided
    return any(known.cites is None and known.days == "unknown" and known.score < least for known in meant)


def _note(one: Proposed) -> str | None:
    """Why an item is not entered with the set."""
    if one.status == "rejected":
        return f"rejected: {one.reason}"
    if one.status == "proposed" and one.acceptable and _alike_alone(one):
        return "it cites none of what it may speak of"
    return one.note if one.status != "proposed" or not one.with_all else None


def _is_contact(thing: Thing) -> bool:
    """Whether somebody is a point of contact, or one is still wanted; else it is a principal."""
    role = str(thing.fields.get("role") or "").lower()
    return "point of contact" in role or role == "wanted"


def _person(thing: Thing, shown: View) -> Person:
    row = next(row for row in shown.rows if row.id == thing.id)
    name = thing.fields.get("person") or row.text or thing.fields.get("title") or ""
    return Person(
        name=" ".join(str(name).split()),
        party=thing.actor("by"),
        role=row.kind,
        sources=row.sources,
        marking=row.marking,
    )


def _wanted(items: Sequence[Item], which: Which) -> set[str]:
    if which is None:
        return {item.fingerprint for item in items}
    named = [which] if isinstance(which, int | str) else list(which)
    found = set()
    for name in named:
        item = next((item for item in items if str(name) in (str(item.number), item.fingerprint)), None)
        if item is None:
            raise RefusedError(f"the set has no item {name}", f"give numbers from 1 to {len(items)}, or fingerprints")
        found.add(item.fingerprint)
    return found
