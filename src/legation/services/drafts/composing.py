"""Beginning a draft from a thing of a board: to put it to the other side, to instruct a post, to follow up, to report.

What is put in is what the brief says of the thing, with its marks and what it rests on; nothing is worded anew. The
draft is marked from those sources, and remembers the thing: once it is released, the move that this is can be entered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

import msgspec

from legation.core.clearing import Drawn, Standing
from legation.core.dialogue.board import Board, Movement, Thing
from legation.core.dialogue.proposal import Source
from legation.core.draft import Draft, DraftParagraph
from legation.core.errors import RefusedError
from legation.core.marking import OPEN, UNREADABLE_RANK, Marking, Reader, join_all
from legation.core.telegram import Addressee, Originator, Precedence, Telegram
from legation.services.boards.board import posts_of, thing_marking
from legation.services.boards.sourcing import Sources
from legation.services.boards.stating import day
from legation.services.briefs.brief import Line
from legation.services.briefs.briefing import told_of
from legation.services.briefs.deriving import mark_draft
from legation.services.briefs.lines import Writer
from legation.services.briefs.meeting_lines import agenda_of, outcomes_of
from legation.services.briefs.talking import points_on
from legation.services.briefs.wording import worders
from legation.services.dialogue.dialogue import Dialogues
from legation.services.drafts.addressing import Addressing
from legation.services.drafts.answering import as_cited, begun
from legation.services.drafts.clearing import ClearingDesk
from legation.services.proposals.pointing import named_thing
from legation.storage.ports import Telegrams
from legation.storage.records import Record
from legation.tables.banners import classification_of, mark_of
from legation.tables.composing import THINGS, Purpose, purposes
from legation.tables.marking_rows import CLASSIFIED_RANK
from legation.tables.moves import load_moves
from legation.tables.parties import PartyTable
from legation.tables.posts import Posts

_REFERENCES = 10
"""Telegrams that a draft refers to at most, the latest."""
_AROUND = 20
"""Things of the dialogue that are looked at for addresses, where a thing stands alone."""
_CITES = 3
"""Sources told behind a line at most, the latest."""
_LONGEST_SUBJECT = 150
_QUOTES = str.maketrans("“”", '""')
"""Signs of a brief that are none of the circuit, and what stands for them there."""


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A draft that was begun from a thing. offers: the move that its release is, which nobody has entered yet; None for
    none. fields: what that move says."""

    standing: Standing
    offers: str | None = None
    fields: dict[str, str] = {}


class Composing:
    """Drafts begun from the boards of an archive. The reader comes first."""

    def __init__(
        self,
        dialogues: Dialogues,
        clearing: ClearingDesk,
        telegrams: Telegrams,
        posts: Posts,
        parties: PartyTable,
        now: Callable[[], datetime],
    ) -> None:
        self._dialogues = dialogues
        self._clearing = clearing
        self._telegrams = telegrams
        self._sources = Sources(telegrams)
        self._posts = posts
        self._parties = parties
        self._now = now

    def compose(self, reader: Reader, dialogue: str, about: str, purpose: str) -> Draft:
        """A draft from an open thing of a board, of a meeting also from one that was held; not kept yet.

        about: id or number, such as ``demarche 2`` (``2`` is an objective). purpose: of the table ``composing.toml``.
        Raises NotFoundError; RefusedError for a purpose that is none, and for a thing of another kind or a closed one.
        """
        return self._composed(reader, dialogue, about, purpose)[0]

    def begin(
        self,
        reader: Reader,
        dialogue: str,
        about: str,
        purpose: str,
        *,
        by: str | None = None,
        once: str | None = None,
    ) -> Standing:
        """Keep ``compose`` as a draft of that thing. by: who wrote it, where the owner keeps it for another.

        once: as of ``Clearing.new``; the draft of that key is given also where the thing has moved meanwhile.
        """
        if once is not None and (kept := self._kept(reader, dialogue, about, purpose, once)) is not None:
            return kept
        draft, drawn, floor = self._composed(reader, dialogue, about, purpose)
        return self._clearing.new(reader, draft, by=by, drawn=(drawn, floor), once=once)

    def _kept(self, reader: Reader, dialogue: str, about: str, purpose: str, once: str) -> Standing | None:
        """The draft of a key, where it was begun from this: of what is closed by now none could be composed."""
        kept = self._clearing.kept(reader, once)
        if kept is None or kept.drawn is None or (kept.drawn.dialogue, kept.drawn.purpose) != (dialogue, purpose):
            return None
        board = self._dialogues.board(reader, dialogue)
        thing = named_thing(board, "objective", about).id
        return kept if thing in (kept.drawn.about, board.merged.get(kept.drawn.about)) else None

    def drafts(self, reader: Reader, dialogue: str, about: str) -> list[Begun]:
        """The drafts begun from a thing or what is merged into it, in order of beginning, with what a release offers.

        Raises NotFoundError.
        """
        board = self._dialogues.board(reader, dialogue)
        thing = named_thing(board, "objective", about)
        told = {source.telegram for movement in board.story(thing.id) for source in movement.sources}
        return [
            self._begun(reader, one, thing, told)
            for one in self._clearing.all(reader, every=True)
            if one.drawn is not None
            and one.drawn.dialogue == dialogue
            and thing.id in (one.drawn.about, board.merged.get(one.drawn.about))
        ]

    def _begun(self, reader: Reader, one: Standing, thing: Thing, told: set[str]) -> Begun:
        """told: the telegrams of which the story of the thing tells."""
        row = purposes().get(one.drawn.purpose) if one.drawn is not None else None
        kind = row.moves.get(thing.entity) if row is not None else None
        if kind is None or one.mrn is None or one.mrn in told:
            return Begun(standing=one)
        entity, _, verb = kind.partition(".")
        if not load_moves().allows(entity, thing.state if entity == thing.entity else None, verb):
            return Begun(standing=one)
        # What raises another thing says what that is; it belongs to this one.
        fields = {} if entity == thing.entity else _named(thing, self._telegrams.versions(reader, one.mrn))
        return Begun(standing=one, offers=kind, fields=fields)

    def _composed(self, reader: Reader, dialogue: str, about: str, purpose: str) -> tuple[Draft, Drawn, Marking]:
        """A draft, what it was begun from, and how closely that is held."""
        board = self._dialogues.board(reader, dialogue)
        thing = named_thing(board, "objective", about)
        row = _purpose(purpose, thing)
        held = self._held(reader, board, thing)
        found = _latest(held, thing.movements)
        writers = {name: Writer(held.one, self._parties) for name in _DRAWN}
        drawn = {
            name: draw(writers[name], board, thing) if name == "background" or _draws(row, name) else []
            for name, draw in _DRAWN.items()
        }
        worded = Writer(held.one, self._parties)
        worded.line("", worders(thing))
        on = self._now().date()
        whole = join_all([writer.marking for writer in (*writers.values(), worded)])
        moved = list({id(m): m for w in (*writers.values(), worded) for m in w.rests_on}.values())
        floor = join_all([whole, *(Marking.from_label(movement.access) for movement in moved)])
        # An address tells of the telegram that has it: none of one that is held more closely than the draft will be.
        near = [m for one in _near(board, thing) for m in one.movements]
        beside = _latest(held, [m for m in near if Marking.from_label(m.access).join(floor) == floor])
        head, also = self._headed(row, thing, board, found, beside, (_mark(worded.marking, whole, on), whole))
        text = msgspec.structs.replace(
            head,
            paragraphs=tuple(
                DraftParagraph(
                    number=number,
                    heading=part.heading,
                    text=_WRITTEN[part.draws](drawn[part.draws]) if part.draws else part.text,
                    marking=_mark(writers[part.draws].marking, whole, on) if part.draws else None,
                )
                for number, part in enumerate(row.paragraphs, 1)
            ),
        )
        if whole.rank < UNREADABLE_RANK:
            line = classification_of(whole, on)
            text = begun(msgspec.structs.replace(text, classification=line), line.level or "", on)
        sources, classified = _used((*writers.values(), worded), held)
        marked = mark_draft(text, sources, on, drawn=classified).draft
        rests_on = dict.fromkeys(source.sha256 for movement in moved for source in movement.sources)
        rests_on |= dict.fromkeys(telegram.sha256 for telegram in also)
        return marked, Drawn(dialogue=dialogue, about=thing.id, purpose=row.name, rests_on=tuple(rests_on)), floor

    def _held(self, reader: Reader, board: Board, thing: Thing) -> _Held:
        """The telegrams of a thing and of what belongs to it, read at once; others one by one."""
        several = [
            source for one in (thing, *_near(board, thing)) for movement in one.movements for source in movement.sources
        ]
        return _Held(
            dict(self._sources.telegrams(reader, several)), lambda source: self._sources.telegram(reader, source)
        )

    def _headed(
        self,
        row: Purpose,
        thing: Thing,
        board: Board,
        found: Sequence[Telegram],
        beside: Sequence[Telegram],
        marked: tuple[str | None, Marking],
    ) -> tuple[Draft, Sequence[Telegram]]:
        """What stands above the text. found: the telegrams of the thing, the latest first. beside: others near it, for
        addresses that those do not have. marked: the portion mark of the words of the thing, and how closely all that
        is put in is held. Returns it with those of the others that it has addresses of."""
        other = [m for side in (*board.parties, *board.sides(thing)) for m in board.members(side) if m != board.ours]
        posts, mark = posts_of(thing), marked[0]
        also: Sequence[Telegram] = ()
        traffic = Addressing(self._posts, self._parties, found, board.ours)
        if not (traffic.abroad(other, posts) and traffic.at_home()):
            also = beside
            traffic = Addressing(self._posts, self._parties, [*found, *beside], board.ours)
        theirs, ours = traffic.abroad(other, posts), traffic.at_home()
        to, from_ = (theirs, ours) if row.to == "theirs" else (ours[:1], theirs)
        # Of several posts that were instructed it is not known which of them reports.
        sender = from_[0] if from_ and (row.to == "theirs" or len(posts) < 2) else None
        # What is held for a few goes to nobody for information.
        info = traffic.informed((*to, *from_)) if sender is not None and not marked[1].needs else []
        references = dict.fromkeys(as_cited(one.mrn) for one in found if one.mrn is not None)
        subject = row.subject.replace("{}", _shortened(thing.text.upper()) or "[MATTER]")
        draft = Draft(
            from_=Originator(sender, traffic.routing(sender)),
            to=tuple(Addressee(plad, traffic.routing(plad)) for plad in to if plad != sender),
            info=tuple(Addressee(plad, traffic.routing(plad)) for plad in info),
            precedence=Precedence("ROUTINE", "ROUTINE" if info else None),
            post=self._posts.key_of_plad(sender) if sender is not None else None,
            tags=next((one.tags for one in found if one.tags), ()),
            subject=f"({mark}) {subject}" if mark is not None and marked[1].rank >= CLASSIFIED_RANK else subject,
            references=tuple(references)[:_REFERENCES],
            signature=traffic.signed(sender),
        )
        return draft, also


class _Held:
    """Telegrams that the reader may read, by their hash, each read once."""

    def __init__(self, found: dict[str, Telegram], find: Callable[[Source], Telegram | None]) -> None:
        self._found: dict[str, Telegram | None] = {**found}
        self._find = find

    def one(self, source: Source) -> Telegram | None:
        if source.sha256 not in self._found:
            self._found[source.sha256] = self._find(source)
        return self._found[source.sha256]

    def telegrams(self, sources: Iterable[Source]) -> list[Telegram]:
        """Those of sources, each once."""
        found = {source.sha256: self.one(source) for source in sources}
        return [one for one in found.values() if one is not None]

    def of(self, sha256: str) -> Telegram | None:
        return self._found.get(sha256)


def purposes_of(entity: str, state: str, *, open_: bool) -> list[Purpose]:
    """What a draft may be begun for from a thing of a kind, in a state."""
    return [row for row in purposes().values() if row.fits(entity, state, open_=open_)]


def _purpose(name: str, thing: Thing) -> Purpose:
    if thing.entity not in THINGS:
        article = "an" if thing.entity[0] in "aeiou" else "a"
        raise RefusedError(f"no draft is begun from {article} {thing.entity}", f"name one of {', '.join(THINGS)}")
    row = purposes().get(name)
    if row is None or thing.entity not in row.of:
        known = ", ".join(row.name for row in purposes().values() if thing.entity in row.of)
        raise RefusedError(f"{name[:40]!r} is nothing that a draft is begun for", f"use one of {known}")
    if not row.fits(thing.entity, thing.state, open_=thing.turn != "closed"):
        able = [row.name for row in purposes_of(thing.entity, thing.state, open_=thing.turn != "closed")]
        do = f"use one of {', '.join(able)}" if able else "name one that is open, or begin from a template"
        raise RefusedError(f"{thing.called} is {thing.state}", do)
    return row


def _named(thing: Thing, released: Sequence[Record]) -> dict[str, str]:
    """What a move that rests on a released telegram calls what it raises; nothing where it has to be written.

    The words of the thing where they are held no more closely than the telegram, else the subject of that.
    """
    closed = thing.access.join(thing_marking(thing))
    if released and all(held.join(closed) == held for held in (Marking.from_label(one.access) for one in released)):
        return {"text": thing.text}
    subject = released[0].telegram.subject if len(released) == 1 else None
    return {"text": subject} if subject else {}


def _near(board: Board, thing: Thing) -> list[Thing]:
    """What belongs to a thing, what it belongs to, and what else does; where there is nothing, what was moved last."""
    objective = board.things.get(str(thing.fields.get("objective")))
    around = [objective, *board.linked(objective.id)] if objective is not None else []
    near = [one for one in {o.id: o for o in (*board.linked(thing.id), *around)}.values() if one.id != thing.id]
    return near or sorted(board.things.values(), key=lambda one: one.last.on, reverse=True)[:_AROUND]


def _latest(held: _Held, movements: Iterable[Movement]) -> list[Telegram]:
    """The telegrams that movements rest on, the latest first."""
    found = held.telegrams([source for movement in movements for source in movement.sources])
    return sorted(found, key=lambda one: one.date or "", reverse=True)


def _background(writer: Writer, board: Board, thing: Thing) -> list[Line]:
    last = thing.last
    return [told_of(writer, board, thing), writer.line(f"Last movement, {day(last.on)}: {last.says}.", [last])]


def _draws(row: Purpose, what: str) -> bool:
    return any(part.draws == what for part in row.paragraphs)


def _sourced(line: Line) -> str:
    """A line and what it rests on, the latest of it."""
    rests_on = [*line.cites, *line.entered_by][-_CITES:]
    text = line.text.translate(_QUOTES)
    return f"{text} ({'; '.join(rests_on)})" if rests_on else text


def _points(lines: Sequence[Line]) -> str:
    told = "\n".join(f"-- {_sourced(line)}" for line in lines) or "-- [first point]"
    return f"Begin talking points:\n{told}\nEnd talking points."


def _minutes(lines: Sequence[Line]) -> str:
    """The text that goes to the other side says nothing of our telegrams; what it rests on stands before it."""
    rests_on = list(dict.fromkeys(one for line in lines for one in (*line.cites, *line.entered_by)))[-_CITES:]
    told = "\n".join(f"-- {line.text.translate(_QUOTES)}" for line in lines) or "-- [first item]"
    before = f"It rests on {'; '.join(rests_on)}. " if rests_on else ""
    return f"{before}Begin text:\n{told}\nEnd text."


_WRITTEN: dict[str, Callable[[Sequence[Line]], str]] = {
    "background": lambda lines: " ".join(map(_sourced, lines)),
    "points": _points,
    "agenda": lambda lines: "\n".join(f"-- {_sourced(line)}" for line in lines) or "-- [first item]",
    "outcomes": _minutes,
}

_DRAWN: dict[str, Callable[[Writer, Board, Thing], list[Line]]] = {
    "background": _background,
    "points": points_on,
    "agenda": agenda_of,
    "outcomes": outcomes_of,
}
"""What is put in from a board, by the name that a purpose draws it by."""


def _mark(own: Marking, whole: Marking, on: date) -> str | None:
    """The portion mark of what was put in; None where the telegram bears none, or the mark cannot be told."""
    if own.rank >= UNREADABLE_RANK or (own == OPEN and whole.rank < CLASSIFIED_RANK):
        return None
    return mark_of(own, on)


def _used(writers: Iterable[Writer], held: _Held) -> tuple[dict[str, Telegram], set[str]]:
    """The telegrams that were drawn from by name, and the names of those whose classified paragraphs were."""
    sources: dict[str, Telegram] = {}
    names: set[str] = set()
    for writer in writers:
        classified = set(writer.classified())
        for cited in writer.cited.values():
            telegram = held.of(cited.sha256)
            if telegram is None:
                continue
            name = cited.telegram if sources.get(cited.telegram, telegram) is telegram else cited.sha256[:12]
            sources[name] = telegram
            if cited.telegram in classified:
                names.add(name)
    return sources, names


def _shortened(text: str) -> str:
    """A text on one line, cut behind a word where it is too long for a subject."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_SUBJECT else plain[:_LONGEST_SUBJECT].rpartition(" ")[0]
