"""What the entries about one thing tell: the thing as it stands, movement by movement, before others are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any

import msgspec

from legation.core.dialogue.board import Movement, Redated, Thing, on_both_sides
from legation.core.dialogue.clock import agree, is_before, set_clock
from legation.core.dialogue.days import is_another_day, is_full_day
from legation.core.dialogue.each import Each
from legation.core.dialogue.fields import bad_days, bad_words, shaped
from legation.core.dialogue.ledger import PART_OF, PARTS, Unnumbered
from legation.core.dialogue.moves import Actor, Checks, Move, Moves, Shape, Step
from legation.core.dialogue.proposal import REGARDING
from legation.core.dialogue.sequence import Place, day_of, is_whole_again, place_of, sequence, verb_of
from legation.core.dialogue.taking_back import IN_ERROR, movement_id, taken_back

# A dialogue may have a hundred thousand things. What is kept of each is made of values that the collector of cycles
# need not look at (tuples of text and numbers, structs without ``gc``), or its passes would take a third of the time.


class Told(msgspec.Struct, frozen=True, gc=False):
    """A thing as its own entries make it, before it is settled beside the others; and its place among them.

    findings: each with ``{}`` in the place of its name, for only the board knows its number.
    """

    thing: Thing
    place: Place
    findings: tuple[str, ...]


_SET_ANEW = frozenset({"due", "date"})
"""Fields that hold a day which is put off and corrected; a story tells which one stood there before."""

_WORDS = ("text", REGARDING)

_fields_of = attrgetter("fields")
_NOTHING_WRONG = Checks(names=frozenset(), shapes={}, days=(), closed={})


def tell(
    entity: str, about: str, drafts: list[Unnumbered], moves: Moves, idle: Mapping[str, str] | None = None
) -> Told | None:
    """The thing that ``drafts`` tell of; None if they only change what this reader does not see.

    Drafts about another are of one that was merged into it: they are its own, but what it said itself stays, be it
    said later: it has its words, fields and place from the first draft that is about itself.

    idle: ``movement_id`` of drafts that are told and change nothing, such as that it is what was merged into it; with
    the reason, which a finding gives, or none.
    """
    findings: list[str] = []
    checks = moves.checks.get(entity, _NOTHING_WRONG)
    drafts, back, in_error = _standing(about, drafts, moves)
    told = sequence(entity, about, drafts, moves)
    # Most say nothing that may be wrong, and are not looked at one by one.
    looked_at = not all(map(checks.names.isdisjoint, map(_fields_of, told)))
    if looked_at:
        told = [
            draft if checks.names.isdisjoint(draft.fields) else _well_shaped(draft, checks.shapes, findings)
            for draft in told
        ]
    first = _first(about, told, moves.steps)
    if first is None:
        return None
    telling = _Telling(entity, about, told, first, moves, findings, in_error=in_error)
    for draft in told:
        why = idle.get(movement_id(draft)) if idle else None
        came = telling.come(draft) if why is None else telling.stayed(draft, why)
        if came is None:
            continue
        move, fields, after, says, side = came
        if looked_at and not checks.names.isdisjoint(fields):
            findings.extend(_wrong_words(entity, draft, fields, checks))
        telling.take(draft, move, fields, after, says, side)
    thing = telling.thing
    if thing is None:
        return None
    telling.each.show()
    if back:
        thing.taken_back = tuple(_taken_back(about, draft, moves) for draft in sorted(back, key=day_of))
    if not thing.text and entity in moves.fields:
        named = (thing.fields.get(name) for name in moves.fields[entity].words)
        thing.text = next((name for name in named if isinstance(name, str) and name), "")
    if (party := on_both_sides(thing.fields, moves.both)) is not None:
        findings.append(_plain(f"{first.on}: {party[:60]} is on both sides of ") + "{}")
    return Told(thing, place_of(first), tuple(findings))


def _standing(about: str, drafts: list[Unnumbered], moves: Moves) -> tuple[list[Unnumbered], list[Unnumbered], bool]:
    """The drafts that count, those that were taken back, and whether nothing begins the thing any more.

    It is told by its beginning then, which says what was entered in error.
    """
    named = taken_back(drafts, moves)
    if not named:
        return drafts, [], False
    gone = [movement_id(draft) in named for draft in drafts]
    kept = [draft for draft, back in zip(drafts, gone, strict=True) if not back]
    # That it was merged or split begins no thing, though a reader may know it by nothing else.
    told = [draft for draft in kept if (step := moves.steps.get(draft.kind)) and step.move.actor != "desk"]
    in_error = _first(about, told, moves.steps) is None
    if in_error:
        gone = [back and _first(about, [draft], moves.steps) is None for draft, back in zip(drafts, gone, strict=True)]
        kept = [draft for draft, back in zip(drafts, gone, strict=True) if not back]
    return kept, [draft for draft, back in zip(drafts, gone, strict=True) if back], in_error


def _taken_back(about: str, draft: Unnumbered, moves: Moves) -> Movement:
    """A draft that does not count any more, as a story tells it: it led from no state and to none."""
    step = moves.steps.get(draft.kind)
    return Movement(
        on=draft.on,
        kind=draft.kind,
        about=about,
        says=step.move.says if step is not None else "amended",
        text=str(draft.fields.get("text") or ""),
        author=draft.author,
        before=None,
        after="",
        fields=draft.fields,
        sources=draft.sources,
        marking=draft.marking,
        access=draft.access,
        side="desk",
        instant=draft.instant,
    )


_Came = tuple[Move | None, dict[str, Any], str, str, Actor]
"""What came of a draft: its move (None where the table has none of it), its fields, the state after it, what is said
of it, and whose side moved. A tuple and no struct, for there is one of each entry."""


class _Telling:
    """One thing as far as it is told. told: all drafts of it, in order. first: that with which it begins."""

    __slots__ = (
        "_about", "_abouts", "_entity", "_findings", "_first", "_in_error", "_last", "_moves", "_seen", "_steps",
        "_told", "_told_by", "each", "thing",
    )  # fmt: skip

    def __init__(
        self,
        entity: str,
        about: str,
        told: list[Unnumbered],
        first: Unnumbered,
        moves: Moves,
        findings: list[str],
        *,
        in_error: bool,
    ) -> None:
        self._in_error = in_error
        self._entity, self._about, self._told, self._first = entity, about, told, first
        self._moves, self._steps, self._findings = moves, moves.steps, findings
        self._seen: set[tuple[str, str]] = set()
        self._abouts: frozenset[str] | None = None
        self.each = Each(told, moves.steps)
        self._last: dict[str, Movement] = {}
        self._told_by: dict[tuple[str, str], Movement] = {}
        self.thing: Thing | None = None

    def come(self, draft: Unnumbered) -> _Came | None:
        """What comes of a draft as the thing stands; None where it changes nothing."""
        step = self._steps.get(draft.kind)
        if step is None:
            return self._amended(draft)
        move = step.move
        if move.joins is not None and draft.about != self._about:
            return None if self.thing is None else (None, {}, self.thing.state, move.joins, move.actor)
        return self._moved(draft, step, move)

    def stayed(self, draft: Unnumbered, why: str) -> _Came | None:
        """A move that does not count, as it is told; None where the thing has not begun.

        Nothing is found where no reason is given, nor of what was merged into it: another merge of that counts.
        """
        if self.thing is None:
            return None
        says = self._steps[draft.kind].move.says
        if why and draft.about == self._about:
            self._findings.append(f"{draft.on}: {{}}: {says}, {why}: that does not count")
        return None, {}, self.thing.state, says, "desk"

    def _amended(self, draft: Unnumbered) -> _Came | None:
        if verb_of(draft) != "amend":
            kind = _plain(draft.kind)
            self._findings.append(f"{draft.on}: {kind} of {{}} is not a move of the table and was left out")
            return None
        return None if self.thing is None else (None, draft.fields, self.thing.state, "amended", "none")

    def _moved(self, draft: Unnumbered, step: Step, move: Move) -> _Came | None:
        """What comes of a move of the table."""
        thing, fields = self.thing, draft.fields
        before = None if thing is None else thing.state
        reached = step.after[before]
        if reached is None:
            return None
        after, says, side = reached, move.says, move.actor
        if PARTS in fields and before is not None and is_whole_again(draft, self._all_abouts()):
            after = before
        if before is None and PART_OF in fields:
            # A part of one that was split goes on from where that one stood.
            given, side = fields.get("state"), "desk"
            after = given if isinstance(given, str) and (self._entity, given) in self._moves.states else after
        elif not step.plain and move.actor_from:
            side = move.actor_from.get(before or "", side)
        if self._in_error and draft.kind in self._moves.taking_back and (self._entity, IN_ERROR) in self._moves.states:
            after = IN_ERROR
        if not step.plain and move.undoes is not None:
            if draft.about != self._about or thing is None:
                return None
            after = self._undone(thing, self._moves.moves[self._entity, move.undoes])
        # One proposal accepted twice, by two desks at once, is one movement.
        if "proposal" in fields and isinstance(fingerprint := fields["proposal"], str):
            if (draft.kind, fingerprint) in self._seen:
                return None
            self._seen.add((draft.kind, fingerprint))
        if before not in step.froms and thing is not None:
            self._out_of_order(thing, draft, step, after)
        if step.plain:
            return move, fields, after, says, side
        own = draft.about == self._about
        if move.again is not None and draft is not self._first and (after == before or (not own and before is None)):
            says = move.again
        if thing is not None:
            self._findings.extend(self._doubts(thing, move, draft))
            if before in step.froms and move.each is not None:
                after = self.each.reached(thing, move, self.each.meant(thing, move, draft), before) or after
        return move, fields, after, says, side

    def _out_of_order(self, thing: Thing, draft: Unnumbered, step: Step, after: str) -> None:
        """Find that a move does not follow from the state that a thing was in."""
        entity, move, own = self._entity, step.move, draft.about == self._about
        if not own and after == thing.state:
            return  # of two that are one, each was told of as it stands
        # The whole of a split that was taken back went on as if there had been none.
        if not step.opens and not self._went_on(move):
            self._findings.append(f"{draft.on}: {{}} went from {thing.state} to {after} out of order")
        elif own and _is_too_late(entity, thing.state, move, self._moves):
            self._findings.append(f"{draft.on}: {{}}: {move.says} when it was {thing.state} already")

    def take(
        self, draft: Unnumbered, move: Move | None, fields: dict[str, Any], after: str, says: str, side: Actor
    ) -> None:
        """Move the thing by what came of a draft, and note what that leaves beside its state."""
        text, thing = fields.get("text"), self.thing
        movement = Movement(
            on=draft.on,
            kind=draft.kind,
            about=self._about,
            says=says,
            text=text if type(text) is str else str(text or ""),
            author=draft.author,
            before=None if thing is None else thing.state,
            after=after,
            fields=fields,
            sources=draft.sources,
            marking=draft.marking,
            access=draft.access,
            side="desk" if self._in_error else side,
            instant=draft.instant,
        )
        if thing is None:
            thing = self.thing = self._begun(draft, movement, move)
        else:
            self._change(thing, movement, move, own=draft.about == self._about)
            if move is not None and move.undoes is not None:
                thing.fields.pop("into", None)
        if move is not None and self._steps[draft.kind].notes:
            for meant in self.each.meant(thing, move, draft):
                self._note(thing, move, draft.on, meant)
        late = draft is self._first and thing.movements[0] is not movement
        if late:
            # What shows its words says by its first movement where they stand and how closely they are held.
            thing.movements = [movement, *(held for held in thing.movements if held is not movement)]
        self._remember(movement, first=late)

    def _remember(self, movement: Movement, *, first: bool) -> None:
        """Keep the last movement of each kind, and the last that told of a day. first: it goes before all others."""
        step = self._steps.get(movement.kind)
        if step is None or step.move.joins is None or movement.says != step.move.joins:
            self._last[movement.kind] = self._last.get(movement.kind, movement) if first else movement
        for name in _SET_ANEW:
            if isinstance(told := movement.fields.get(name), str):
                self._told_by[name, told] = self._told_by.get((name, told), movement) if first else movement

    def _begun(self, draft: Unnumbered, movement: Movement, move: Move | None) -> Thing:
        first = self._first
        thing = Thing(
            id=self._about,
            entity=self._entity,
            number=0,
            text=str(first.fields.get("text") or ""),
            state=movement.after,
            fields=dict(first.fields),
            raised=first.on,
            movements=[movement] if draft is first else [],
        )
        if PART_OF in first.fields:
            _go_on(thing, first.fields)
        if draft is not first:
            self._change(thing, movement, move, own=False)
        if move is not None and move.each is not None:
            meant = self.each.meant(thing, move, draft)
            thing.state = self.each.reached(thing, move, meant, movement.after) or movement.after
        return thing

    def _all_abouts(self) -> frozenset[str]:
        if self._abouts is None:
            self._abouts = frozenset(draft.about for draft in self._told)
        return self._abouts

    def _undone(self, thing: Thing, move: Move) -> str:
        """The state in which a move found a thing; the present one where it is in no state of that move."""
        last = self._last.get(f"{self._entity}.{move.verb}")
        if last is None or last.before is None or last.after != thing.state:
            return thing.state
        return last.before

    def _went_on(self, move: Move) -> bool:
        """Whether the last such move as this one undoes left the state of the thing as it was."""
        last = self._last.get(f"{self._entity}.{move.undoes}")
        return last is not None and last.before == last.after

    def _doubts(self, thing: Thing, move: Move, draft: Unnumbered) -> list[str]:
        """What a move says that cannot follow from what was told before; it stands all the same."""
        found: list[str] = []
        if move.later is not None:
            day = draft.fields.get(move.later)
            if day is None and not draft.sources:
                found.append(f"{draft.on}: {{}}: {move.says}, and no day")
            else:
                self.each.show()
                if is_before(day, thing.due):
                    found.append(f"{draft.on}: {{}}: {move.says} until {day}, which is before {thing.due}")
        one, several = (draft.fields.get(move.item[0]), self.each.members(thing, move)) if move.each else (None, None)
        if draft.about == thing.id and isinstance(one, str) and several:
            if one not in several:
                found.append(
                    _plain(f"{draft.on}: {move.says} by {one[:60]!r}, which is none of the {move.each} of ") + "{}"
                )
            elif move.answers and not self.each.has_done(thing, move, draft.on, one):
                found.append(
                    _plain(f"{draft.on}: {move.says} by {one!r}, which is not among the {move.answers} of ") + "{}"
                )
        return found

    def _change(self, thing: Thing, movement: Movement, move: Move | None, *, own: bool) -> None:
        if move is None or move.to is not None or not move.item:
            held, told = thing.fields, movement.fields
            apart = move.item if move is not None else ()
            told_again = not own or (movement.after == movement.before and move is not None and move.opens)
            replaced: dict[str, str] = {}
            # A field once known is overwritten by what happens later, not by a second telling of the beginning.
            for name, value in told.items():
                if name in _WORDS or value is None or name in apart or (told_again and held.get(name) is not None):
                    continue
                if name in _SET_ANEW and is_another_day(held.get(name), value):
                    replaced[name] = held[name]
                held[name] = value
                if name == "due":
                    agree(thing, movement.on)
            amends = own and move is None
            worded = bool(movement.text) and (amends or not thing.text)
            if worded:
                thing.text = movement.text
            # What words are about is of whoever gave them, or of a person who amends it: others who say them do not
            # add it.
            if worded or (amends and REGARDING in told):
                held.pop(REGARDING, None)
                held |= {REGARDING: about} if (about := told.get(REGARDING)) else {}
            for name, before in replaced.items():
                self._redate(thing, movement, name, before)
        thing.state = movement.after
        thing.movements.append(movement)

    def _redate(self, thing: Thing, movement: Movement, field: str, before: str) -> None:
        """A movement has put another day in the place of one; its due day is put off where that is after the first."""
        told_by = self._told_by.get((field, before))
        if field not in thing.redated:
            thing.redated = {**thing.redated, field: []}
        thing.redated[field].append(Redated(movement=movement, before=before, told_by=told_by))
        if field == "due":
            thing.extended = str(thing.fields["due"]) > thing.redated[field][0].before

    def _note(self, thing: Thing, move: Move, on: str, fields: dict[str, Any]) -> None:
        """What a move leaves beside the state: an item of a list, a fact, the clock."""
        item = {name: fields[name] for name in move.item if fields.get(name) is not None}
        if move.adds and (item or move.each is not None):
            items = self.each.items(thing, move.adds)
            if items.add({"on": on, **item}):
                thing.fields[move.adds] = items.shown
        if move.takes:
            items = self.each.items(thing, move.takes)
            items.take(item)
            thing.fields[move.takes] = items.shown
        if move.fact:
            thing.facts.setdefault(move.fact, on)
        for fact in move.clears:
            thing.facts.pop(fact, None)
        if move.clock is not None:
            set_clock(thing, move, on, fields, self.each.members(thing, move))


def _wrong_words(entity: str, draft: Unnumbered, fields: Mapping[str, Any], checks: Checks) -> Iterator[str]:
    """Findings on the days and the closed words of a draft that are none."""
    for name in bad_days(fields, checks.days):
        yield f"{draft.on}: {_plain(f'{name} {str(fields[name])[:60]!r}')} of {{}} is no day and does not count"
    for name, value in bad_words(fields, checks.closed, entity):
        one_of = ", ".join(checks.closed[name].one_of)
        yield f"{draft.on}: {_plain(f'{name} {value[:60]!r}')} of {{}} is none of {one_of}"


def _first(about: str, told: list[Unnumbered], steps: Mapping[str, Step]) -> Unnumbered | None:
    """The draft with which a thing begins: the first of its own that may be one."""
    for draft in told:
        if draft.about == about and draft.kind in steps and steps[draft.kind].after[None]:
            return draft
    return None


def _go_on(thing: Thing, fields: Mapping[str, Any]) -> None:
    """The clock of a part stands still where that of the whole did."""
    stopped, held = fields.get("stopped"), fields.get("held")
    thing.stopped = stopped if is_full_day(stopped) else None
    if isinstance(held, Mapping):
        thing.held = {str(one): since for one, since in sorted(held.items()) if is_full_day(since)}


def _well_shaped(draft: Unnumbered, shapes: Mapping[str, Shape], findings: list[str]) -> Unnumbered:
    """A draft whose fields have the shapes that the table says; those that have others are found, and left out."""
    if shapes.keys().isdisjoint(draft.fields):
        return draft
    held: dict[str, Any] = {name: shaped(draft.fields.get(name), shape) for name, shape in shapes.items()}
    changed = {name for name, value in held.items() if value != draft.fields.get(name)}
    if not changed:
        return draft
    for name in sorted(name for name in changed if held[name] is None):
        given, what = str(draft.fields[name])[:60], "text" if shapes[name] == "text" else "list"
        findings.append(f"{draft.on}: {_plain(f'{name} {given!r}')} of {{}} is no {what} and does not count")
    fields = {name: held[name] if name in changed else value for name, value in draft.fields.items()}
    return msgspec.structs.replace(draft, fields={n: v for n, v in fields.items() if n not in changed or v is not None})


def _plain(text: str) -> str:
    """A text in which nothing stands for a name."""
    return text.replace("{", "{{").replace("}", "}}")


def _is_too_late(entity: str, state: str | None, move: Move, moves: Moves) -> bool:
    """Whether a move with which a thing may begin, and that leads on from a state, is told of one that is closed."""
    leads_on = bool(move.from_) and move.again is not None and move.each is None
    return leads_on and not moves.tells_again(entity, state, move.verb)
