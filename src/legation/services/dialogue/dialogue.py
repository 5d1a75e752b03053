"""Running a dialogue: what a reader sees of it, beside what they decide (``deciding``) and enter by hand (``by_hand``,
``together``).

Everything a person decides becomes an entry of the ledger with its sources; the board is folded from what the
reader may read of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import msgspec

from legation.core.dialogue.board import Board, Movement, Turn
from legation.core.dialogue.fields import changed
from legation.core.dialogue.ledger import MOVEMENT, PART_OF, START, chained
from legation.core.dialogue.proposal import Source
from legation.core.dialogue.taking_back import movement_id
from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import Marking, Reader
from legation.services.boards import board as showing
from legation.services.boards.boards import Draw
from legation.services.boards.sides import unknown_in
from legation.services.boards.stating import added, day, label, named_by, told_as
from legation.services.boards.telling import Listed, Quote, Told, listed
from legation.services.briefs.brief import Brief, Kind
from legation.services.briefs.briefing import hand_over, scene_setter, story_told
from legation.services.briefs.wording import ended
from legation.services.dialogue.together import Together
from legation.services.proposals.deciding import Deciding
from legation.services.proposals.pointing import named_thing, own_name
from legation.services.proposals.recording import is_taken_back_so
from legation.tables.banners import marking_in

Drawn = TypeVar("Drawn")


class Dialogues(Deciding, Together):
    """Every operation on dialogues. The reader comes first; their name signs what they enter."""

    def all(self, reader: Reader, as_of: date | None = None) -> list[Listed]:
        """Every dialogue of which the reader may read an entry, by id; as they stood at the end of a day."""
        return [listed(dialogue, board) for dialogue, board in self.boards(reader, as_of).items()]

    def named(self, reader: Reader, words: str, *, limit: int) -> list[Listed]:
        """At most ``limit`` of which the id, title or parties have each of ``words``; what moved last comes first."""
        wanted = words.casefold().split()
        found = [
            one
            for one in self.all(reader)
            if all(word in " ".join((one.id, one.title, *one.parties)).casefold() for word in wanted)
        ]
        return sorted(found, key=lambda one: one.last.on if one.last is not None else "", reverse=True)[:limit]

    def stands(self, reader: Reader, dialogue: str) -> bool:
        """Whether the reader may read an entry of a dialogue with this id."""
        return bool(self._ledger.entries(reader, dialogue))

    def boards(self, reader: Reader, as_of: date | None = None) -> dict[str, Board]:
        """The board of every dialogue of which the reader may read an entry, by id; ``as_of``: of those begun then."""
        then = {dialogue: self._fold(entries, as_of) for dialogue, entries in self._each(reader).items()}
        return {name: board for name, board in then.items() if as_of is None or showing.everything(board)}

    def board(self, reader: Reader, dialogue: str, as_of: date | None = None) -> Board:
        """The dialogue as it stands, or stood at the end of a day. Raises NotFoundError.

        Overdue is reckoned on ``as_of``, else on the present day.
        """
        return self._fold(self._entries(reader, dialogue), as_of)

    def drawn(self, reader: Reader, dialogue: str, as_of: date | None, draw: Draw[Drawn]) -> Drawn:
        """What ``draw`` makes of ``board`` and the id alone, and of nothing that the reader asks; kept with it."""
        entries = self._entries(reader, dialogue)
        return self._boards.drawn(entries, dialogue, as_of, as_of or self._now().date(), draw)

    def view(
        self,
        reader: Reader,
        dialogue: str,
        as_of: date | None = None,
        *,
        turn: Turn | None = None,
        overdue: bool = False,
        stalled: int | None = None,
        moved_since: date | None = None,
    ) -> showing.View:
        """``board`` in rows, with its banner; all of them, or those that ``board.Filter`` takes of these."""
        entries, today = self._entries(reader, dialogue), as_of or self._now().date()
        whole = self._boards.view(entries, dialogue, as_of, today)
        only = showing.Filter(turn=turn, overdue=overdue, stalled=stalled, moved_since=moved_since)
        if only == showing.Filter():
            return whole
        return showing.filtered(self._boards.fold(entries, as_of, today), whole, only)

    def views(self, reader: Reader, as_of: date | None = None) -> dict[str, showing.View]:
        """``view`` of every dialogue of which the reader may read an entry, by id."""
        today = as_of or self._now().date()
        return {name: self._boards.view(entries, name, as_of, today) for name, entries in self._each(reader).items()}

    def thing(self, reader: Reader, dialogue: str, entity: str, name: str, as_of: date | None = None) -> str:
        """The id of a thing of one kind, by whatever names it elsewhere: id, number, the day of a meeting.

        Raises NotFoundError, and RefusedError for a day of several meetings.
        """
        found = named_thing(self.board(reader, dialogue, as_of), entity, name)
        if found.entity != entity:
            raise NotFoundError(f"{entity} {name}")
        return found.id

    def story(self, reader: Reader, dialogue: str, about: str, as_of: date | None = None) -> list[Told]:
        """Every movement of a thing and of what is linked to it, by day, with the words of its sources.

        about: an id, a number such as ``objective 3`` (``3`` is an objective), or the id of the dialogue. as_of: up to
        the end of that day. What a movement says beside its text calls sides by name; its fields hold their codes.
        """
        board = self.board(reader, dialogue, as_of)
        if about == dialogue and board.dialogue is None and as_of is not None:
            return []
        if about != dialogue or board.dialogue is None:
            about = named_thing(board, "objective", own_name(board, dialogue, about)).id
        movements = board.story(about)
        held = self._sources.telegrams(reader, (source for movement in movements for source in movement.sources))
        back = {id(one) for thing in showing.everything(board) for one in thing.taken_back}
        anew, undone = _set_anew(board, movements), _undone(movements)
        return [
            Told(
                movement=movement,
                quotes=tuple(self._sources.quotes(reader, movement.sources, held)),
                says=told_as(movement, self._parties.in_a_sentence),
                adds=" ".join(
                    filter(
                        None,
                        (
                            added(movement, named_by(board, self._parties.called)),
                            anew.get(id(movement), ""),
                            _of_a_part(board, about, movement),
                            _BACK if id(movement) in back else _takes_back(movement, undone),
                        ),
                    )
                ),
                id=movement_id(movement) if is_taken_back_so(movement, self._moves) else "",
                counts=id(movement) not in back,
            )
            for movement in movements
        ]

    def brief(
        self,
        reader: Reader,
        dialogue: str,
        as_of: date | None = None,
        *,
        kind: Kind = "scene-setter",
        since: date | None = None,
    ) -> Brief:
        """A scene-setter, or the brief of a hand-over, drawn from what the reader may read. Raises NotFoundError.

        since: say what moved after this day; RefusedError where the brief is of an earlier one.
        """
        if since is not None and since > (as_of or self._now().date()):
            raise RefusedError("the first day comes after the last", "put the earlier day first")
        write = scene_setter if kind == "scene-setter" else hand_over
        board = self.board(reader, dialogue, as_of)
        held = self._sources.telegrams(
            reader, (source for thing in showing.everything(board) for m in thing.movements for source in m.sources)
        )
        return write(
            board,
            dialogue,
            made=self._now().date(),
            telegram=lambda source: held.get(source.sha256),
            parties=self._parties,
            before=self.board(reader, dialogue, since) if since is not None else None,
        )

    def story_brief(self, reader: Reader, dialogue: str, about: str, as_of: date | None = None) -> Brief:
        """The story of a thing as a document, drawn from what the reader may read. ``about``: as for ``story``.

        Raises NotFoundError; RefusedError where nothing had been entered of the dialogue by ``as_of``.
        """
        told = self.story(reader, dialogue, about, as_of)
        board = self.board(reader, dialogue, as_of)
        if about == dialogue:
            if board.dialogue is None:
                raise RefusedError("the dialogue had no story by that day", "take a later day")
            thing = board.dialogue
        else:
            thing = named_thing(board, "objective", own_name(board, dialogue, about))
        movements = (*thing.movements, *(one.movement for one in told))
        held = self._sources.telegrams(reader, (source for movement in movements for source in movement.sources))
        return story_told(
            board,
            dialogue,
            thing,
            told,
            made=self._now().date(),
            telegram=lambda source: held.get(source.sha256),
            parties=self._parties,
        )

    def export(self, reader: Reader, dialogue: str) -> list[dict[str, Any]]:
        """The entries as JSON values, oldest first.

        They are numbered and chained anew over what is exported: whoever receives it can check that it is
        whole, and learns nothing of entries that the reader may not read.
        """
        drafts = [entry.draft for entry in self._entries(reader, dialogue)]
        exported: list[dict[str, Any]] = msgspec.to_builtins(chained(drafts, 0, START))
        return exported

    def quotes(self, reader: Reader, sources: Sequence[Source]) -> list[Quote]:
        """The words of sources, of those that the reader may read."""
        return self._sources.quotes(reader, sources)

    def quotes_of(self, reader: Reader, several: Sequence[Sequence[Source]]) -> list[list[Quote]]:
        """``quotes`` of several lists of sources, whose telegrams are read at once."""
        held = self._sources.telegrams(reader, (source for sources in several for source in sources))
        return [self._sources.quotes(reader, sources, held) for sources in several]

    def called(self, side: str) -> str:
        """What pages call a side: a state by its name, an organisation by its short name."""
        party = self._parties.party(side)
        return side if party is None or party.kind == "organisation" else party.name

    def unknown_sides(self, fields: Mapping[str, Any]) -> list[str]:
        """Of the fields of an entry, what stands for a party and is none that is known; it stands all the same."""
        return unknown_in(fields, self._parties)


_BACK = "Taken back: it does not count."


def _undone(told: Sequence[Movement]) -> dict[str, Movement]:
    """The movements of a story by the names by which others of it take them back; the first of each name."""
    if not any(_named_by_undo(one) for one in told):
        return {}
    return {movement_id(one): one for one in reversed(told)}


def _named_by_undo(movement: Movement) -> str | None:
    """What a move names that takes another one back; None for any other move."""
    named = movement.fields.get(MOVEMENT) if movement.kind.endswith(".undo") else None
    return named if isinstance(named, str) else None


def _takes_back(movement: Movement, undone: Mapping[str, Movement]) -> str:
    """What a story says of a move by which another one is taken back: which; else ""."""
    one = undone.get(_named_by_undo(movement) or "")
    if one is None:
        return ""
    reason = ended(str(movement.fields.get("reason") or ""))
    return f"What was entered as {one.says} on {day(one.on)}.{f' Reason: {reason}' if reason else ''}"


def _of_a_part(board: Board, about: str, movement: Movement) -> str:
    """What a story says of a move of a part, where the split of the one that it is about was taken back; else ""."""
    thing = board.things.get(movement.about)
    of_a_part = thing is not None and PART_OF in thing.fields and board.merged.get(thing.id) == about
    return "Of a part, until the split was taken back." if of_a_part else ""


def _set_anew(board: Board, movements: Sequence[Movement]) -> dict[int, str]:
    """The days that movements set, each with the one that stood until then and who told it; by the id of the object.

    What was told under a closer marking than the movement has is not said: a line is held as the movement is.
    """
    things = {board.merged.get(about, about) for about in {movement.about for movement in movements}}
    told: dict[int, list[str]] = {}
    for thing in filter(None, map(board.things.get, things)):
        for field, redated in thing.redated.items():
            for one in redated:
                movement = one.movement
                by_itself = movement.kind.endswith(".amend")  # that says every field that it gives, and what it was
                if by_itself and field in changed(movement.fields):
                    continue
                said = [] if by_itself else [f"{label(field)}: {day(movement.fields[field])}."]
                if one.told_by is not None and _held(movement).join(_held(one.told_by)) == _held(movement):
                    said.append(f"Until then: {day(one.before)} ({_whose_word(one.told_by, field)}).")
                told.setdefault(id(movement), []).extend(said)
    return {movement: " ".join(said) for movement, said in told.items()}


def _whose_word(movement: Movement, field: str) -> str:
    """Who says what a movement tells in a field: its telegram, or the person who amended or entered it."""
    if field in changed(movement.fields):
        return f"amended by {movement.author}"
    return _place(movement.sources[0]) if movement.sources else f"entered by {movement.author}"


def _place(source: Source) -> str:
    """Where a source stands, in words: ``09TRIPOLI893 para 2``."""
    return showing.address(source).replace("#p", " para ")


def _held(movement: Movement) -> Marking:
    """How the line of a movement is marked: as its words are, without a mark as its telegrams are."""
    return marking_in(movement.marking) if movement.marking else Marking.from_label(movement.access)
