"""Drafts as a reader finds them: where each stands, and held as closely as what it answers is held now.

A draft is held as closely as all its versions together, as the telegram that it answers is marked now, as those are on
which rests what was put in from a board, and as the telegram that was made of it. A reader below that never learns of
it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

import msgspec

from legation.core.clearing import Standing, standing
from legation.core.dialogue.ledger import Entry
from legation.core.draft import Draft
from legation.core.errors import MoveError, NotFoundError, RefusedError
from legation.core.marking import OPEN, UPKEEP, Marking, Reader, join_all, may_read
from legation.storage.outgoing import Drafts
from legation.storage.ports import Decisions, Telegrams
from legation.storage.records import Listing
from legation.tables.banners import level_of, mark_of
from legation.tables.clearing import clearing_moves
from legation.tables.marking import telegram_marking

_FEW = 20
_DAMAGED = (MoveError, LookupError, TypeError, ValueError)
"""What folding a log raises that this program did not write so."""
_NOTHING: tuple[int, Standing | None] = (0, None)


class HeldDrafts:
    """The drafts of an archive. The reader comes first."""

    def __init__(self, drafts: Drafts, telegrams: Telegrams) -> None:
        self._drafts = drafts
        self._telegrams = telegrams
        self._clearing = clearing_moves()
        self._folded: dict[str, tuple[int, Standing]] = {}  # draft to its last entry and where it stands then

    def all(self, reader: Reader) -> list[Standing]:
        """Every draft, in order of beginning."""
        heads = self._drafts.heads(reader)
        # Where it stands and how closely it is held come from one question: a draft may be marked up in between.
        told: dict[str, tuple[Standing, str]] = {}
        changed: list[str] = []
        for head in heads:
            last, standing = self._folded.get(head.draft, _NOTHING)
            if standing is not None and last == head.last:
                told[head.draft] = standing, head.access
            else:
                changed.append(head.draft)
        # One by one where few changed; all at once costs less than many questions.
        for entries, access in self._drafts.logs(reader) if len(changed) > _FEW else self._each(reader, changed):
            told[entries[0].draft.dialogue] = self._fold(entries), access
        return self._raised(reader, [told[head.draft] for head in heads if head.draft in told])

    def one(self, reader: Reader, draft: str) -> Standing:
        """A draft by its id or the beginning of it. Raises NotFoundError; RefusedError where several begin so."""
        found = [one for _, one in self.logs(reader, draft)]
        exact = [one for one in found if one.id == draft]
        if not draft or not found:
            raise NotFoundError(f"draft {draft}")
        if not exact and len(found) > 1:
            raise RefusedError(f"several drafts begin with {draft}", "give more of the id")
        return (exact or found)[0]

    def logs(self, reader: Reader, draft: str) -> Iterator[tuple[list[Entry], Standing]]:
        """Entries of drafts and where each stands."""
        for entries, access in self._drafts.logs(reader, draft):
            for one in self._raised(reader, [(self._fold(entries), access)]):
                yield entries, one

    def of_ids(self, drafts: Collection[str]) -> dict[str, Standing | None]:
        """Drafts by their ids, whoever may read them; None for one whose log cannot be read, being damaged."""
        if len(drafts) > _FEW:
            with suppress(*_DAMAGED):
                return {one.id: one for one in self.all(UPKEEP) if one.id in drafts}
        found: dict[str, Standing | None] = {}
        for draft in drafts:
            try:
                found |= {one.id: one for _, one in self.logs(UPKEEP, draft) if one.id == draft}
            except _DAMAGED:
                found[draft] = None
        return found

    def raised_above(self, held: Standing, own: Marking) -> Marking | None:
        """How closely what a draft answers or is drawn from is held now; None where it was not marked up since.

        own: the marking that it goes out under; None, too, where that is as high.
        """
        (now,) = self._answered_now([held])
        if now is None or held.answered_access is None:
            return None
        then = Marking.from_label(held.answered_access)
        return now if now.join(then) != then and now.join(own) != own else None

    def check_not_below(self, held: Standing, text: Draft) -> None:
        """Raises RefusedError where the telegram answered was marked up since, and the text is not marked as high."""
        now = self.raised_above(held, telegram_marking(text))
        if now is not None:
            what = "what it is drawn from" if held.answers is None else f"{held.answers}, which it answers,"
            raise RefusedError(
                f"{what} is now marked {level_of(now)}",
                "mark the draft as high, or begin it anew",
            )

    def of(self, entries: Sequence[Entry], access: str) -> Standing | None:
        """Where a draft stands by its entries, None without any. access: label that the store holds it under."""
        held = standing(entries, self._clearing, access)
        return _held_as(held, Marking.from_label(access)) if held is not None else None

    def standing(self, entries: Sequence[Entry], access: str) -> Standing:
        """``of``, of a draft that is there."""
        held = self.of(entries, access)
        assert held is not None  # noqa: S101 - the store gives no log without entries
        return held

    def _answered_now(self, drafts: Sequence[Standing]) -> list[Marking | None]:
        """How closely the telegrams that each answers or is drawn from are held now; None where there are none.

        A log from before the version answered was noted tells its number alone: then as closely as any version is.
        """
        labels = self._telegrams.held_as({sha256 for one in drafts for sha256 in _rests_on(one)})
        found: list[Marking | None] = []
        for one in drafts:
            if one.answered is not None or one.drawn is not None:
                held = [labels[sha256] for sha256 in _rests_on(one) if sha256 in labels]
            else:
                held = self._telegrams.accesses(UPKEEP, one.answers) if one.answers is not None else []
            found.append(join_all([Marking.from_label(label) for label in held]) if held else None)
        return found

    def _raised(self, reader: Reader, drafts: Sequence[tuple[Standing, str]]) -> list[Standing]:
        """Those drafts that the reader may read, each held as closely as what it answers and became is now."""
        told = []
        kept = kept_now(self._telegrams, [one.mrn for one, _ in drafts if one.mrn is not None])
        for (one, access), now in zip(drafts, self._answered_now([one for one, _ in drafts]), strict=True):
            own = Marking.from_label(access).join(kept.get(one.mrn or "", OPEN))
            whole = own.join(now) if now is not None else own
            if may_read(reader, whole).allowed:
                told.append(_held_as(one, whole))
        return told

    def _fold(self, entries: Sequence[Entry]) -> Standing:
        """Where a draft stands; folded once for each entry that it has got."""
        last, draft = entries[-1].number, entries[0].draft.dialogue
        held = self._folded.get(draft)
        if held is None or held[0] != last:
            # Its access is that of the asking and is put in there.
            folded = standing(entries, self._clearing, "")
            assert folded is not None  # noqa: S101 - the store gives no log without entries
            held = self._folded[draft] = (last, folded)
        return held[1]

    def _each(self, reader: Reader, drafts: Sequence[str]) -> Iterator[tuple[list[Entry], str]]:
        for draft in drafts:
            yield from self._drafts.logs(reader, draft)


def kept_name(mrn: str) -> str:
    """The name under which the archive keeps a telegram that was released here."""
    return f"{mrn}.txt"


def kept_now(telegrams: Telegrams, mrns: Iterable[str]) -> dict[str, Marking]:
    """How closely telegrams that were released here are held now, by MRN; none for one that is not kept yet.

    What came from elsewhere under the same number is another text, and says nothing of this one.
    """
    found: dict[str, Marking] = {}
    for one in _kept(telegrams, mrns):
        found[one.mrn or ""] = found.get(one.mrn or "", OPEN).join(Marking.from_label(one.access))
    return found


def raised_since(telegrams: Telegrams, decisions: Decisions, released: Mapping[str, str]) -> dict[str, Marking]:
    """Telegrams that a person has marked up since they were released here: by MRN, how closely each is held now.

    released: by MRN the label under which it was.
    """
    kept = {one.sha256: one for one in _kept(telegrams, released)}
    found: dict[str, Marking] = {}
    for sha256 in decisions.standing(kept):
        mrn = kept[sha256].mrn or ""
        then, now = Marking.from_label(released[mrn]), Marking.from_label(kept[sha256].access)
        if then.join(now) != then:
            found[mrn] = found.get(mrn, OPEN).join(now)
    return found


def _kept(telegrams: Telegrams, mrns: Iterable[str]) -> list[Listing]:
    """What the archive keeps of telegrams that were released here."""
    listed = telegrams.listed(UPKEEP, sorted(set(mrns)))
    return [one for one in listed if one.mrn is not None and one.file == kept_name(one.mrn)]


def _held_as(one: Standing, marking: Marking) -> Standing:
    return msgspec.structs.replace(one, access=marking.label, marking=mark_of(marking))


def _rests_on(one: Standing) -> list[str]:
    """Hashes of the telegrams that a draft answers or is drawn from."""
    answered = [one.answered] if one.answered is not None else []
    return [*answered, *(one.drawn.rests_on if one.drawn is not None else ())]
