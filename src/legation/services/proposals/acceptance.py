"""Accepting proposals of a telegram: how each stands, what was decided on it, and which are picked.

Which thing of the board one is about is told in ``services.proposals.which_thing``. Pure: the ledger is written by
``services.proposals.standing`` alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from legation.core.dialogue.fields import changed
from legation.core.dialogue.ledger import Entry
from legation.core.dialogue.proposal import Proposal, Source
from legation.core.dialogue.taking_back import standing
from legation.core.errors import RefusedError
from legation.core.text import Span
from legation.services.ties.following import Followed
from legation.services.ties.linking import Link
from legation.services.ties.moving import Candidate
from legation.services.ties.weighing import Evidence
from legation.storage.records import Record
from legation.tables.moves import load_moves

Status = Literal["proposed", "accepted", "rejected"]
Which = int | str | Sequence[int | str] | None
"""Proposals of a telegram, by number from 1 or fingerprint; None for all that are still proposed."""

Shown = Mapping[str, str]
"""What a person was shown of proposals, by fingerprint: what accepting each would enter (``Proposed.makes``)."""

Picking = Callable[[Sequence["Proposed"]], Sequence[int | str]]
"""Says of what a telegram proposes, as it stands when it is accepted, which are taken."""


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal of a telegram and what became of it.

    number: its place among the telegram's proposals, from 1, whatever their status. becomes: the move that
    accepting it makes, or None, and then ``note`` says why. about: id of the thing, once accepted. objective:
    id of the objective it will be linked to. reason: why it was rejected; of what was accepted, why a later version's
    correction of it was.

    links_to: id of the objective of the board that it speaks of again, or that it belongs to, where the evidence leaves
    no doubt. evidence: what shows it; where it shows several and ``links_to`` is None, they are a choice.

    demarche: id of the demarche, instructed before, that accepting moves instead of raising a new one. demarches: what
    shows it, or those to choose from.

    moves: id of the meeting or commitment, known before, that accepting moves instead of raising a new one. candidates:
    what shows it, or those to choose from.

    before: numbers of the proposals of which one is to be accepted before it, as the report of a meeting before what
    that ended with; accepting all does so. beside: of a promise, the number of the task of a meeting in the same words,
    and of what asks for a report that of the instruction, which accepting all takes alone; of what another version of
    the telegram has in other words, the number of that.

    corrects: days, by field, that a version of the telegram gives which came after ``about`` was entered from another.
    """

    number: int
    status: Status
    fingerprint: str
    proposal: Proposal
    becomes: str | None
    note: str | None
    about: str | None
    objective: str | None
    reason: str | None
    links_to: str | None = None
    evidence: tuple[Link, ...] = ()
    demarche: str | None = None
    demarches: tuple[Followed, ...] = ()
    moves: str | None = None
    candidates: tuple[Candidate, ...] = ()
    before: tuple[int, ...] = ()
    beside: int | None = None
    corrects: dict[str, str] = {}

    @property
    def spoken_of(self) -> tuple[Evidence, ...]:
        """All that shows, or may show, of what on the board it speaks: the words of those things stand beside it."""
        return (*self.evidence, *self.demarches, *self.candidates)

    @property
    def makes(self) -> str:
        """What accepting it enters: the move and, where that is about a thing of the board, its id.

        What a meeting ended with, and who took part, goes with the report of its telegram, whichever meeting that is
        entered as.
        """
        again = self.links_to if self.proposal.kind == "objective" else None
        with_report = any(self.proposal.fields.get(name) for name in ("outcome", "attends"))
        about = None if with_report else self.demarche or self.moves or again
        return " ".join(word for word in (self.becomes, about) if word)

    @property
    def which_moves(self) -> bool:
        """Whether it tells of a meeting or commitment of the board, and only a person can say of which."""
        return self.status == "proposed" and self.moves is None and bool(self.candidates)

    @property
    def early(self) -> bool:
        """Whether it is what came back on a demarche of which no delivery stands on the board yet."""
        return self.demarche is not None and self.demarches[0].early

    @property
    def acceptable(self) -> bool:
        """Whether it can be accepted as it stands."""
        return self._decided and not self.early and not self.before

    @property
    def with_all(self) -> bool:
        """Whether accepting all takes it, as far as it follows from what stands and from what is taken before it."""
        return (self._decided or bool(self.before)) and self.beside is None

    @property
    def _decided(self) -> bool:
        """Whether nothing is left for a person to say but whether it is accepted."""
        which = (self.choice and self.proposal.kind == "objective") or self.which_demarche or self.which_moves
        return self.status == "proposed" and self.becomes is not None and not which

    @property
    def which_demarche(self) -> bool:
        """Whether it reports on a demarche of the board, and only a person can say on which."""
        return self.status == "proposed" and self.demarche is None and bool(self.demarches)

    @property
    def to_name(self) -> str | None:
        """The field by which a person says which thing is meant; None where nothing of the kind is open."""
        if self.which_demarche:
            return "demarche"
        if self.which_moves:
            return "same_as" if self.candidates[0].entity == "objective" else self.candidates[0].entity
        return "same_as" if self.choice and self.proposal.kind == "objective" else None

    @property
    def choice(self) -> bool:
        """Whether an objective of the board is spoken of, and only a person can say which."""
        return self.status == "proposed" and self.links_to is None and bool(self.evidence)


class Found(msgspec.Struct, frozen=True):
    """A proposal and the version of the telegram that it was read from.

    also: names of the same in versions in which words of it are withheld, as the ledger knows proposals by. again: the
    same words in the version that came last, where that is another one.
    """

    proposal: Proposal
    record: Record
    also: tuple[str, ...] = ()
    again: Found | None = None

    @property
    def last(self) -> Found:
        """It, as the version has it that came last of those that say it in these words."""
        return self.again or self

    @property
    def sources(self) -> tuple[Source, ...]:
        held = self.record.sha256
        return tuple(
            source if source.sha256 else Source(source.telegram, source.paragraph, source.span, held)
            for source in self.proposal.sources
        )


def asserted(proposal: Proposal) -> dict[str, Any]:
    """Who read it and how sure, and the two names by which the ledger knows the proposal again."""
    return {
        "proposal": proposal.fingerprint,
        "words": proposal.words,
        "rule": proposal.rule,
        "confidence": proposal.confidence,
    }


def by_proposal(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Entries by the proposal they came of, under both of its names."""
    told: dict[str, list[Entry]] = {}
    for entry in entries:
        for name in {entry.draft.fields.get("proposal"), entry.draft.fields.get("words")}:
            if isinstance(name, str):
                told.setdefault(name, []).append(entry)
    return told


OFFERED = "offered"
"""Field of an entry ``proposal.offer``: a proposal that no rule made, to be decided like those of the rules."""


def offered(entries: Sequence[Entry]) -> list[Proposal]:
    """The proposals that were kept beside those of the rules, in the order of keeping."""
    kept = [entry for entry in entries if entry.draft.kind == "proposal.offer"]
    return [msgspec.convert(entry.draft.fields[OFFERED], Proposal) for entry in kept]


def same_words(one: Proposal, other: Proposal) -> bool:
    """Whether two proposals are of one kind and rest on the same words of one version, the shorter by half at least."""
    return one.kind == other.kind and any(
        a.sha256 == b.sha256 and _half_common(a.span, b.span) for a in one.sources for b in other.sources
    )


def _half_common(a: Span, b: Span, *, of_longer: bool = False) -> bool:
    common = min(a.end, b.end) - max(a.start, b.start)
    lengths = (a.end - a.start, b.end - b.start)
    return common > 0 and 2 * common >= (max(lengths) if of_longer else min(lengths))


def entries_of(told: Mapping[str, list[Entry]], one: Found) -> list[Entry]:
    names = (one.proposal.words, one.proposal.fingerprint, *one.also)
    return next((told[name] for name in names if name in told), [])


REJECT, RECONSIDER = "proposal.reject", "proposal.reconsider"
"""Kinds of the entries that turn a proposal down, and that take this back."""


def still_rejecting(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Entries without the rejections that were taken back, and without what took them back.

    Entries stay as they are: one that takes back names the proposal as those before it do that turned it down.
    """
    if not any(entry.draft.kind == RECONSIDER for entry in entries):
        return entries
    held: dict[str, list[int]] = {}
    gone: set[int] = set()
    for place, entry in enumerate(entries):
        if entry.draft.kind == REJECT:
            held.setdefault(entry.draft.about, []).append(place)
        elif entry.draft.kind == RECONSIDER:
            gone |= {place, *held.pop(entry.draft.about, ())}
    return [entry for place, entry in enumerate(entries) if place not in gone]


class Decided:
    """Entries by what was decided with them, for the proposals of many telegrams; without what was taken back."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        entries, self._back = standing(still_rejecting(entries), load_moves())
        self._by_proposal = by_proposal(entries)
        self._of_telegram: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.draft.kind != "proposal.offer":
                for telegram in dict.fromkeys([source.telegram for source in entry.draft.sources]):
                    self._of_telegram.setdefault(telegram, []).append(entry)
        self.offered = offered(entries)

    def apart(self, found: Sequence[Found], dialogue: str | None) -> dict[str, frozenset[str]]:
        """By ``Proposal.words``, the things of a dialogue of which a person took back what a proposal told of them."""
        told = by_proposal([entry for entry in self._back if entry.draft.dialogue == dialogue])
        return {
            one.proposal.words: frozenset(entry.draft.about for entry in entries_of(told, one)) for one in found if told
        }

    def on(self, found: Sequence[Found]) -> list[list[Entry]]:
        """What was decided on each proposal: under one of its names, else on the same words of the same telegram.

        A later reader of telegrams may cut a proposal at other words; what was decided on it stays decided. So does
        what a person entered by hand with these words as its quotation.
        """
        known = [entries_of(self._by_proposal, one) for one in found]
        # Beside the proposal that an entry was made of, another of the same version is another.
        own: dict[int, set[str]] = {}
        for one, some in zip(found, known, strict=True):
            for entry in some:
                own.setdefault(entry.number, set()).add(one.record.sha256)
        return [
            some
            or [
                entry
                for entry in self._of_telegram.get(one.proposal.telegram, ())
                if one.record.sha256 not in own.get(entry.number, ()) and _on_the_same(entry, one)
            ]
            for one, some in zip(found, known, strict=True)
        ]


_FEWEST, _ALIKE = 3, 0.8  # words, and the share of the shorter side's that both have


def are_alike(one: str, other: str) -> bool:
    """Whether two texts have most of their words in common, as the same sentence has in two versions of a telegram."""
    a, b = (set(text.casefold().split()) for text in (one, other))
    return min(len(a), len(b)) >= _FEWEST and len(a & b) >= _ALIKE * min(len(a), len(b))


def _on_the_same(entry: Entry, one: Found) -> bool:
    """Whether an entry was made of the words of a proposal, cut otherwise or in another version of the telegram."""
    fields = entry.draft.fields
    # A statement tells of a thing; what a person entered of that with the same words is what came of it.
    kinds = {one.proposal.kind, one.proposal.fields.get("of")}
    if (fields.get("proposed") or entry.entity) not in kinds:
        return False
    was = changed(fields).get("text")
    alike = are_alike(str(was or fields.get("text") or ""), one.proposal.text)
    by_hand = "proposal" not in fields
    for before in entry.draft.sources:
        for now in one.sources:
            if before.telegram != now.telegram:
                continue
            if before.sha256 == now.sha256:
                if by_hand and before.paragraph is None and not alike:
                    continue  # the subject may stand there for the telegram, and was not quoted
                # A quotation by hand may be of a whole paragraph, in which many things stand.
                if _half_common(before.span, now.span, of_longer=by_hand):
                    return True
            elif (
                alike
                and not by_hand
                and (before.paragraph == now.paragraph or None in (before.paragraph, now.paragraph))
            ):
                return True
    return False


_FINGERPRINT = re.compile(r"[0-9a-f]{12}")


def chosen(proposed: Sequence[Proposed], which: Which) -> list[Proposed]:
    if which is None:
        return [one for one in proposed if one.status == "proposed"]
    named = [which] if isinstance(which, int | str) else list(which)
    picked: dict[int, Proposed] = {}
    for name in named:
        found = next((one for one in proposed if str(name) in {str(one.number), one.fingerprint}), None)
        if found is None and _FINGERPRINT.fullmatch(str(name)):
            raise RefusedError(
                "the telegram does not propose this any more", "look again at what it proposes: a version of it came"
            )
        if found is None:
            shown = runs([one.number for one in proposed])
            do = f"give numbers of {shown}, or fingerprints" if shown else "it proposes nothing"
            raise RefusedError(f"the telegram has no proposal {name}", do)
        picked[found.number] = found
    return list(picked.values())


def as_shown(picked: Sequence[Proposed], which: Which, shown: Shown) -> list[Proposed]:
    """Those that a person was shown, and that still enter what was said of them then; of all, the others are left.

    Raises RefusedError where one of them was named, and for a number, which another may have by now.
    """
    same = [one for one in picked if shown.get(one.fingerprint) == one.makes]
    if which is None:
        return same
    for name in [which] if isinstance(which, int | str) else which:
        if name not in {one.fingerprint for one in same}:
            raise RefusedError(
                "what this proposal would enter is not what was shown of it",
                "load the page again, read what it says now, and decide then",
            )
    return same


def runs(numbers: Sequence[int]) -> str:
    """Numbers in rising order, those that follow one another as a run: ``1 to 3, 5``."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(first) if first == last else f"{first} to {last}" for first, last in found)


def parties_named(found: Sequence[Found]) -> list[str]:
    """Parties that other proposals of the telegram name, for a dialogue that none of them proposes."""
    named: dict[str, None] = {}
    for one in found:
        fields = one.proposal.fields
        for name in ("party", "by", "sought_by", "counterparty", "to", "sought_from"):
            if isinstance(fields.get(name), str) and fields[name]:
                named.setdefault(fields[name])
    return list(named)
