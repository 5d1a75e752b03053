"""Clearing drafts: written, cleared by offices, approved, released with a number and queued to be sent.

A draft is held as closely as all its versions together, and as the telegram that it answers is marked now; a reader
below that never learns of it. Where that telegram was marked up since the draft was begun, the draft does not go until
its text is marked as high. Every move is an entry of the log of drafts. The moves stand in
``tables/data/clearing.toml``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import msgspec

from legation.core.clearing import Drawn, Standing, check_move, check_refusals, draft_from, draft_id, text_of
from legation.core.dialogue.ledger import Unnumbered
from legation.core.draft import Draft
from legation.core.errors import AwayError, MoveError, NotFoundError, RefusedError
from legation.core.instant import instant_text
from legation.core.marking import OPEN, UNREADABLE, Marking, Reader, may_read
from legation.core.mrn import Mrn, parse_mrn, post_key
from legation.formats.writing.templates import template
from legation.services.drafts.answering import answer_to, begun, template_for
from legation.services.drafts.correspondents import Correspondents
from legation.services.drafts.dispatching import outgoing
from legation.services.drafts.shown import Shown, ShownDrafts
from legation.services.own_words import check_own_words
from legation.storage.outgoing import Before, Drafts, OwnNumber, Step, sendings_hash
from legation.storage.ports import Telegrams
from legation.storage.records import Stretch
from legation.tables.banners import mark_of
from legation.tables.marking import telegram_marking
from legation.tables.posts import Posts

_LONGEST_OFFICE = 60
_LONGEST_WHY = 2000
_LONGEST_KEY = 200
_MOST_ALIKE = 100


class _TakenError(Exception):
    """There is a draft of that id."""


def _asked_for(fields: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a draft is, as its key goes: its text and what that answers.

    What was put in of a board goes by how that stood, so one begun from it is what it was begun from and for.
    """
    drawn = fields.get("drawn")
    of = drawn and tuple(drawn[name] for name in ("dialogue", "about", "purpose"))
    return (fields.get("answers"), of or fields.get("text"))


class _KeptError(Exception):
    """What is asked was done already. first: the entry by which it was."""

    def __init__(self, first: Unnumbered) -> None:
        self.first = first


class ClearingDesk(ShownDrafts):
    """Drafts of an archive and their way out. The reader comes first.

    correspondents: how addresses are reached, read anew for each release. own: told after a release, so that the
    archive keeps the telegram.
    """

    def __init__(
        self,
        drafts: Drafts,
        telegrams: Telegrams,
        posts: Posts,
        now: Callable[[], datetime],
        correspondents: Callable[[], Correspondents] = Correspondents,
        own: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(drafts, telegrams, posts, now, correspondents)
        self._own = own

    def compose(
        self, reader: Reader, name: str = "", *, answers: str | None = None, level: str = "UNCLASSIFIED"
    ) -> Draft:
        """A template, not kept yet; as an answer to a telegram where one is named. Raises NotFoundError.

        Without ``name``, that which the telegram answered asks for, else a report.
        """
        on = self._now().date()
        if answers is None:
            return begun(template(name or "report"), level, on)
        telegram = self._answered(reader, answers)[0]
        return answer_to(telegram, template(name or template_for(telegram)), self._posts, on)

    def new(
        self,
        reader: Reader,
        draft: Draft,
        *,
        by: str | None = None,
        answers: str | None = None,
        drawn: tuple[Drawn, Marking] | None = None,
        once: str | None = None,
    ) -> Standing:
        """Keep a draft. by: who wrote it, where the owner keeps it for another. answers: MRN of the telegram answered.

        drawn: the thing of a board that it was begun from, and how closely what was put in of that is held. once: a key
        of the asker's own; asked with it again, for an answer was lost, this gives the draft that was kept then. Raises
        RefusedError for one that is marked above what this reader may read, and for a key that was used for another
        draft; NotFoundError.
        """
        if once is not None and not 0 < len(once) <= _LONGEST_KEY:
            raise RefusedError(f"a key has 1 to {_LONGEST_KEY} signs", "make a random one for each draft")
        floor, of = OPEN, dict[str, Any]()
        if drawn is not None:
            floor = drawn[1]
            of = {"drawn": msgspec.to_builtins(drawn[0]), "answered_access": floor.label}
        if answers is not None:
            telegram, floor = self._answered(reader, answers)
            of = {"answers": telegram.mrn, "answered": telegram.sha256, "answered_access": floor.label}
        who = self._who(reader, by)
        digest, body = text_of(draft)
        instant = self._instant()
        access = self._writable(reader, telegram_marking(draft).join(floor))
        key = None if once is None else _key(reader, once)
        fields = {"text": digest, "subject": draft.subject, **of, **({"once": key[:16]} if key is not None else {})}

        def work(before: Before) -> Step:
            if before.entries:
                first = before.entries[0].draft
                raise _KeptError(first) if key and first.fields.get("once") == key[:16] else _TakenError
            check_move(None, "draft", who, self._clearing)
            entry = self._entry(reader, "draft", made, who, access, draft, fields, instant)
            return Step(entry=entry, access=access.label, text=(digest, body))

        for again in range(_MOST_ALIKE):  # the same words may be kept twice in one moment
            made = draft_id(*((instant, who, digest) if key is None else ("once", key, "")), again)
            try:
                return self._held.standing(*self._drafts.step(reader, made, work))
            except _KeptError as kept:
                if _asked_for(kept.first.fields) != _asked_for(fields):
                    raise RefusedError("this key was used for another draft", "send a new key with it") from None
                for _, held in self._held.logs(reader, made):
                    return held
            except (_TakenError, NotFoundError):
                pass
        raise RefusedError("this draft is kept already", "change that one")

    def kept(self, reader: Reader, once: str) -> Standing | None:
        """The draft that this reader had kept under a key; None where there is none that they may read."""
        key = _key(reader, once)
        found = self._held.logs(reader, draft_id("once", key, ""))
        return next((held for entries, held in found if entries[0].draft.fields.get("once") == key[:16]), None)

    def change(
        self, reader: Reader, draft: str, text: Draft, *, by: str | None = None, over: str | None = None
    ) -> Standing:
        """Put another text in the place of the one that counts; what was cleared and approved is void.

        over: beginning of the hash of the text that was changed, so that nobody writes over what another wrote
        meanwhile. Raises MoveError, NotFoundError, RefusedError.
        """
        digest, body = text_of(text)
        access = self._writable(reader, telegram_marking(text))

        def fields(held: Standing) -> dict[str, Any]:
            self._same(held, over)
            if held.text == digest:
                raise RefusedError("the text is the same as before", "nothing to do")
            return {"text": digest, "subject": text.subject}

        return self._move(reader, draft, "change", by, fields, text=text, kept=(digest, body), marking=access)

    def clear(
        self, reader: Reader, draft: str, office: str, *, by: str | None = None, text: str | None = None
    ) -> Standing:
        """Clear the text that counts, for an office. text: beginning of the hash of the text that was read.

        by: who cleared, where the owner notes it for another. Raises MoveError, NotFoundError, RefusedError.
        """
        office = _office(office)

        def fields(held: Standing) -> dict[str, Any]:
            self._same(held, text)
            return {"text": held.text, "office": office}

        return self._move(reader, draft, "clear", by, fields)

    def refuse(
        self, reader: Reader, draft: str, office: str, why: str, *, by: str | None = None, text: str | None = None
    ) -> Standing:
        """Refuse, for an office, to clear the text that counts; what was cleared and approved is void.

        why: what is to be changed, in words, which are held as closely as the draft and marked no higher. by, text: as
        of ``clear``. Raises MoveError, NotFoundError, RefusedError.
        """
        office, why = _office(office), why.strip()
        if not why or len(why) > _LONGEST_WHY:
            raise RefusedError("a refusal needs a reason", f"say what is to be changed, in up to {_LONGEST_WHY} signs")

        def fields(held: Standing) -> dict[str, Any]:
            self._same(held, text)
            return {"text": held.text, "office": office, "why": why}

        return self._move(reader, draft, "refuse", by, fields)

    def approve(
        self,
        reader: Reader,
        draft: str,
        *,
        by: str | None = None,
        text: str | None = None,
        over: Sequence[str] = (),
        seen: int | None = None,
    ) -> Standing:
        """Approve the text that counts. over: offices whose refusals count, and over which it is approved.

        seen: how many refusals were read, of all that the draft has had, so that no later one is gone over unread.

        Raises MoveError, NotFoundError; RefusedError while a rule blocks it, or the refusal of another office counts.
        """
        self._sound(reader, draft)
        named = tuple(dict.fromkeys(_office(office) for office in over))

        def fields(held: Standing) -> dict[str, Any]:
            self._same(held, text)
            if not self._clearing.moves.allows("draft", held.state, "approve"):
                return {"text": held.text}
            return {"text": held.text, "over": list(check_refusals(held, named, seen)) or None}

        return self._move(reader, draft, "approve", by, fields)

    def withdraw(self, reader: Reader, draft: str, *, by: str | None = None) -> Standing:
        """Give a draft up. Raises MoveError, NotFoundError."""
        return self._move(reader, draft, "withdraw", by, lambda held: {"text": held.text})

    def release(self, reader: Reader, draft: str, *, by: str | None = None) -> Standing:
        """Give it its number and moment, queue it for every addressee and keep it in the archive.

        Number, entry and queue stand or fall together. Raises MoveError, NotFoundError; RefusedError while a rule
        blocks it.
        """
        before = self._sound(reader, draft)
        who = self._who(reader, by)
        at = self._now()
        reached = self._correspondents()

        def work(stands: Before) -> Step:
            held = self._held.of(stands.entries, stands.access)
            check_move(held, "release", who, self._clearing)
            assert held is not None  # noqa: S101 - a draft that is not there cannot be released
            if held.text != before.standing.text:
                raise MoveError("the draft was changed meanwhile", "look at it, then clear it again")
            post = post_key(str(before.draft.post), self._posts.aliases)
            own = OwnNumber(post, at.year, stands.number(post, at.year))
            mrn = str(Mrn(own.year, own.post, own.number))
            moment = instant_text(at, "minutes")
            final = msgspec.structs.replace(before.draft, number=own.number, dtg=moment)
            if self._telegrams.accesses(reader, mrn):
                raise RefusedError(
                    f"{mrn} is held already", f"let the numbers go on: legation settings numbers {post} LAST"
                )
            if own.number == 1:
                self._check_first(reader, own)
            digest, body = text_of(final)
            marking = Marking.from_label(held.access)
            queued = tuple(outgoing(final, mrn, held, reached, self._instant()))
            sends = sendings_hash((one.id, hashlib.sha256(one.data).hexdigest()) for one in queued)
            told = {"text": digest, "cleared": held.text, "mrn": mrn, "dtg": moment, "sends": sends}
            return Step(
                entry=self._entry(reader, "release", held.id, who, marking, final, told),
                access=held.access,
                text=(digest, body),
                number=own,
                outgoing=queued,
            )

        entries, access = self._drafts.step(reader, before.standing.id, work)
        # It is released, whatever becomes of our own copy: that waits in the queue, and is kept with the next or when
        # the archive is opened.
        with suppress(AwayError):
            self._own()
        return self._held.standing(entries, access)

    def _check_first(self, reader: Reader, own: OwnNumber) -> None:
        """Raises RefusedError where later numbers of the post and year are held, which it gave elsewhere."""
        [(_, later)] = self._telegrams.around(reader, [Stretch(own.post, own.year, own.number, "", "9999")], width=1)
        if later:
            raise RefusedError(
                f"{own.post} would begin at 1 in {own.year}, and {later[0].mrn} is held",
                f"say which number it gave last elsewhere: legation settings numbers {own.post} LAST",
            )

    def begin_numbers(self, reader: Reader, post: str, last: int, *, year: int | None = None) -> OwnNumber:
        """Let a post's numbers go on behind ``last``. For an archive that takes over a post's traffic in mid-year.

        A post that has given numbers here goes on behind a later one only where the telegram of that one is held: it
        was given elsewhere, and the post would come to it. Raises RefusedError otherwise.
        """
        own = OwnNumber(post_key(post, self._posts.aliases), year or self._now().year, last)
        if not own.post or last < 1:
            raise RefusedError("that is no post with a number", "name a post and the last number that it gave")
        # A number stands on its telegram; whoever may set them, the interface checks.
        held = bool(self._telegrams.accesses(reader, str(Mrn(own.year, own.post, own.number))))
        self._drafts.begin_numbers(own.post, own.year, own.number, held=held)
        return own

    def _move(
        self,
        reader: Reader,
        draft: str,
        verb: str,
        by: str | None,
        fields: Callable[[Standing], dict[str, Any]],
        *,
        text: Draft | None = None,
        kept: tuple[str, str] | None = None,
        marking: Marking = OPEN,
    ) -> Standing:
        before = self._held.one(reader, draft)
        written = text or draft_from(self._drafts.text(reader, before.text))
        if verb == "clear":
            self._held.check_not_below(before, written)
        who = self._who(reader, by)

        def work(stands: Before) -> Step:
            held = self._held.of(stands.entries, stands.access)
            assert held is not None  # noqa: S101 - a draft that is not there allows no move but the first
            told = fields(held)  # first whether it is the text that was read: what may be done follows from that
            check_move(held, verb, who, self._clearing)
            access = Marking.from_label(held.access).join(marking)
            entry = self._entry(reader, verb, held.id, who, access, written, told)
            return Step(entry=entry, access=access.label, text=kept)

        return self._held.standing(*self._drafts.step(reader, before.id, work))

    def _entry(
        self,
        reader: Reader,
        verb: str,
        draft: str,
        by: str,
        marking: Marking,
        text: Draft,
        fields: dict[str, Any],
        instant: str | None = None,
    ) -> Unnumbered:
        at = instant or self._instant()
        told = {name: value for name, value in {"by": by, **fields}.items() if value is not None}
        check_own_words(marking, by, fields.get("office"), fields.get("why"))
        own = telegram_marking(text)
        return Unnumbered(
            instant=at,
            author=reader.name,
            kind=f"draft.{verb}",
            dialogue=draft,
            about=draft,
            on=at[:10],
            fields=told,
            sources=(),
            access=marking.label,
            marking=None if own == UNREADABLE else mark_of(own),
        )

    def _sound(self, reader: Reader, draft: str) -> Shown:
        """The draft, as it would go now. Raises RefusedError while a rule blocks it."""
        shown = self.show(reader, draft)
        if not self._clearing.moves.states["draft", shown.standing.state].open:
            return shown  # the move is refused for the state that it is in
        blocks = [fault for fault in shown.faults if fault.severity == "block"]
        if blocks:
            first = f"{blocks[0].rule} {blocks[0].says}"
            raise RefusedError(f"the draft cannot go so ({first})", f"see `legation draft show {shown.standing.id}`")
        self._held.check_not_below(shown.standing, shown.draft)
        return shown

    def _answered(self, reader: Reader, mrn: str) -> tuple[Any, Marking]:
        """The last version of a telegram, and how closely it is held."""
        named = parse_mrn(mrn, self._posts.aliases)
        records = self._telegrams.versions(reader, str(named) if named is not None else mrn)
        if not records:
            raise NotFoundError(f"telegram {mrn}")
        return records[-1].telegram, Marking.from_label(records[-1].access)

    @staticmethod
    def _same(held: Standing, text: str | None) -> None:
        if text is not None and not held.text.startswith(text):
            raise MoveError("the text was changed since you read it", f"read the text {held.text[:12]}")

    def _who(self, reader: Reader, by: str | None) -> str:
        """Who makes a move: the account; the owner of the directory may note it for another."""
        if by is None or by == reader.name:
            return reader.name
        if not reader.owner:
            raise RefusedError("an account acts for itself alone", "leave the name of another out")
        return " ".join(by.split())

    def _writable(self, reader: Reader, marking: Marking) -> Marking:
        if not may_read(reader, marking).allowed:
            raise RefusedError(
                "the draft is marked above what you may read, or its marking cannot be read",
                "state a level such as CONFIDENTIAL, or let somebody cleared for it write it",
            )
        return marking

    def _instant(self) -> str:
        return instant_text(self._now(), "milliseconds")


def _key(reader: Reader, once: str) -> str:
    """What is kept of the key that a reader sent with a draft."""
    return hashlib.sha256(f"{reader.name}|{once}".encode()).hexdigest()


def _office(name: str) -> str:
    """The office that clears or refuses. Raises RefusedError for a name that is none."""
    office = " ".join(name.split())
    if not office or len(office) > _LONGEST_OFFICE:
        raise RefusedError("a clearance needs an office", "name one, such as NEA/MAG")
    return office
