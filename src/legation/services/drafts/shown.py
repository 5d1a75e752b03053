"""Drafts as a reader is shown them: where each stands, its texts, and how its text stands up to the rules.

Nothing here changes a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Literal

import msgspec

from legation.core.clearing import Standing, check_move, draft_from
from legation.core.dialogue.ledger import Unnumbered
from legation.core.draft import Draft
from legation.core.errors import MoveError, NotFoundError, RefusedError
from legation.core.instant import instant_text
from legation.core.marking import Marking, Reader
from legation.formats.reading import read
from legation.services.comparing import Comparison, compare_drafts
from legation.services.drafts.correspondents import Correspondents
from legation.services.drafts.dispatching import copy_of
from legation.services.drafts.drafting import Fault, banner_of_portions, check_draft, check_on_the_way, mended
from legation.services.drafts.held import HeldDrafts
from legation.services.rules import clearing as rules
from legation.services.rules.looking import day_of
from legation.storage.outgoing import Drafts
from legation.storage.ports import Telegrams
from legation.storage.records import Listing
from legation.tables.banners import level_of
from legation.tables.clearing import clearing_moves
from legation.tables.marking import telegram_marking
from legation.tables.posts import Posts


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """A reference of a draft against the archive. status: held, known (some held telegram cites it), or unknown.

    mrn: None where it is no telegram's number.
    """

    text: str
    mrn: str | None
    status: Literal["held", "known", "unknown"]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A draft as a reader sees it: where it stands, the text that counts, its faults and references.

    can: moves possible now. yours: those of them that this reader may make as far as who wrote the text goes; what the
    account may do at all is asked elsewhere. banner: of the draft. asked: the banner that its portion marks ask for.
    """

    standing: Standing
    draft: Draft
    faults: tuple[Fault, ...]
    references: tuple[Cited, ...]
    can: tuple[str, ...]
    yours: tuple[str, ...]
    banner: str
    asked: str


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What differs between two texts of a draft, ``before`` and ``after`` by their hashes. banner: of the draft."""

    standing: Standing
    before: str
    after: str
    changes: Comparison
    banner: str


class ShownDrafts:
    """The drafts of an archive, to be looked at. The reader comes first.

    correspondents: how addresses are reached, read anew for each copy.
    """

    def __init__(
        self,
        drafts: Drafts,
        telegrams: Telegrams,
        posts: Posts,
        now: Callable[[], datetime],
        correspondents: Callable[[], Correspondents] = Correspondents,
    ) -> None:
        self._drafts = drafts
        self._telegrams = telegrams
        self._posts = posts
        self._now = now
        self._correspondents = correspondents
        self._clearing = clearing_moves()
        self._held = HeldDrafts(drafts, telegrams)

    def all(self, reader: Reader, *, every: bool = False) -> list[Standing]:
        """Drafts that are under way, in order of beginning; with ``every``, those released and withdrawn too."""
        return [one for one in self._held.all(reader) if every or self._clearing.moves.states["draft", one.state].open]

    def answering(self, reader: Reader, telegrams: Collection[Listing]) -> dict[str, Standing]:
        """The draft that answers a telegram, by the hash of that: one that was released, else the latest under way.

        Only of drafts that the reader may read. That one went out is no proof that all was done.
        """
        drafts = [one for one in self._held.all(reader) if one.state != "withdrawn"] if telegrams else []
        drafts.sort(key=lambda one: one.mrn is not None)
        of_version = {one.answered: one for one in drafts}
        of_number = {one.answers: one for one in drafts}
        found = {
            one.sha256: of_version.get(one.sha256) or (of_number.get(one.mrn) if one.mrn is not None else None)
            for one in telegrams
        }
        return {sha256: one for sha256, one in found.items() if one is not None}

    def show(self, reader: Reader, draft: str) -> Shown:
        """A draft by its id or the beginning of it. Raises NotFoundError."""
        held = self._held.one(reader, draft)
        return self._shown(reader, held, draft_from(self._drafts.text(reader, held.text)))

    def weigh(self, reader: Reader, draft: str, text: Draft) -> Shown:
        """A draft as it would be shown with another text in the place of the one that counts. Nothing is kept.

        Raises NotFoundError.
        """
        return self._shown(reader, self._held.one(reader, draft), text)

    def mend(
        self, reader: Reader, draft: str, text: Draft, *, rule: str = "", paragraph: int | None = None, place: int = 1
    ) -> tuple[Draft, list[Fault]]:
        """A text of a draft with the safe edit of a rule made, or every one, and the faults that were mended so.

        paragraph: place of the one that is meant, from 1. place: as a fault has it. Nothing is kept. Raises
        NotFoundError; RefusedError where that rule offers no edit.
        """
        held = self._held.one(reader, draft)
        dated = self._dated(text, held)
        if not rule:
            better, done = mended(dated, self._posts)
            return msgspec.structs.replace(better, dtg=text.dtg), done
        for fault in check_draft(dated, self._posts):
            if (fault.rule, fault.paragraph, fault.place) == (rule, paragraph, place) and fault.fix is not None:
                return msgspec.structs.replace(fault.fix, dtg=text.dtg), [fault]
        raise RefusedError(f"{rule[:5]} offers no edit here", "look at the faults again")

    def version(self, reader: Reader, draft: str, text: str = "") -> Draft:
        """One text of a draft, by the beginning of its hash; without it the text that counts. Raises NotFoundError."""
        held = self._held.one(reader, draft)
        return draft_from(self._drafts.text(reader, self._text(held, text or held.text)))

    def difference(self, reader: Reader, draft: str, before: str = "", after: str = "") -> Changes:
        """What differs between two texts of a draft, by the beginnings of their hashes.

        Without ``after``, the text that counts; without ``before``, the one before it. Raises NotFoundError, and
        RefusedError where there is none before.
        """
        held = self._held.one(reader, draft)
        two = self._text(held, after or held.text)
        at = max(place for place, text in enumerate(_texts(held)) if text == two)
        if not before and at == 0:
            raise RefusedError("there is no text before it", "it is as it was first written")
        one = self._text(held, before) if before else _texts(held)[at - 1]
        texts = [draft_from(self._drafts.text(reader, text)) for text in (one, two)]
        return Changes(
            standing=held,
            before=one,
            after=two,
            changes=compare_drafts(texts[0], texts[1]),
            banner=level_of(Marking.from_label(held.access)),
        )

    def log(self, reader: Reader, draft: str) -> list[Unnumbered]:
        """What happened to a draft, in order. Raises NotFoundError."""
        held = self._held.one(reader, draft)
        return [entry.draft for entries, _ in self._held.logs(reader, held.id) for entry in entries]

    def rendered(self, reader: Reader, draft: str, form: str) -> str:
        """A draft as it is sent or kept: ``draft`` or ``json``, ``text`` (transmission copy), ``delivered``, ``mail``.

        What it gets at its release stands in it as if it were released now, with the number 0. Raises NotFoundError;
        RefusedError for a form that is none, or where a part is missing without which no telegram can go.
        """
        held = self._held.one(reader, draft)
        text = draft_from(self._drafts.text(reader, held.text))
        return copy_of(text, self._dated(text, held), form, held, self._correspondents)

    def _shown(self, reader: Reader, held: Standing, text: Draft) -> Shown:
        dated = self._dated(text, held)
        legal = tuple(self._clearing.moves.legal("draft", held.state))
        references = tuple(self._cited(reader, text))
        told = tuple(
            rules.Cited(
                text=one.text, known=one.mrn is None or one.status != "unknown", went_to=self._went_to(reader, one)
            )
            for one in references
        )
        way = rules.Way(draft=dated, standing=held, references=told, posts=self._posts)
        return Shown(
            standing=held,
            draft=text,
            faults=tuple(_undated(fault, text) for fault in check_on_the_way(way)),
            references=references,
            can=legal,
            yours=tuple(verb for verb in legal if self._may(held, verb, reader.name)),
            banner=level_of(Marking.from_label(held.access).join(telegram_marking(text))),
            asked=banner_of_portions(dated),
        )

    def _may(self, held: Standing, verb: str, by: str) -> bool:
        try:
            check_move(held, verb, by, self._clearing)
        except MoveError:
            return False
        return True

    def _dated(self, draft: Draft, held: Standing) -> Draft:
        """The draft with the moment that it would have if it went now."""
        if held.mrn is not None:
            return draft
        return msgspec.structs.replace(draft, dtg=instant_text(self._now(), "minutes"))

    def _cited(self, reader: Reader, draft: Draft) -> Iterator[Cited]:
        on = day_of(draft) or self._now().date()
        for text in draft.references:
            met = read(f"REF: {text}", on, posts=self._posts).references
            mrn = met[0].mrn if met else None
            if mrn is None:
                yield Cited(text=text, mrn=None, status="unknown")
                continue
            held = bool(self._telegrams.accesses(reader, mrn))
            known = held or bool(self._telegrams.cited_by(reader, [mrn], each=1))
            yield Cited(text=text, mrn=mrn, status="held" if held else "known" if known else "unknown")

    def _went_to(self, reader: Reader, cited: Cited) -> tuple[str, ...]:
        """Who had the telegram of a reference, by the last version of it that the reader may read."""
        held = self._telegrams.versions(reader, cited.mrn) if cited.mrn is not None and cited.status == "held" else []
        if not held:
            return ()
        telegram = held[-1].telegram
        plads = (telegram.from_.plad, *(one.plad for one in (*telegram.to, *telegram.info)))
        return tuple(plad for plad in plads if plad)

    @staticmethod
    def _text(held: Standing, text: str) -> str:
        """Hash of a text of a draft by the beginning of it. Raises NotFoundError."""
        found = [one for one in _texts(held) if one.startswith(text)]
        if not found:
            raise NotFoundError(f"text {text} of draft {held.id}")
        return found[0]


def _texts(held: Standing) -> list[str]:
    """Hashes of every text of a draft in order: as written, and as released."""
    return [*(version.text for version in held.versions), *([held.text] if held.mrn is not None else [])]


def _undated(fault: Fault, text: Draft) -> Fault:
    """The fault with an edit that leaves the moment to the release."""
    if fault.fix is None:
        return fault
    return msgspec.structs.replace(fault, fix=msgspec.structs.replace(fault.fix, dtg=text.dtg))
