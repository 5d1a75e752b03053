"""A ledger whose entries are held as closely as what they rest on is held now.

An entry carries the marking that its telegrams had when it was made, and never changes. A telegram that is marked
higher later takes along what was drawn from it: here, before anything is folded, an entry gets the join of its own
marking and those of its telegrams, and whoever may not read that does not get the entry. Nor does a reader get the
movement of a thing that none of their entries raises, nor the name of such a thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from legation.core.dialogue.ledger import RESTS_ON, Entry, Unnumbered, entry_hash
from legation.core.errors import NotFoundError
from legation.core.marking import UPKEEP, Marking, Reader, join_all, join_labels
from legation.core.telegram import Telegram
from legation.storage.access import is_readable
from legation.storage.lately import Lately
from legation.storage.ports import Ledger, Telegrams
from legation.tables.banners import mark_of, marking_in
from legation.tables.moves import load_moves
from legation.tables.pieces import source_marking
from legation.tables.referring import referring, without

_MOST_ENTRIES = 200_000
"""That are kept as they were read, for all sets of rights together."""
_LEAST = 20
"""What is kept counts as so many entries more, or the names of dialogues that there are not would add up unseen."""


class _Kept:
    """The entries that stand up to one, as a set of rights opens them; and as they were shown under some labels."""

    def __init__(self, last: int, entries: list[Entry]) -> None:
        self.last = last
        self.entries = entries
        self.rests_on = {sha256 for entry in entries for sha256 in rests_on(entry.draft)}
        self.shown: tuple[dict[str, str], list[Entry]] | None = None


class PresentLedger:
    """The ledger of dialogues over the telegrams as they are marked now.

    What was read is kept by the rights of the reader until an entry is added: others with other rights have their own.
    """

    def __init__(self, ledger: Ledger, telegrams: Telegrams) -> None:
        self._ledger = ledger
        self._telegrams = telegrams
        self._kept: Lately[tuple[Reader, str | None], _Kept] = Lately(
            _MOST_ENTRIES, lambda kept: _LEAST + len(kept.entries)
        )

    def append(self, reader: Reader, drafts: Sequence[Unnumbered], *, after: int | None = None) -> list[Entry]:
        return self._ledger.append(reader, drafts, after=after)

    def broken_at(self, reader: Reader) -> int | None:
        return self._ledger.broken_at(reader)

    def link(self, number: int | None = None) -> tuple[int, str] | None:
        return self._ledger.link(number)

    def last(self) -> int:
        return self._ledger.last()

    def tail(self) -> Entry | None:
        return self._ledger.tail()

    def entries(self, reader: Reader, dialogue: str | None = None) -> list[Entry]:
        """As the port says. An entry whose telegram went up has its new marking; its hash is that of what was kept."""
        kept = self._read(reader, dialogue)
        labels = self._telegrams.held_as(kept.rests_on)
        shown = kept.shown
        if shown is None or shown[0] != labels:
            shown = kept.shown = labels, self._under(reader, kept.entries, labels)
        return [*shown[1]]

    def _read(self, reader: Reader, dialogue: str | None) -> _Kept:
        rights = msgspec.structs.replace(reader, name="")
        last = self._ledger.last()  # before they are read: what is added meanwhile is read again, not missed
        kept = self._kept.get((rights, dialogue))
        if kept is None or kept.last != last:
            kept = _Kept(last, self._ledger.entries(reader, dialogue))
            self._kept.keep((rights, dialogue), kept)
        return kept

    def _under(self, reader: Reader, entries: Sequence[Entry], labels: Mapping[str, str]) -> list[Entry]:
        texts: dict[str, Telegram | None] = {}
        found = []
        for entry in entries:
            draft = entry.draft
            access = draft.access
            for sha256 in rests_on(draft):
                held = labels.get(sha256)
                if held is not None and held != draft.access:
                    access = join_labels(access, held)
            if access == draft.access:
                found.append(entry)
            elif is_readable(reader, access):
                draft = msgspec.structs.replace(draft, access=access, marking=self._shown(draft, access, texts))
                found.append(msgspec.structs.replace(entry, draft=draft))
        return _as_named(reader, found)

    def _shown(self, draft: Unnumbered, access: str, texts: dict[str, Telegram | None]) -> str:
        """The mark of what an entry says: its own, joined with that of its paragraphs as they are marked now."""
        marks = [marking_in(draft.marking)] if draft.marking else []
        if draft.fields.get(RESTS_ON):
            marks.append(Marking.from_label(access))
        for source in draft.sources:
            if source.sha256 not in texts:
                texts[source.sha256] = self._text(source.sha256)
            telegram = texts[source.sha256]
            marks.append(source_marking(telegram, source) if telegram is not None else Marking.from_label(access))
        return mark_of(join_all(marks), date.fromisoformat(draft.on))

    def _text(self, sha256: str) -> Telegram | None:
        try:
            return self._telegrams.get(UPKEEP, sha256).telegram
        except NotFoundError:
            return None


def _as_named(reader: Reader, entries: Sequence[Entry]) -> list[Entry]:
    """Entries held as closely as what they name, without what names things that a reader's entries do not raise."""
    found = []
    for entry, named in zip(entries, referring([entry.draft for entry in entries], load_moves()), strict=True):
        draft, hashed = named.draft, entry.hash
        # Nothing is kept from who reads all: what is lacking there was never raised.
        if not (reader.owner or reader.upkeep):
            if not named.told:
                continue
            if named.lacks:
                draft = msgspec.structs.replace(draft, fields=without(draft.fields, named.lacks))
                hashed = entry_hash(entry.number, draft, entry.previous)  # boards are kept by it
        found.append(entry if draft is entry.draft else msgspec.structs.replace(entry, draft=draft, hash=hashed))
    return found


def rests_on(draft: Unnumbered) -> list[str]:
    """Hashes of the telegrams whose marking an entry shares."""
    return [*(source.sha256 for source in draft.sources), *(draft.fields.get(RESTS_ON) or ())]
