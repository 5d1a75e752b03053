"""What telegrams propose to a board: each proposal with what became of it, and what accepting it would make."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import msgspec

from legation.core.dialogue.board import Board, Thing
from legation.core.dialogue.days import is_another_day
from legation.core.dialogue.fields import changed
from legation.core.dialogue.ledger import Entry
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Proposal
from legation.core.errors import NotFoundError
from legation.core.marking import UNREADABLE_RANK, Marking, Reader, join_all
from legation.core.telegram import Telegram
from legation.services.boards import board as showing
from legation.services.boards.sourcing import Sources, day_of
from legation.services.proposals.acceptance import REJECT, Decided, Found, Proposed, Status
from legation.services.proposals.opening import of_others
from legation.services.proposals.otherwise import of_versions
from legation.services.proposals.outcomes import goes_with_report, move_with_report
from legation.services.proposals.tying import Known, Ties, Tying
from legation.services.proposals.which_thing import Objectives, objective_of
from legation.services.proposals.withheld import once
from legation.services.ties.following import Followed, asks_for_report, is_instruction
from legation.services.ties.linking import Linked
from legation.services.ties.moving import Candidate
from legation.services.ties.raising import of_a_dialogue, opening
from legation.storage.ports import Ledger, Telegrams
from legation.storage.records import Record
from legation.tables.banners import level_of, mark_of, marking_in
from legation.tables.moves import load_moves
from legation.tables.parties import PartyTable
from legation.tables.pieces import source_marking

_SHORT = 48  # signs of a proposal that another one names


class Undecided(msgspec.Struct, frozen=True, kw_only=True):
    """Proposals that wait for a decision, each with its telegram. looked: telegrams that were read for them. title: of
    the dialogue, with its portion mark. as_of: the day of which this is told, None for now. banner: words over it and
    the telegrams of those that are told."""

    proposals: tuple[tuple[str, Proposed], ...]
    looked: int
    as_of: str | None = None
    next: str | None
    title: str
    marking: str
    banner: str


class Proposals:
    """Proposals of telegrams, for a reader. fold: a board of the entries of one dialogue, as of now.

    statements: what a telegram says became of things that others told of; shown beside its proposals where the board
    has the thing.
    """

    def __init__(
        self,
        telegrams: Telegrams,
        ledger: Ledger,
        propose: Callable[[Telegram], list[Proposal]],
        statements: Callable[[Telegram], list[Proposal]],
        parties: PartyTable,
        fold: Callable[[list[Entry]], Board],
        moves: Moves,
    ) -> None:
        self._sources = Sources(telegrams)
        self._ledger = ledger
        self._propose = propose
        self._statements = statements
        self._fold = fold
        self._tying = Tying(telegrams, parties, moves)

    def of(self, reader: Reader, mrn: str, dialogue: str | None = None) -> list[Proposed]:
        """What a telegram proposes, over all its readable versions, each with its status.

        A rejection counts in every dialogue, an acceptance in ``dialogue``, or in any if that is None. Raises
        NotFoundError for a telegram that is absent or closed, and for a dialogue of which the reader may read nothing.
        """
        entries = self._ledger.entries(reader)
        own = [entry for entry in entries if entry.draft.dialogue == dialogue]
        if dialogue is not None and not own:
            raise NotFoundError(f"dialogue {dialogue}")
        board = self._fold(own) if dialogue is not None else None
        return self._of(reader, self._sources.versions(reader, mrn), dialogue, Decided(entries), Known(board))

    def _of(
        self, reader: Reader, records: Sequence[Record], dialogue: str | None, decided: Decided, known: Known
    ) -> list[Proposed]:
        board = known.board
        found = self._found(records, decided, stated=board is not None)
        decisions = decided.on(found)
        standing = [
            one for one, told in zip(found, decisions, strict=True) if not any(e.entity == "proposal" for e in told)
        ]
        ties = self._tying.ties(reader, known, standing).without(decided.apart(standing, dialogue))
        objectives = Objectives(standing)
        place_of = {one.proposal.words: number for number, one in enumerate(found, 1)}
        corrections = _corrections(found, decisions, dialogue, board)
        proposed = [
            _correction(place + 1, one, *corrections[place])
            if place in corrections
            else _proposed(place + 1, one, objectives, told, dialogue, board, ties, place_of)
            for place, (one, told) in enumerate(zip(found, decisions, strict=True))
        ]
        proposed = of_versions(_beside_tasks(_beside_instructions(proposed)), found)
        # A statement keeps its number, and is shown where it tells of something, or did when it was decided.
        return [
            one
            for one in proposed
            if "of" not in one.proposal.fields
            or one.candidates
            or one.demarches
            or one.before
            or one.status != "proposed"
        ]

    def waiting(self, reader: Reader, dialogue: str, board: Board, entries: Sequence[Entry]) -> Callable[[str], int]:
        """Says of a telegram how many of its proposals wait for a decision. entries: all that the reader may read."""
        decided, known = Decided(entries), Known(board)

        def of(mrn: str) -> int:
            proposals = self._of(reader, self._sources.versions(reader, mrn), dialogue, decided, known)
            return sum(one.status == "proposed" and one.becomes is not None for one in proposals)

        return of

    def undecided(
        self,
        reader: Reader,
        dialogue: str,
        board: Board,
        *,
        after: str = "",
        most: int = 6,
        as_of: date | None = None,
    ) -> Undecided:
        """Proposals, not decided yet, of the telegrams that a board rests on; those of ``most`` telegrams at once.

        The telegrams go from the one that came last into the dialogue; ``after`` is ``Undecided.next`` of the page
        before. as_of: the day of the board, where it is not that of now. Raises NotFoundError.
        """
        # What was taken back waits for a decision again.
        movements = [m for thing in showing.everything(board) for m in (*thing.taken_back, *thing.movements)]
        movements.sort(key=lambda movement: movement.on, reverse=True)
        last = as_of.isoformat() if as_of is not None else None
        entries = [one for one in self._ledger.entries(reader) if last is None or one.draft.on <= last]
        decided, known = Decided(entries), Known(board)
        names = list(dict.fromkeys(s.telegram for m in movements for s in m.sources if s.telegram))
        if after:
            names = names[names.index(after) + 1 :] if after in names else []
        found: list[tuple[str, Proposed]] = []
        of: list[Record] = []
        for name in names[:most]:
            try:
                records = self._sources.versions(reader, name)
            except NotFoundError:  # a telegram that was set aside since
                continue
            proposals = self._of(reader, records, dialogue, decided, known)
            told = [(name, one) for one in proposals if one.status == "proposed" and one.becomes is not None]
            found += told
            of += records if told else []
        # Beside a proposal stand words of what it speaks of.
        shown = [marking_in(link.marking) for _, one in found for link in one.spoken_of]
        own = board.dialogue
        if own is not None:
            shown.append(own.access)
        return Undecided(
            proposals=tuple(found),
            looked=min(most, len(names)),
            next=names[most - 1] if len(names) > most else None,
            as_of=last,
            title=own.text if own is not None and own.text else dialogue,
            marking=showing.marks([own] if own is not None else []),
            banner=level_of(join_all([*(Marking.from_label(one.access) for one in of), *shown])),
        )

    def found(self, reader: Reader, mrn: str, *, stated: bool = False) -> list[Found]:
        """What the readable versions of a telegram propose, and what was kept beside it. Raises NotFoundError.

        stated: with its statements, the last of all.
        """
        records = self._sources.versions(reader, mrn)
        return self._found(records, Decided(self._ledger.entries(reader)), stated=stated)

    def rejections(self, reader: Reader, mrn: str) -> list[list[Entry]]:
        """Of each proposal of ``found``, statements included, what turned it down and was not taken back."""
        decided = Decided(self._ledger.entries(reader))
        found = self._found(self._sources.versions(reader, mrn), decided, stated=True)
        return [[entry for entry in told if entry.draft.kind == REJECT] for told in decided.on(found)]

    def entered(self, reader: Reader, mrn: str, dialogue: str) -> dict[str, str | None]:
        """Of each proposal of a telegram the thing of the dialogue as which it was entered, by ``fingerprint``.

        What it would be tied to is not looked for. Raises NotFoundError.
        """
        decided = Decided(self._ledger.entries(reader))
        found = self._found(self._sources.versions(reader, mrn), decided, stated=True)
        told = zip(found, decided.on(found), strict=True)
        return {one.proposal.fingerprint: _decision(entries, dialogue)[1] for one, entries in told}

    def _found(self, records: Sequence[Record], decided: Decided, *, stated: bool) -> list[Found]:
        # Versions of one telegram mostly say the same; each thing said is proposed once, from the first of them by
        # ``_unread`` that has it, or from the one that withholds less of it.
        found: dict[str, Found] = {}
        records = sorted(records, key=_unread)
        for record in records:
            for proposal in _called(record.telegram, self._propose(record.telegram)):
                one = Found(proposal, record)
                first = found.setdefault(proposal.words, one)
                if first.last.record.received < record.received:
                    found[proposal.words] = msgspec.structs.replace(first, again=one)
        held = {record.sha256: record for record in records}
        for proposal in decided.offered:
            if proposal.sources[0].sha256 in held:
                record = held[proposal.sources[0].sha256]
                found.setdefault(proposal.words, Found(_as_marked(record.telegram, proposal), record))
        for record in records if stated else ():
            meetings = [one.proposal for one in found.values() if one.proposal.kind == "meeting"]
            for proposal in _called(record.telegram, self._statements(record.telegram)):
                # What a proposal of the same words says of a meeting it says by itself.
                said = proposal.fields.get("of") == "meeting" and not goes_with_report(proposal)
                if not said or not any(one.overlaps(proposal) for one in meetings):
                    found.setdefault(proposal.words, Found(proposal, record))
        return once([*found.values()]) if len(records) > 1 else [*found.values()]


def _proposed(
    number: int,
    one: Found,
    objectives: Objectives,
    entries: list[Entry],
    dialogue: str | None,
    board: Board | None,
    ties: Ties,
    place_of: Mapping[str, int],
) -> Proposed:
    """A proposal as it stands: what was decided on it, else what accepting it would make."""
    proposal = one.proposal
    status, about, reason = _decision(entries, dialogue)
    waits = status == "proposed"
    verb, note = opening(proposal, day_of(one.record), one.record.telegram)
    if proposal.kind == "dialogue" and board is not None:
        verb = of_a_dialogue(verb, board, load_moves())
    becomes = f"{proposal.kind}.{verb}" if verb is not None else None
    objective, link = None, ties.linked.get(proposal.words, Linked()) if waits else Linked()
    if board is not None and dialogue is not None:
        if proposal.kind != "objective":
            objective, link = _belongs(one, link, objectives, dialogue, board, ties)
        elif link.choice and note is None:
            numbers = " or ".join(str(board.things[one.objective].number) for one in link.evidence)
            note = f"it speaks of objective {numbers}: amend it to say which, or that it is new"
    demarches = ties.reports.get(proposal.words, ()) if waits else ()
    able = ties.moved.get(proposal.words, ()) if waits else ()
    first = ties.before.get(proposal.words, ()) if waits else ()
    # A sentence that is no proposal raises nothing by itself.
    or_new = ", or that it is new" if proposal.kind != "event" else ", or reject it"
    if demarches:
        note = _which_demarche(demarches, or_new) or (note if becomes is not None else None)
        becomes = demarches[0].becomes
    if able:
        becomes, note = able[0].becomes, _which_thing(able, or_new)
    if waits and proposal.words in ties.asked and not demarches and not able and board is not None:
        # What they ask in their own words is in our hands with that.
        becomes = "demarche.deliver"
        cited = f", in answer to demarche {' and '.join(map(str, ties.answered))}" if ties.answered else ""
        note = f"they ask it of us{cited}: it is entered as delivered to {board.ours}, who is to reply"
    if first:
        becomes = move_with_report(proposal)
        named = " or ".join(
            f"proposal {place_of[report.proposal.words]} (“{_short(report.proposal)}”)" for report in first
        )
        note = f"its meeting is not entered as held: accept {named} first, or all at once"
    if waits and board is not None and of_others(proposal, board.parties):
        # Taken over into this one it would say that these are to act in it.
        becomes, note = None, f"it is a dialogue between {' and '.join(map(str, proposal.fields['parties']))}"
    return Proposed(
        number=number,
        status=status,
        fingerprint=proposal.fingerprint,
        proposal=proposal,
        becomes=becomes,
        note=note,
        about=about,
        objective=objective,
        reason=reason if status == "rejected" or _keeps(one, entries) else None,
        links_to=link.links_to,
        evidence=link.evidence,
        demarche=demarches[0].demarche if len(demarches) == 1 else None,
        demarches=demarches,
        moves=able[0].thing if len(able) == 1 else None,
        candidates=able,
        before=tuple(place_of[report.proposal.words] for report in first),
    )


def _corrections(
    found: Sequence[Found], decisions: Sequence[Sequence[Entry]], dialogue: str | None, board: Board | None
) -> dict[int, tuple[Thing, dict[str, str]]]:
    """What is accepted and of which a later version gives other days, by place: the thing, and the days by field.

    Of several versions that none decided on since, the one that came last.
    """
    able: dict[int, tuple[Thing, dict[str, str]]] = {}
    newest: dict[str, str] = {}
    for place, (one, entries) in enumerate(zip(found, decisions, strict=True)):
        about = _decision(entries, dialogue)[1]
        thing = board.things.get(about) if board is not None and about is not None else None
        if thing is not None and (corrects := _corrected(one.last, entries, thing)):
            able[place] = thing, corrects
            newest[thing.id] = max(newest.get(thing.id, ""), one.last.record.received)
    return {
        place: (thing, corrects)
        for place, (thing, corrects) in able.items()
        if found[place].last.record.received == newest[thing.id]
    }


def _corrected(one: Found, entries: Sequence[Entry], thing: Thing) -> dict[str, str]:
    """The days of a thing that a version of its telegram corrects, which came after what another one said was entered.

    A day that was put off since, or told by another telegram, is nothing of that telegram any more, nor is one that a
    person set.
    """
    says, stands = one.proposal.fields, thing.fields
    names = load_moves().days_of(thing.entity) if thing.entity == one.proposal.kind else ()
    differing = [name for name in names if is_another_day(says.get(name), stands.get(name))]
    if not differing:
        return {}
    own = [entry.draft for entry in entries if entry.draft.about == thing.id]
    told = [
        movement
        for movement in thing.movements
        if any(source.telegram == one.proposal.telegram for source in movement.sources)
        and (movement.kind.endswith(".amend") or any(movement.instant == draft.instant for draft in own))
    ]
    rejected = [entry.draft for entry in entries if entry.entity == "proposal"]
    decided = [movement.instant for movement in told] + [draft.instant for draft in own]
    decided += [draft.instant for draft in rejected if draft.fields.get("words") == one.proposal.words]
    if one.record.received <= max(decided, default=""):
        return {}
    set_by = {
        name: next(
            (movement for movement in reversed(thing.movements) if movement.fields.get(name) == stands[name]), None
        )
        for name in differing
    }
    return {name: str(says[name]) for name, by in set_by.items() if by in told and name not in changed(by.fields)}


def _correction(number: int, one: Found, thing: Thing, corrects: dict[str, str]) -> Proposed:
    """What is accepted and of which a later version of the telegram gives another day: accepting it amends that.

    The day that stands is not told beside it: it may be of a version that is held more closely than this one.
    """
    told = " and ".join(f"{name} {said}" for name, said in corrects.items())
    return Proposed(
        number=number,
        status="proposed",
        fingerprint=one.last.proposal.fingerprint,
        proposal=one.last.proposal,
        becomes=f"{thing.entity}.amend",
        note=f"a version of the telegram that came since gives {thing.called} another day: {told}",
        about=thing.id,
        objective=None,
        reason=None,
        moves=thing.id,
        corrects=corrects,
    )


def _decision(entries: Sequence[Entry], dialogue: str | None) -> tuple[Status, str | None, str | None]:
    """What was decided on a proposal by entries: its status, the thing it is about, and the reason of a rejection."""
    about = reason = None
    rejected = False
    for entry in entries:
        if entry.entity == "proposal":
            rejected, reason = True, entry.draft.fields.get("reason")
        elif dialogue in (None, entry.draft.dialogue) and about is None:
            about = entry.draft.about
    return "accepted" if about is not None else "rejected" if rejected else "proposed", about, reason


def _keeps(one: Found, entries: Sequence[Entry]) -> bool:
    """Whether the last rejection of a proposal is of its words in a later version: what was accepted stays as it is."""
    last = next((entry for entry in reversed(entries) if entry.entity == "proposal"), None)
    return (
        last is not None
        and one.again is not None
        and any(source.sha256 == one.last.record.sha256 for source in last.draft.sources)
    )


def _belongs(
    one: Found, link: Linked, objectives: Objectives, dialogue: str, board: Board, ties: Ties
) -> tuple[str | None, Linked]:
    """The objective that a proposal of another kind belongs to, and what shows it."""
    objective = objective_of(one, objectives, dialogue, board, ties.again)
    if objective is None:
        return link.links_to, link
    # Its own telegram says whose it is, or the name of the matter does; other evidence is beside the point.
    evidence = tuple(one for one in link.evidence if one.objective == objective)
    return objective, Linked(links_to=objective if objective in board.things else None, evidence=evidence)


def _which_demarche(demarches: Sequence[Followed], or_new: str) -> str | None:
    """Why a report on demarches cannot be accepted as it stands; None where it can."""
    numbers = " or ".join(str(one.number) for one in demarches)
    if all(one.early for one in demarches):
        return f"it came back on demarche {numbers}, of which no delivery is entered: enter that first"
    if len(demarches) > 1:
        return f"it reports on demarche {numbers}: amend it to say which{or_new}"
    return None


def _which_thing(able: Sequence[Candidate], or_new: str) -> str | None:
    """Why what tells of things of the board cannot be accepted as it stands; None where it can."""
    if len(able) == 1:
        return None
    entity, numbers = able[0].entity, " or ".join(str(one.number) for one in able)
    return f"it tells of {entity} {numbers}: amend it to say which{or_new}"


def _short(one: Proposal) -> str:
    """The first words of a proposal, by which it is found on a page that numbers none."""
    text = one.text
    return text if len(text) <= _SHORT else f"{text[:_SHORT].rpartition(' ')[0]} ..."


def _beside_instructions(proposed: list[Proposed]) -> list[Proposed]:
    """What asks for the report on an instruction of its telegram says so: it is no demarche beside it, and its day is
    entered with that one, unless that has another day."""
    given = [one for one in proposed if one.proposal.kind == "demarche" and is_instruction(one.proposal)]
    asking = {one.number for one in given if asks_for_report(one.proposal)}
    able = (one for one in given if one.number not in asking and one.status != "rejected")
    first = next((one for one in able if one.becomes is not None), None)
    if first is None or not asking:
        return proposed
    told = []
    for one in proposed:
        days = {one.proposal.fields.get("due"), first.proposal.fields.get("due")} - {None}
        if (
            one.number in asking
            and len(days) < 2
            and one.status == "proposed"
            and one.becomes == "demarche.instruct"
            and not one.demarches
        ):
            named = f"proposal {first.number} (“{_short(first.proposal)}”)"
            note = f"it asks for the report on {named}: accepted by itself, it stands beside it"
            told.append(msgspec.structs.replace(one, beside=first.number, note=note))
        else:
            told.append(one)
    return told


def _beside_tasks(proposed: list[Proposed]) -> list[Proposed]:
    """The promises among them that are tasks of a meeting in the same words say so: one thing is entered once."""
    tasks = sorted(
        (source.sha256, source.span.start, source.span.end, one.number)
        for one in proposed
        if one.proposal.fields.get("outcome") == "task" and (one.before or one.candidates or one.status == "accepted")
        for source in one.proposal.sources
    )  # of one version they stand apart from one another
    told = []
    for one in proposed:
        if tasks and one.proposal.kind == "commitment" and one.status == "proposed" and not one.candidates:
            first = one.proposal.sources[0]
            place = bisect_left(tasks, (first.sha256, first.span.end)) - 1
            if place >= 0 and tasks[place][0] == first.sha256 and tasks[place][2] > first.span.start:
                task = tasks[place][3]
                note = (
                    f"proposal {task} has it as a task of the meeting: accepted by itself, this follows it as a promise"
                )
                told.append(msgspec.structs.replace(one, beside=task, note=note))
                continue
        told.append(one)
    return told


def _as_marked(telegram: Telegram, proposal: Proposal) -> Proposal:
    """A proposal that was kept, under the marking that its telegram has now: a person may have raised it since."""
    kept = marking_in(proposal.marking) if proposal.marking else None
    held = join_all([source_marking(telegram, one) for one in proposal.sources if one.sha256 == telegram.sha256])
    if kept is not None and kept.join(held) == kept:
        return proposal
    return msgspec.structs.replace(proposal, marking=mark_of(held if kept is None else held.join(kept), telegram.day))


def _unread(record: Record) -> tuple[bool, bool]:
    """What of a version's heading was not read, its date and its marking: where another has these, it is told by that.

    What is entered stands on the day, and under the marking, of the version that is cited.
    """
    return record.telegram.date is None, Marking.from_label(record.access).rank >= UNREADABLE_RANK


def _called(telegram: Telegram, proposals: Iterable[Proposal]) -> Iterable[Proposal]:
    """Proposals of a telegram, named as a dialogue cites it: a file's name opens nothing for sure."""
    for one in proposals:
        if telegram.mrn is not None:
            yield one
            continue
        sources = tuple(msgspec.structs.replace(source, telegram=telegram.called) for source in one.sources)
        yield msgspec.structs.replace(one, telegram=telegram.called, sources=sources)
