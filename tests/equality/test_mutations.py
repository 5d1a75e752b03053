"""The equality test can fail: houses that tell too much, each in one place, are found out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeAlias

import msgspec
import pytest

from legation.core.errors import LegationError, NotFoundError
from legation.core.marking import OWNER, UPKEEP, Marking, Reader, may_read
from legation.services.accounts.audit import Trail
from legation.services.annotations import annotating
from legation.services.dialogue.dialogue import Dialogues
from legation.services.distribution.distributing import Distributing
from legation.services.drafts.held import HeldDrafts
from legation.services.gaps.requested import Requested
from legation.services.proposals.proposals import Proposals
from legation.services.proposals.tying import Tying
from legation.services.reading import Reading
from legation.services.threads.moments import Moments
from legation.storage import index
from legation.storage.memory import index as memory_index
from legation.storage.memory import ledger as memory_ledger
from legation.storage.memory import telegrams as memory_telegrams
from legation.storage.memory.index import MemoryIndex
from legation.storage.memory.ledger import MemoryLedger
from legation.storage.memory.shelf import MemoryShelf
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.storage.present import PresentLedger
from legation.storage.records import Hits, Packed
from legation.storage.sql import ledger as sql_ledger
from legation.storage.sql import neighbours
from legation.storage.sql import telegrams as sql_telegrams
from legation.web import following

from . import running
from .asking import Asker, Request
from .running import READERS, REQUESTS, Case, Desks, cases
from .worlds import KINDS, World

WITHIN = 6 * READERS * REQUESTS
"""Cases, at most, until a mutation must have been found out: those of six worlds, each of which asks every row."""

Patch: TypeAlias = Callable[[pytest.MonkeyPatch], None]


def _count_sees_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MemoryTelegrams, "count", lambda self, reader, **_: len(self._records))


def _citations_of_all(patch: pytest.MonkeyPatch) -> None:
    honest = MemoryTelegrams.cited_by
    patch.setattr(MemoryTelegrams, "cited_by", lambda self, reader, mrns, **how: honest(self, OWNER, mrns, **how))


def _held_is_held_by_anyone(patch: pytest.MonkeyPatch) -> None:
    honest = neighbours.cites

    def cites(connection: Any, reader: Reader, *what: Any, **how: Any) -> list[Any]:
        held = {one.cited for one in honest(connection, OWNER, *what, **how) if one.held}
        seen = honest(connection, reader, *what, **how)
        return [msgspec.structs.replace(one, held=one.cited in held) for one in seen]

    patch.setattr(neighbours, "cites", cites)


def _moments_of_all(patch: pytest.MonkeyPatch) -> None:
    """What is cited by originator and moment is looked for in the whole archive."""
    honest = Moments._found
    patch.setattr(Moments, "_found", lambda self, _, *what: honest(self, OWNER, *what))


def _moments_are_borne_by_closed(patch: pytest.MonkeyPatch) -> None:
    """What is cited by originator and moment is no gap where a closed message may be meant."""
    honest = Moments._found

    def found(self: Moments, reader: Reader, field: str, *what: Any) -> Any:
        return honest(self, OWNER if field == "dtg" else reader, field, *what)

    patch.setattr(Moments, "_found", found)


def _gaps_are_filled_by_closed(patch: pytest.MonkeyPatch) -> None:
    honest = MemoryTelegrams.missing

    def missing(self: MemoryTelegrams, reader: Reader, **how: Any) -> list[str]:
        held = {record.telegram.mrn for record in self._records.values()}
        return [mrn for mrn in honest(self, reader, **how) if mrn not in held]

    patch.setattr(MemoryTelegrams, "missing", missing)


def _estimates_by_closed(patch: pytest.MonkeyPatch) -> None:
    honest = MemoryTelegrams.around
    patch.setattr(MemoryTelegrams, "around", lambda self, reader, *what, **how: honest(self, OWNER, *what, **how))


def _requests_of_all(patch: pytest.MonkeyPatch) -> None:
    honest = MemoryShelf.sent
    patch.setattr(MemoryShelf, "sent", lambda self, reader, mrns: honest(self, OWNER, mrns))
    today = Requested.today
    patch.setattr(Requested, "today", lambda self, reader, *what: today(self, OWNER, *what))


def _requests_as_noted(patch: pytest.MonkeyPatch) -> None:
    """A request stays as it was noted when a telegram that it rests on is marked higher."""
    patch.setattr(Requested, "today", lambda self, reader, found, citing: [*found])


def _facets_of_all(patch: pytest.MonkeyPatch) -> None:
    honest = MemoryIndex.facets
    patch.setattr(MemoryIndex, "facets", lambda self, reader, query, *, most: honest(self, OWNER, query, most=most))


def _completions_of_all(patch: pytest.MonkeyPatch) -> None:
    honest = index.TantivyIndex.completions
    patch.setattr(
        index.TantivyIndex, "completions", lambda self, reader, text, *, limit: honest(self, OWNER, text, limit=limit)
    )


def _views_beside_the_whole(patch: pytest.MonkeyPatch) -> None:
    """A view is shown to those who may read the whole of it, too."""
    honest = memory_telegrams.is_readable

    def readable(reader: Reader, label: str) -> bool:
        # The owner fills the worlds, and does it as ever.
        return honest(reader, label if reader in (OWNER, UPKEEP) else label.split("!")[0])

    patch.setattr(memory_telegrams, "is_readable", readable)


def _total_of_all(patch: pytest.MonkeyPatch) -> None:
    honest = MemoryIndex.search

    def search(self: MemoryIndex, reader: Reader, query: str, *, limit: int, **how: Any) -> Hits:
        found = honest(self, reader, query, limit=limit, **how)
        return msgspec.structs.replace(found, total=honest(self, OWNER, query, limit=1).total)

    patch.setattr(MemoryIndex, "search", search)


def _let_out(record: Any) -> Any:
    if isinstance(record, Packed):
        return msgspec.structs.replace(record, listing=msgspec.structs.replace(record.listing, access="0;;-"))
    return msgspec.structs.replace(record, access="0;;-")


def _scores_by_words_of_all(patch: pytest.MonkeyPatch) -> None:
    """One index for all, its hits filtered: how rare a word is, is reckoned over closed telegrams too."""
    honest_add, honest_search = index.TantivyIndex.add, index.TantivyIndex.search
    access: dict[str, str] = {}

    def add(self: index.TantivyIndex, reader: Reader, records: Any) -> None:
        access.update({record.sha256: record.access for record in records})
        honest_add(self, reader, [_let_out(record) for record in records])

    def search(self: index.TantivyIndex, reader: Reader, query: str, *, limit: int, **how: Any) -> Hits:
        every = honest_search(self, reader, query, limit=1000, **how).hits
        seen = [hit for hit in every if index.is_readable(reader, access.get(hit.listing.sha256, "9;;-"))]
        return Hits(total=len(seen), hits=tuple(seen[:limit]))

    patch.setattr(index.TantivyIndex, "add", add)
    patch.setattr(index.TantivyIndex, "search", search)


def _index_forgets_one_need(patch: pytest.MonkeyPatch) -> None:
    honest = memory_index.is_readable
    patch.setattr(memory_index, "is_readable", lambda reader, label: honest(reader, label.replace("NOFORN", "")))
    patch.setitem(globals(), "WITHIN", 4 * WITHIN)


def _closed_is_said(patch: pytest.MonkeyPatch) -> None:
    honest = Reading.versions

    def versions(self: Reading, reader: Reader, name: str) -> list[Any]:
        try:
            return honest(self, reader, name)
        except NotFoundError as error:
            if self._telegrams.versions(OWNER, self.mrn(name) or name):
                raise LegationError(f"telegram {name} is closed to you", "ask for access") from error
            raise

    patch.setattr(Reading, "versions", versions)


def _order_of_ingestion_shows(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(memory_telegrams, "listing_order", lambda listing: 0)


def _ledger_numbers_show(patch: pytest.MonkeyPatch) -> None:
    honest = Dialogues.export

    def export(self: Dialogues, reader: Reader, dialogue: str) -> list[dict[str, Any]]:
        numbers = [entry.number for entry in self._ledger.entries(reader, dialogue)]
        told = zip(numbers, honest(self, reader, dialogue), strict=True)
        return [{**entry, "number": number} for number, entry in told]

    patch.setattr(Dialogues, "export", export)


def _entries_of_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(memory_ledger, "is_readable", lambda reader, label: True)


def _entries_stay_as_low_as_they_were(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(PresentLedger, "entries", lambda self, *asked: self._ledger.entries(*asked))


def _rejections_of_all(patch: pytest.MonkeyPatch) -> None:
    honest = MemoryLedger.entries

    def entries(self: MemoryLedger, reader: Reader, dialogue: str | None = None) -> list[Any]:
        seen = honest(self, reader, dialogue)
        return seen if dialogue is not None else honest(self, OWNER)

    patch.setattr(MemoryLedger, "entries", entries)


def _sql_ledger_of_all(patch: pytest.MonkeyPatch) -> None:
    honest = sql_ledger.open_labels
    patch.setattr(sql_ledger, "open_labels", lambda connection, reader: honest(connection, OWNER))
    patch.setattr(sql_ledger, "is_readable", lambda reader, label: True)


def _sql_listings_of_all(patch: pytest.MonkeyPatch) -> None:
    honest = sql_telegrams.SqlTelegrams.listings
    patch.setattr(sql_telegrams.SqlTelegrams, "listings", lambda self, reader: honest(self, OWNER))


def _tally_counts_all(patch: pytest.MonkeyPatch) -> None:
    honest = MemoryTelegrams.has
    patch.setattr(MemoryTelegrams, "has", lambda self, reader, hashes: honest(self, UPKEEP, hashes))


def _a_page_is_longer(patch: pytest.MonkeyPatch) -> None:
    """Blanks at its end, one for each telegram that there is."""
    honest = following.as_json

    def as_json(value: Any) -> Any:
        answer = honest(value)
        answer.content += b" " * _held_by_anyone()
        return answer

    held: list[MemoryTelegrams] = []

    def _held_by_anyone() -> int:
        return len(held[-1]._records) if held else 0

    seen = MemoryTelegrams.missing

    def missing(self: MemoryTelegrams, reader: Reader, **how: Any) -> list[str]:
        held.append(self)
        return seen(self, reader, **how)

    patch.setattr(MemoryTelegrams, "missing", missing)
    patch.setattr(following, "as_json", as_json)


def _profiles_look_around_as_the_owner(patch: pytest.MonkeyPatch) -> None:
    honest = Distributing._around
    patch.setattr(Distributing, "_around", lambda self, _, record: honest(self, OWNER, record))


def _schedules_of_all(patch: pytest.MonkeyPatch) -> None:
    honest = MemoryTelegrams.schedule_counts
    patch.setattr(MemoryTelegrams, "schedule_counts", lambda self, _, on: honest(self, UPKEEP, on))


def _annotations_of_all(patch: pytest.MonkeyPatch) -> None:
    """Both the shelf and the service hold them back: each alone would do."""
    honest = MemoryShelf.annotations
    patch.setattr(MemoryShelf, "annotations", lambda self, _, telegram: honest(self, OWNER, telegram))
    patch.setattr(annotating, "may_read", lambda _, marking: may_read(OWNER, marking))


def _annotations_stay_as_low_as_they_were(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(annotating, "_held", lambda one, _: Marking.from_label(one.access))


def _drafts_of_all(patch: pytest.MonkeyPatch) -> None:
    """What the pages of drafts and their commands ask, alone; store and service both look, so both are blind here."""
    honest = HeldDrafts.logs
    patch.setattr(HeldDrafts, "logs", lambda self, _, draft="": honest(self, OWNER, draft))


def _drafts_stay_as_low_as_they_were(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(HeldDrafts, "_answered_now", lambda _, drafts: [None] * len(drafts))


def _movements_of_all(patch: pytest.MonkeyPatch) -> None:
    """What a telegram tells of is looked for on the whole board of the dialogue."""
    honest, honest_of = Tying._moved, Proposals._of
    asked: list[Proposals] = []

    def of(self: Proposals, *what: Any) -> Any:
        asked[:] = [self]
        return honest_of(self, *what)

    def moved(self: Tying, reader: Reader, known: Any, found: Any) -> Any:
        if known.board is None or known.board.dialogue is None:
            return honest(self, reader, known, found)
        entries = MemoryLedger.entries(_ledger_of(asked[0]), OWNER, known.board.dialogue.id)
        known.board = asked[0]._fold(entries)
        return honest(self, OWNER, known, found)

    patch.setattr(Proposals, "_of", of)
    patch.setattr(Tying, "_moved", moved)
    # Seldom does a telegram tell of what moves by a closed one alone.
    patch.setitem(globals(), "WITHIN", 4 * WITHIN)


def _ledger_of(proposals: Proposals) -> MemoryLedger:
    held: Any = proposals._ledger
    while not isinstance(held, MemoryLedger):
        held = held._ledger
    return held


class Broken(NamedTuple):
    """What is broken by a patch, and the stores that it is broken in.

    asked: rows of which some tell of it. Of hundreds few do, and whoever asks all else meanwhile asks long; where none
    are named, all are asked.
    first: a world that has what it takes to tell; where it has no more, the worlds behind it are asked as well.
    """

    by: Patch
    kind: str
    asked: tuple[tuple[str, object], ...] = ()
    first: int = 0


MUTATIONS: dict[str, Broken] = {
    "a count sees all": Broken(_count_sees_all, "memory"),
    "citations by all": Broken(_citations_of_all, "memory"),
    "moments of all": Broken(
        _moments_of_all, "memory", (("service", "threads.thread"), ("page", ("GET", "/thread/{name}")))
    ),
    "gaps by moment are filled by closed messages": Broken(
        _moments_are_borne_by_closed,
        "memory",
        (("service", "gaps.page"), ("service", "gaps.gap"), ("page", ("GET", "/gaps"))),
    ),
    "gaps are filled by closed telegrams": Broken(
        _gaps_are_filled_by_closed,
        "memory",
        (("service", "gaps.page"), ("service", "gaps.gap"), ("page", ("GET", "/gaps"))),
    ),
    "dates estimated by closed telegrams": Broken(_estimates_by_closed, "memory"),
    "requests of all": Broken(
        _requests_of_all,
        "memory",
        (("page", ("GET", "/gaps")), ("service", "gaps.page"), ("service", "gaps.request")),
        first=1,
    ),
    "requests as noted": Broken(
        _requests_as_noted,
        "memory",
        (("page", ("GET", "/gaps")), ("service", "gaps.page"), ("service", "gaps.gap")),
        first=4,
    ),
    "facets of all": Broken(_facets_of_all, "memory"),
    "completions of all": Broken(
        _completions_of_all, "disk", (("service", "finding.completions"), ("page", ("GET", "/suggest")))
    ),
    "views beside the whole": Broken(
        _views_beside_the_whole,
        "memory",
        (("command", "thread"), ("service", "threads.thread"), ("service", "reading.telegram")),
        first=4,
    ),
    "a total of all": Broken(_total_of_all, "memory"),
    "an index forgets one need": Broken(
        _index_forgets_one_need, "memory", (("service", "finding.search"), ("service", "finding.facets")), first=1
    ),
    "an error says closed": Broken(_closed_is_said, "memory"),
    "the order of ingestion shows": Broken(_order_of_ingestion_shows, "memory"),
    "numbers of the ledger show": Broken(_ledger_numbers_show, "memory", (("service", "dialogues.export"),)),
    "entries of all": Broken(_entries_of_all, "memory"),
    "entries stay as low as they were": Broken(
        _entries_stay_as_low_as_they_were,
        "memory",
        (("service", "dialogues.board"), ("service", "dialogues.export")),
        first=1,
    ),
    "decisions of all": Broken(_rejections_of_all, "memory"),
    "a tally counts all": Broken(_tally_counts_all, "memory"),
    "a page is longer": Broken(_a_page_is_longer, "memory"),
    "profiles look around as the owner": Broken(
        _profiles_look_around_as_the_owner,
        "memory",
        (("service", "distributing.explain"), ("service", "distributing.rehearse")),
    ),
    "schedules of all": Broken(_schedules_of_all, "memory"),
    "drafts of all": Broken(
        _drafts_of_all,
        "memory",
        (
            ("page", ("GET", "/drafts")),
            ("page", ("GET", "/draft/{name}")),
            ("page", ("GET", "/draft/{name}/diff")),
            ("page", ("POST", "/draft/{name}/save")),
            ("command", "draft check"),
        ),
        first=2,
    ),
    "drafts stay as low as they were": Broken(
        _drafts_stay_as_low_as_they_were, "memory", (("service", "clearing.all"), ("page", ("GET", "/drafts"))), first=2
    ),
    "annotations of all": Broken(
        _annotations_of_all,
        "memory",
        (("service", "annotating.of"), ("page", ("GET", "/telegram/{name}/annotations.json"))),
        first=3,
    ),
    "annotations stay as low as they were": Broken(
        _annotations_stay_as_low_as_they_were,
        "memory",
        (
            ("service", "annotating.of"),
            ("service", "annotating.gathered"),
            ("page", ("GET", "/telegram/{name}/annotations.json")),
        ),
    ),
    "movements of all": Broken(
        _movements_of_all, "memory", (("service", "dialogues.proposals"), ("service", "dialogues.undecided"))
    ),
    "held by anyone": Broken(
        _held_is_held_by_anyone,
        "disk",
        (("page", ("GET", "/telegram/{name}")), ("service", "reading.telegram"), ("service", "finding.search")),
        first=45,
    ),
    "scores by the words of all": Broken(
        _scores_by_words_of_all, "disk", (("service", "finding.every"), ("service", "finding.search"))
    ),
    "the table of entries unfiltered": Broken(
        _sql_ledger_of_all, "disk", (("service", "dialogues.board"), ("page", ("GET", "/dialogue/{name}"))), first=25
    ),
    "the table of telegrams unfiltered": Broken(
        _sql_listings_of_all, "disk", (("service", "reading.every"), ("service", "reading.listing"))
    ),
}


@pytest.fixture(scope="module")
def desks() -> Iterator[Desks]:
    made = Desks()
    yield made
    made.close()


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_house_that_tells_too_much_is_found_out(
    name: str, desks: Desks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mutate, kind, some, first = MUTATIONS[name]
    mutate(monkeypatch)
    if some:
        monkeypatch.setattr(running, "rows", lambda: list(some))
    asked = 0
    for seed in (seed for seed in range(first, first + 200) if KINDS[seed % len(KINDS)] == kind):
        for case in cases(seed, tmp_path, desks):
            asked += 1
            if case.wrong is not None:
                assert "otherwise than the twin" in case.wrong, case.wrong
                return
            if asked >= WITHIN:
                pytest.fail(f"{name}: not found out within {WITHIN} cases")


REHEARSALS = [("command", "route"), ("command", "audit"), ("page", ("GET", "/audit")), ("service", "trail.entries")]
"""Rules that a reader hands in by file, and the trail, where they stand again."""
MEMORY = [seed for seed in range(9, 24) if KINDS[seed % len(KINDS)] == "memory"]


@pytest.fixture
def first_wrong(desks: Desks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[int], Case | None]:
    """The first wrong answer of a world in which all that is asked is what rehearses rules and shows the trail."""
    monkeypatch.setattr(running, "rows", lambda: list(REHEARSALS))
    monkeypatch.setattr(running, "REQUESTS", 20)

    def ask(seed: int) -> Case | None:
        with TemporaryDirectory(dir=tmp_path) as place:
            return next((case for case in cases(seed, Path(place), desks) if case.wrong is not None), None)

    return ask


def _tells(case: Case | None) -> bool:
    return case is not None and (case.wrong or "").startswith("a word of a closed text is told")


def test_a_trail_that_tells_both_archives_alike_is_found_out(
    first_wrong: Callable[[int], Case | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever archive is asked, it tells what another holds, beside the rules that the reader did send."""
    held: list[str] = []
    closed, note = World.closed_words, Trail.note

    def knowing(self: World, reader: Reader) -> frozenset[str]:
        held[:] = sorted(closed(self, reader))[:1]
        return closed(self, reader)

    def telling(self: Trail, who: str, did: str, about: str = "", **told: Any) -> None:
        note(self, who, did, " ".join([*held, about]) if did == "rehearsed" else about, **told)

    monkeypatch.setattr(World, "closed_words", knowing)
    monkeypatch.setattr(Trail, "note", telling)
    assert any(_tells(first_wrong(seed)) for seed in MEMORY)


def test_what_a_reader_sent_in_a_file_is_no_word_told(
    first_wrong: Callable[[int], Case | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as printed:
        printed.setattr(Asker, "sent", lambda self, request: str(request))
        seed = next((seed for seed in MEMORY if _tells(first_wrong(seed))), None)
    assert seed is not None, "no world in which a reader sends a word of a closed text in a file"
    assert first_wrong(seed) is None


def test_only_the_files_that_a_request_names_are_sent_with_it() -> None:
    ask = Asker(Random(1), None, OWNER)  # type: ignore[arg-type]  # noqa: S311
    sent, kept_back = ask.file("zqlmnopqz", ".toml"), ask.file("zqrstlmnz", ".toml")
    assert kept_back != sent
    told = ask.sent(Request("legation route", ("--dry-run", sent)))
    assert "zqlmnopqz" in told
    assert "zqrstlmnz" not in told
