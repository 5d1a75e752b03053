"""What a store must do.

The reader comes first in every method and has no default. The filter is part of the query, so counts, order,
snippets and page ends say nothing of what the reader may not open: the answer equals that of a store that
holds only what this reader may read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Protocol

from legation.core.accounts import Account, Session, Token
from legation.core.dialogue.ledger import Entry, Unnumbered
from legation.core.marking import Reader
from legation.storage.completing import Completion
from legation.storage.cursor import Sort
from legation.storage.facets import Spread
from legation.storage.records import (
    NO_VIEWS,
    Annotation,
    Arrival,
    Citation,
    Counted,
    Decided,
    Hits,
    Listing,
    Look,
    Numbered,
    Record,
    Request,
    SavedSearch,
    Scheduled,
    Stored,
    Stretch,
    Traffic,
    Views,
)
from legation.tables.declassification import Stands


class Telegrams(Protocol):
    """The archive as one reader sees it."""

    def put(self, reader: Reader, records: Sequence[Arrival], views: Views = NO_VIEWS) -> Stored:
        """Keep records, with the views of them; durable when it returns. The same bytes twice change nothing.

        A record is ``versions`` when its MRN is not None and another record of that MRN is held. Of a view
        whose bytes are held already the one that is held stays; a record put takes the place of such a view.
        """

    def restate(self, reader: Reader, record: Record, views: Sequence[Record]) -> list[str]:
        """Put the access and the reading of a held record, and its views, in the place of those that stand.

        In one step; ``record.original`` is not looked at. Where that lets in readers, the record or the view comes
        behind all that was kept (``arrived``). Returns the hashes of views that are held no more.
        Raises NotFoundError where the record is not held, or not readable.
        """

    def view_hashes(self, whole: str | None = None) -> list[str]:
        """Hashes of every view, or of those of one telegram, sorted. For upkeep: it answers nobody."""

    def clear_views(self) -> None:
        """Drop every view; they can be made again."""

    def accesses(self, reader: Reader, name: str) -> list[str]:
        """Access labels of the readable records of an MRN or a whole hash, sorted, each once."""

    def labels(self, hashes: Collection[str]) -> dict[str, str]:
        """Access labels of records and views by their hash. For upkeep: it answers nobody."""

    def held_as(self, hashes: Collection[str]) -> dict[str, str]:
        """``labels``, with those of views that are held no more: as closely as all that they were views of.

        What was drawn from a view rests on it still; nobody can tell from the hash alone which parts it showed.
        """

    def has(self, reader: Reader, hashes: Sequence[str]) -> set[str]:
        """Those of ``hashes`` that are held and readable."""

    def received(self, reader: Reader, hashes: Sequence[str]) -> dict[str, str]:
        """When each of ``hashes`` that is held and readable was received, as ``Record.received``."""

    def get(self, reader: Reader, sha256: str) -> Record:
        """Raises NotFoundError, for an absent and for a closed telegram alike."""

    def records(self, reader: Reader, hashes: Collection[str]) -> dict[str, Record]:
        """Those of ``hashes`` that are held and readable, by hash; absent and closed ones are left out alike.

        At once, for what rests on several telegrams. All of them are in memory: many are asked for in runs.
        """

    def versions(self, reader: Reader, mrn: str) -> list[Record]:
        """Readable records of one MRN, oldest received first; empty if there is none."""

    def listings(self, reader: Reader) -> Iterator[Listing]:
        """Every readable record, by date (None last), then MRN, then hash."""

    def recent(self, reader: Reader, limit: int, *, before: str | None = None) -> list[Listing]:
        """The readable records that come last in the order of ``listings``, the last first; those with a date.

        before: those alone that were received before this instant, ISO; the same below.
        """

    def find(self, reader: Reader, *, sha256: str | None = None, file: str | None = None) -> list[Listing]:
        """Readable records whose hash begins with ``sha256``, or that came under ``file``; at most 100, as listed."""

    def listed(self, reader: Reader, mrns: Sequence[str], *, before: str | None = None) -> list[Listing]:
        """Readable records of any of ``mrns``: by MRN, then oldest received first, then hash."""

    def listed_by_hash(self, reader: Reader, hashes: Collection[str]) -> dict[str, Listing]:
        """Those of ``hashes`` that are held and readable, by hash: ``records`` without their texts."""

    def numbered_to(self, reader: Reader, hashes: Collection[str]) -> dict[str, str]:
        """Of those of ``hashes`` that are held and readable and whose number is one of a series to a post: the post."""

    def cites(
        self, reader: Reader, names: Sequence[str], *, each: int | None = None, before: str | None = None
    ) -> list[Citation]:
        """What readable telegrams cite. ``names`` are MRNs, or hashes of telegrams without one.

        An MRN with a post behind it (``core.mrn.name_to``) is the telegram of the series to that post alone. By name,
        then receipt and hash of the version, then in order of the text; each cited one once for a name; ``each``: so
        many for a name at most.
        """

    def cited_by(
        self, reader: Reader, names: Sequence[str], *, each: int | None = None, before: str | None = None
    ) -> list[Citation]:
        """Readable telegrams that cite any of ``names``: by name, then as listed; ``each``: so many at most.

        An MRN gives all that cite the number; with a post behind it those that cite it as of the series to that post.
        """

    def missing(
        self,
        reader: Reader,
        *,
        within: str = "",
        post: str = "",
        after: str = "",
        limit: int,
        before: str | None = None,
    ) -> list[str]:
        """Names of what readable telegrams cite and of which this reader can open no version, by year, post and number.

        A name is an MRN, with a post behind it (``core.mrn.name_to``) where what cites it tells in whose series it is;
        a held one is then it where it is of that series, or where its own is not read. within: what they begin with.
        post: what follows on their year. after: the one that the page before ended with.
        """

    def around(
        self, reader: Reader, stretches: Sequence[Stretch], *, width: int, before: str | None = None
    ) -> list[tuple[list[Numbered], list[Numbered]]]:
        """For each the readable telegrams whose numbers are next below and next above; nearest first.

        width: so many on a side.
        """

    def alike(self, reader: Reader, record: Record, *, limit: int) -> list[Record]:
        """Other readable records that may be copies of ``record``, not of its MRN, the likeliest first.

        Those of the same words, and those of the same day and at least a third and at most three times its words:
        of the same moment first, then of the same post, then by how near the count of words is.
        """

    def others(self, reader: Reader, hashes: Collection[str]) -> dict[str, list[Listing]]:
        """What may be versions and copies of readable records, by the hash of each that has any, by hash.

        Other readable records of the same MRN, of the same words, and of the same moment where both state an hour.
        """

    def arrived(self, reader: Reader, after: int, limit: int) -> list[tuple[int, Record]]:
        """Readable records that came after the ``after``-th, in that order, each with its place.

        What was let to more readers since it was kept (``restate``) came then.
        """

    def last_arrival(self) -> int:
        """Place of the record kept last; 0 for none. Not to be shown to a reader."""

    def count(self, reader: Reader, *, before: str | None = None) -> int:
        """How many readable records."""

    def schedule(
        self, reader: Reader, stands: Stands, *, on: str = "", come: bool | None = None, limit: int | None = None
    ) -> list[Scheduled]:
        """Readable classified telegrams that stand so, by their day (none last), then MRN (none first), then hash.

        come: those alone whose day has come on the ISO day ``on``, or has not. limit: so many at most.
        """

    def schedule_counts(self, reader: Reader, on: str) -> dict[tuple[Stands, bool], int]:
        """How many readable classified telegrams stand so, and have their day not behind ``on``; none left out."""

    def falling(self, reader: Reader, since: str, until: str, *, each: int | None = None) -> list[Scheduled]:
        """Those of which the day is in [since, until), ISO, by that day, how they stand, MRN and hash.

        each: so many at most of one day and standing.
        """

    def falling_counts(self, reader: Reader, since: str, until: str) -> dict[str, int]:
        """How many fall on each day of [since, until), in order; days on which none falls are left out."""

    def months_around(self, reader: Reader, month: str, each: int) -> dict[str, int]:
        """The months before and after ``month`` in which any falls, ``each`` on a side, with how many, in order."""

    def traffic(self, reader: Reader, *, before: str | None = None) -> list[Traffic]:
        """Readable records counted by post, month and access label; by post (None first), then month, then label."""


class Index(Protocol):
    """Words to telegrams. Partitioned by access label; a partition is wholly readable or wholly absent."""

    def add(self, reader: Reader, records: Sequence[Arrival]) -> None:
        """Index records and make them searchable; adding a record again replaces it."""

    def remove(self, reader: Reader, hashes: Sequence[str]) -> None:
        """Take out what is indexed under these hashes; no search finds it from then on, nor any count."""

    def search(self, reader: Reader, query: str, *, limit: int, sort: Sort = "relevance", after: str = "") -> Hits:
        """One page of hits; equals by newer date, then hash; by date, what has none comes last.

        after: ``Hits.next`` of the page before, "" for the first. Pages neither repeat nor pass over what was
        there when the first was read, whatever is added in between; beyond ``cursor.REMEMBERED`` hits of a list by
        relevance unless one moves farther among its partition's than half of what is remembered of that.

        Raises QueryError with the fault's offset; LegationError for a cursor of another sort.
        """

    def count(self, reader: Reader, query: str) -> Counted:
        """How many a search finds in all, and under which labels. Raises QueryError."""

    def facets(self, reader: Reader, query: str, *, most: int) -> Spread:
        """How all that a search finds is spread; at most ``most`` values of each facet. Raises QueryError."""

    def completions(self, reader: Reader, text: str, *, limit: int) -> tuple[Completion, ...]:
        """Words, or values of a field, that go on from the last word of ``text``; the commonest first.

        Each under the label of all that the reader may read of what it stands in.
        """

    def values(self, reader: Reader, field: str, begins: str) -> list[str]:
        """Values of a field that begin so and that readable telegrams have, sorted."""

    def held(self, reader: Reader, prefix: str = "") -> set[str]:
        """Hashes, beginning with ``prefix``, of the indexed records that the reader may read."""

    def differs(self, reader: Reader, records: Sequence[Record]) -> dict[str, str]:
        """Those of ``records`` that are not indexed as they are, by hash: ``missing``, ``label`` or ``card``."""


class Shelf(Protocol):
    """What readers lay down: saved searches and the last look, each reader's own, annotations, requests sent."""

    def save(self, reader: Reader, search: SavedSearch) -> SavedSearch | None:
        """Keep a search; one of the same name is replaced, and returned."""

    def look_noted(self, reader: Reader, search: SavedSearch) -> bool:
        """Note how far a search has been looked at; not, and False, where it was replaced or taken away since."""

    def saved(self, reader: Reader) -> list[SavedSearch]:
        """The reader's searches, by name."""

    def forget(self, reader: Reader, name: str) -> bool:
        """Take a search away; False where there is none of the name."""

    def looked(self, reader: Reader) -> Look | None:
        """How far the reader has seen what is new; None if they never said."""

    def look(self, reader: Reader, look: Look) -> None:
        """Keep it, in the place of the one before."""

    def annotate(self, reader: Reader, annotation: Annotation) -> None:
        """Keep an annotation; the same one twice changes nothing."""

    def annotations(self, reader: Reader, telegram: str | None = None) -> list[Annotation]:
        """Those on a telegram, or on all, whose label the reader may read, by instant, then id."""

    def withdraw(self, reader: Reader, telegram: str, which: str) -> bool:
        """Take away an annotation of one's own; False where there is none of the id."""

    def send(self, reader: Reader, request: Request, rests_on: Collection[str] = ()) -> None:
        """Note that a request was sent, beside those from before; the same one twice changes nothing.

        rests_on: hashes of the telegrams that it was drawn from; the same request on others is noted with them, too.
        """

    def sent(self, reader: Reader, mrns: Sequence[str]) -> list[Request]:
        """Requests for any of ``mrns`` that the reader may know of, by MRN, day of sending, addressee and label."""

    def sent_for(self, reader: Reader, ending: str) -> list[Request]:
        """The same in that order, for whatever has a name that ends so."""

    def requests_rest_on(self, requests: Collection[Request]) -> dict[Request, list[tuple[str, ...]]]:
        """The hashes, sorted, with which each of them was noted, once for each noting. For upkeep: it answers nobody.

        None in a noting is one from before they were kept.
        """


class Mark(Protocol):
    """How far an index has come with the telegrams that are kept."""

    def standing(self) -> int:
        """Number of the last change of what is kept."""

    def upto(self) -> int:
        """Number of the last change that is indexed for certain; the next that writes takes in what came later."""

    def take_in(self) -> int:
        """Index whatever was kept, changed or dropped and is not indexed so; returns how many that may have been."""

    def note(self, before: int, hashes: Collection[str]) -> bool:
        """All changes of ``hashes`` since number ``before`` are indexed and durable; False where there are others."""


class Chain(Protocol):
    """Entries that each hold the hash of the one before."""

    def broken_at(self, reader: Reader) -> int | None:
        """Number of the first that does not follow; None if all do."""

    def link(self, number: int | None = None) -> tuple[int, str] | None:
        """Number and hash of an entry, of the last without a number; None where there is none. For upkeep."""


class Ledger(Protocol):
    """The append-only log of dialogues."""

    def append(self, reader: Reader, drafts: Sequence[Unnumbered], *, after: int | None = None) -> list[Entry]:
        """Number, chain and keep; durable when it returns.

        after: what ``last`` said before it was decided what to enter. Raises OvertakenError, and keeps nothing, where
        one of their dialogues has an entry of a higher number that the reader may read; whoever reads before they
        write needs it, for others write, too.
        """

    def entries(self, reader: Reader, dialogue: str | None = None) -> list[Entry]:
        """Readable entries in ledger order, of one dialogue or of all."""

    def last(self) -> int:
        """Number of the last entry; 0 for none. Not to be shown to a reader."""

    def tail(self) -> Entry | None:
        """The last entry that can be read; None where there is none. Not to be shown to a reader."""

    def broken_at(self, reader: Reader) -> int | None:
        """Number of the first entry whose hash does not follow; None if the chain holds."""

    def link(self, number: int | None = None) -> tuple[int, str] | None:
        """As ``Chain.link``. Not to be shown to a reader."""


Following = Callable[[Entry | None, Sequence[Unnumbered]], Sequence[Unnumbered]]
"""Makes what is kept of drafts that are to follow on an entry, None on nothing."""


class LegibleLedger(Ledger, Protocol):
    """A ledger that is shown also where it is damaged: the audit trail."""

    def add(self, drafts: Sequence[Unnumbered], following: Following) -> None:
        """Append what ``following`` makes of the last entry that can be read and of the drafts, in one step.

        A draft with a ``dialogue``, which is the id of what is owed (``storage.owed``), is left out where it is kept
        already. ``following`` may run more than once.
        """

    def legible(self, reader: Reader) -> list[Entry | int]:
        """As ``entries``; in the place of one that is damaged its number, for whoever may read what nobody can read."""


class Notes(Protocol):
    """Settings of the archive as a whole, by key; they say nothing of any telegram."""

    def note(self, key: str) -> str | None:
        """What is noted under a key; None if nothing is."""

    def write(self, key: str, value: str) -> None:
        """Note it, in the place of what was; durable when it returns."""

    def exchange(self, key: str, before: str | None, value: str) -> bool:
        """Note it where ``before`` is noted still, None for nothing; False, and nothing changed, where it is not."""


class People(Protocol):
    """Accounts, their tokens and sessions. They say nothing of any telegram, so no reader is asked for."""

    def noting(self, entry: Unnumbered) -> People:
        """The same; each step that is taken through it has this entry in the audit trail, both kept or neither."""

    def account(self, name: str) -> Account | None:
        """The account of a name; None if there is none."""

    def accounts(self) -> list[Account]:
        """Every account, by name."""

    def change(self, name: str, work: Callable[[Account | None], Account], *, out: bool = False) -> Account:
        """Put what ``work`` makes of the account that stands (None if none does) in its place, in one step.

        ``work`` may run more than once; what it raises changes nothing. out: every session of it ends in that step.
        """

    def tokens(self, account: str | None = None) -> list[Token]:
        """Tokens of one account or of all, by hash."""

    def token(self, digest: str) -> Token | None:
        """The token of a hash; None if there is none."""

    def keep_token(self, token: Token) -> None:
        """Keep a new token."""

    def drop_token(self, digest: str) -> None:
        """Forget a token; nothing happens where there is none."""

    def session(self, digest: str) -> Session | None:
        """The session of a hash; None if there is none."""

    def keep_session(self, session: Session) -> None:
        """Keep a session, in the place of one of the same hash."""

    def touch_session(self, digest: str, seen: str) -> None:
        """Note that a session was used; one that was dropped meanwhile stays dropped."""

    def drop_session(self, digest: str) -> None:
        """Forget a session."""

    def drop_sessions(self, account: str) -> None:
        """Forget every session of an account."""


class Decisions(Protocol):
    """Markings settled by hand. For upkeep and for those who may read the telegram; asked by its hash."""

    def decide(self, decided: Decided) -> None:
        """Keep a decision; earlier ones on the same telegram stay on record."""

    def decided(self, sha256: str) -> Decided | None:
        """The decision that stands; None if there is none."""

    def every(self, sha256: str) -> list[Decided]:
        """All decisions on it, the first one first."""

    def standing(self, hashes: Collection[str]) -> dict[str, Decided]:
        """The decisions that stand on these telegrams, by hash; those without one are left out."""
