"""The wiring: every service over the stores of an archive, each made when it is first asked for.

To load them all takes longer than most of what is asked. What answers a reader is written to the trail here, whoever
asks and through which interface. A service that others rest on is theirs under its name with a ``_``, without the
trail, so that one question is one entry.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from secrets import token_bytes
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from legation.core.accounts import reading_as
from legation.core.marking import OWNER, UPKEEP, Reader
from legation.made import Made, Shown
from legation.storage.archive_dir import MAIL
from legation.storage.stores import Stores
from legation.tables.parties import PartyTable
from legation.tables.posts import Posts
from legation.tables.roles import allowed

if TYPE_CHECKING:  # what is named in types alone is not loaded for them
    from legation.core.dialogue.proposal import Proposal
    from legation.core.telegram import Telegram
    from legation.outside.model import ModelSettings
    from legation.services.accounts.accounts import Accounts
    from legation.services.accounts.audit import Trail
    from legation.services.annotations.annotating import Annotating
    from legation.services.archive.arriving import Arrivals
    from legation.services.archive.declassifying import Declassifying
    from legation.services.archive.exporting import Exporting
    from legation.services.archive.jobs import Jobs
    from legation.services.archive.markings import Markings
    from legation.services.archive.rebuilding import Rebuilding
    from legation.services.archive.releasing import Releasing
    from legation.services.archive.taking import Taking
    from legation.services.archive.upkeep import Upkeep
    from legation.services.archive.verifying import Verifying
    from legation.services.archive.versions import Versions
    from legation.services.briefs.deriving import Deriving
    from legation.services.dialogue.dialogue import Dialogues
    from legation.services.dialogue.founding import Founding
    from legation.services.dialogue.machine import Machine
    from legation.services.dialogue.overview import Overviews
    from legation.services.distribution.distributing import Distributing
    from legation.services.distribution.inbox import Inbox
    from legation.services.distribution.profiles import Profiles
    from legation.services.drafts.clearing import ClearingDesk
    from legation.services.drafts.composing import Composing
    from legation.services.drafts.correspondents import Correspondents
    from legation.services.drafts.transmitting import Transmitting
    from legation.services.gaps.gaps import Gaps
    from legation.services.gaps.tracing import Tracers
    from legation.services.ingest import Ingest
    from legation.services.news.feeds import Feeds
    from legation.services.news.hooks import Hooks, Post
    from legation.services.news.saved import Saved
    from legation.services.news.today import Looking
    from legation.services.persons.persons import Persons
    from legation.services.proposals.read_once import ReadOnce
    from legation.services.reading import Reading
    from legation.services.search.exchanges import Exchanges
    from legation.services.search.finding import Finding
    from legation.services.search.hit_sheet import HitSheets
    from legation.services.threads.moments import Moments
    from legation.services.threads.threads import Threads
    from legation.services.titling import Titles
    from legation.storage.index import TantivyIndex
    from legation.storage.ports import Ledger
    from legation.storage.present import PresentLedger

S = TypeVar("S")


def now() -> datetime:
    """The one clock of the house."""
    return datetime.now(UTC)


class Wiring:
    """The services of an archive. Whoever reads comes first in what is asked of each."""

    def __init__(
        self,
        stores: Stores,
        *,
        posts: Posts,
        parties: PartyTable,
        model: ModelSettings | None = None,
        post: Post | None = None,
        correspondents: Callable[[], str] = lambda: "",
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.making = RLock()
        self.stores = stores
        self.parties = parties
        self.posts = posts
        self.clock = clock
        self.ledger = stores.ledger
        self.notes = stores.notes
        self._model = model
        self._post = post
        self._mail = correspondents
        self.closing: Callable[[], None] = lambda: None
        # Whether something was kept that the index may not have: another program is still at it, or was cut short.
        self.index_lags: Callable[[], bool] = lambda: False
        # Takes away, at the end, an archive that was made when this was opened.
        self.forsake: Callable[[], None] = lambda: None

    @Made
    def trail(self) -> Trail | None:
        if self.stores.trail is None:
            return None
        from legation.services.accounts.audit import Trail

        return Trail(self.stores.trail, self.stores.telegrams, self.clock, self.posts, self.stores.owed)

    def watch(self, name: str, service: S) -> S:
        """A service as all but services have it: with the trail around it, where there is one."""
        if self.trail is None or service is None:
            return service
        from legation.services.accounts.watched import watched

        return watched(service, name, self.trail)

    # Telegrams: read, kept, found.

    @Made
    def _reading(self) -> Reading:
        from legation.services.reading import Reading

        return Reading(self.stores.telegrams, self.posts, lambda reader, moment: self._moments.held(reader, moment))

    reading = Shown(_reading)

    @Made
    def _finding(self) -> Finding:
        from legation.services.search.finding import Finding

        return Finding(self.stores.index, self.posts)

    finding = Shown(_finding)

    @Shown
    def titles(self) -> Titles:
        from legation.services.titling import Titles

        return Titles(self.stores.telegrams)

    @Made
    def _versions(self) -> Versions:
        from legation.services.archive.versions import Versions

        return Versions(self.stores.telegrams, self._reading, self.posts)

    versions = Shown(_versions)

    @Shown
    def hit_sheets(self) -> HitSheets:
        from legation.services.search.hit_sheet import HitSheets

        return HitSheets(self.stores.telegrams)

    @Made
    def _moments(self) -> Moments:
        from legation.services.threads.moments import Moments

        return Moments(self.stores.telegrams, self.stores.index)

    @Made
    def _threads(self) -> Threads:
        from legation.services.threads.threads import Threads

        return Threads(self.stores.telegrams, self._reading, self._moments)

    threads = Shown(_threads)

    @Made
    def _gaps(self) -> Gaps:
        from legation.services.gaps.by_moment import GapsByMoment
        from legation.services.gaps.gaps import Gaps
        from legation.services.gaps.requested import Requested

        stores = self.stores
        requested = Requested(stores.telegrams, stores.decisions, stores.shelf)
        by_moment = GapsByMoment(self._moments, stores.shelf, requested, self.posts)
        return Gaps(stores.telegrams, self._reading, by_moment, stores.shelf, requested, self.posts, self.clock)

    gaps = Shown(_gaps)

    @Shown
    def tracers(self) -> Tracers:
        from legation.services.gaps.tracing import Tracers

        return Tracers(self.stores.telegrams, self._reading, self._gaps, self.stores.deliveries, self.posts, self.clock)

    @Shown
    def exchanges(self) -> Exchanges:
        from legation.services.search.exchanges import Exchanges

        return Exchanges(self.stores.telegrams, self._finding, self.posts)

    @Shown
    def persons(self) -> Persons:
        from legation.services.persons.persons import Persons

        return Persons(self.stores.telegrams, self._finding, self.parties, self.posts)

    @Made
    def _saved(self) -> Saved:
        from legation.services.news.saved import Saved

        return Saved(self.stores.telegrams, self.stores.shelf, self.empty_index, self.posts, self.clock)

    saved = Shown(_saved)

    @Shown
    def annotating(self) -> Annotating:
        from legation.services.annotations.annotating import Annotating

        return Annotating(self.stores.telegrams, self._versions, self.stores.shelf, self.clock)

    @Made
    def _ingest(self) -> Ingest:
        from legation.services.ingest import Ingest

        return Ingest(
            self.stores.telegrams,
            self.stores.index,
            self.posts,
            self.clock,
            paragraphs=lambda: self.releasing.release == "paragraphs",
            settled=self._markings,
            mark=self.stores.mark,
            distribute=lambda hashes: self._distributing.new(hashes),
        )

    ingest = Shown(_ingest)

    @Shown
    def arrivals(self) -> Arrivals:
        from legation.services.archive.arriving import Arrivals

        return Arrivals(self._ingest, self.stores.telegrams, self.stores.incoming, self.clock)

    @Shown
    def taking(self) -> Taking:
        from legation.services.archive.taking import Taking

        return Taking(self._ingest, self.jobs, self.stores.telegrams)

    @Shown
    def exporting(self) -> Exporting:
        from legation.services.archive.exporting import Exporting

        return Exporting(self.stores.telegrams, self.stores.index)

    # Markings, accounts, and who is given what.

    @Made
    def releasing(self) -> Releasing:
        from legation.services.archive.releasing import Releasing

        return Releasing(
            self.stores.telegrams,
            self.stores.index,
            self.notes,
            self.posts,
            hold=lambda hashes: self._markings.hold(hashes),
        )

    @Made
    def _markings(self) -> Markings:
        from legation.services.archive.markings import Markings

        return Markings(
            self._reading,
            self.stores.telegrams,
            self.stores.index,
            self.stores.decisions,
            self.releasing,
            self.notes,
            self.clock,
            distribute=lambda sha256: self._distributing.telegram(sha256),
        )

    markings = Shown(_markings)

    @Shown
    def declassifying(self) -> Declassifying:
        from legation.services.archive.declassifying import Declassifying

        return Declassifying(self.stores.telegrams, self.clock)

    @Shown
    def deriving(self) -> Deriving:
        from legation.services.briefs.deriving import Deriving

        return Deriving(self._reading, self.clock)

    @Made
    def accounts(self) -> Accounts:
        from legation.services.accounts.accounts import Accounts

        made = Accounts(self.stores.people, self.clock, latest=self.trail.latest if self.trail else lambda: "")
        if self.trail is None:
            return made
        from legation.services.accounts.watched import watched_accounts

        return watched_accounts(made, self.trail)

    @Made
    def profiles(self) -> Profiles:
        from legation.services.distribution.profiles import Profiles

        return Profiles(self.notes, self.stores.telegrams, self.readers, self.posts, trail=self.trail)

    @Made
    def _distributing(self) -> Distributing:
        from legation.services.distribution.distributing import Distributing

        return Distributing(
            self.stores.telegrams,
            self._reading,
            self.stores.deliveries,
            self.profiles,
            self.notes,
            self._present,
            lambda: self._dialogues,
            self.readers,
            self.empty_index,
            self.posts,
            self.clock,
        )

    distributing = Shown(_distributing)

    @Shown
    def inbox(self) -> Inbox:
        from legation.services.distribution.inbox import Inbox

        return Inbox(self._reading, self.stores.deliveries, self.clock, self._clearing.answering)

    # Dialogues.

    @Made
    def read_once(self) -> ReadOnce:
        from legation.extract import propose
        from legation.services.proposals.read_once import ReadOnce

        return ReadOnce(lambda telegram: propose(telegram, self.parties))

    @Made
    def _stated(self) -> ReadOnce:
        from legation.extract import statements
        from legation.services.proposals.read_once import ReadOnce

        return ReadOnce(lambda telegram: statements(telegram, self.parties))

    @Made
    def _present(self) -> PresentLedger:
        from legation.storage.present import PresentLedger

        return PresentLedger(self.ledger, self.stores.telegrams)

    def _over(self, entries: Ledger) -> Dialogues:
        from legation.services.dialogue.dialogue import Dialogues
        from legation.tables.moves import load_moves

        telegrams, moves = self.stores.telegrams, load_moves()
        return Dialogues(telegrams, entries, self.propose, moves, self.clock, self._moments, self.parties, self._stated)

    @Made
    def _dialogues(self) -> Dialogues:
        return self._over(self._present)

    dialogues = Shown(_dialogues)

    @Shown
    def founding(self) -> Founding:
        from legation.services.dialogue.founding import Founding

        telegrams = self.stores.telegrams
        return Founding(self._present, self._over, telegrams, self._reading, self._finding, self.parties)

    @Made
    def _overviews(self) -> Overviews:
        from legation.services.dialogue.overview import Overviews

        return Overviews(self._dialogues, self.stores.telegrams, self.clock, self._threads, self._moments)

    overviews = Shown(_overviews)

    @Shown
    def looking(self) -> Looking:
        from legation.services.news.today import Looking

        stores, boards = self.stores, (self._dialogues, self._overviews)
        return Looking(stores.telegrams, self._present, *boards, stores.shelf, self.clock)

    @Shown
    def feeds(self) -> Feeds:
        from legation.services.news.feeds import Feeds

        return Feeds(self.stores.telegrams, self.stores.index, self._present, self._saved, self._dialogues)

    @Shown
    def machine(self) -> Machine:
        from legation.outside.model import Model
        from legation.services.dialogue.machine import Machine

        model = self._model
        return Machine(
            self._reading,
            self._dialogues,
            self.parties,
            (lambda: Model(model)) if model is not None else None,
            model=model.model if model is not None else "",
            highest=model.highest_level if model is not None else "UNCLASSIFIED",
        )

    # Drafts, and what goes out.

    @Made
    def _transmitting(self) -> Transmitting:
        from legation.services.drafts.transmitting import Transmitting

        return Transmitting(
            self.stores.drafts,
            self.stores.telegrams,
            self.stores.decisions,
            self.clock,
            lambda texts: self._ingest.keep_own(UPKEEP, texts),
            leases=self.stores.leases,
            holder=f"{socket.gethostname()} {os.getpid()} {secrets.token_hex(4)}",
        )

    transmitting = Shown(_transmitting)

    @Made
    def _clearing(self) -> ClearingDesk:
        from legation.services.drafts.clearing import ClearingDesk

        stores, settle = self.stores, self._transmitting.settle_own
        return ClearingDesk(stores.drafts, stores.telegrams, self.posts, self.clock, self.correspondents, settle)

    clearing = Shown(_clearing)

    @Shown
    def composing(self) -> Composing:
        from legation.services.drafts.composing import Composing

        telegrams = self.stores.telegrams
        return Composing(self._dialogues, self._clearing, telegrams, self.posts, self.parties, self.clock)

    @Shown
    def hooks(self) -> Hooks:
        from legation.outside.hooks import Poster
        from legation.services.news.hooks import ACTION, Hooks

        return Hooks(
            self.stores.hooks,
            self.stores.telegrams,
            self._reading,
            self._saved,
            self._overviews,
            self.notes,
            lambda: self.readers(ACTION),
            self._post or Poster(),
            self.clock,
            token_bytes,
            self.trail,
        )

    # Upkeep.

    @Made
    def jobs(self) -> Jobs:
        from legation.services.archive.jobs import Jobs

        return Jobs(self.notes, self.clock)

    @Made
    def _verifying(self) -> Verifying | None:
        stores = self.stores
        if stores.stacks is None or stores.indexes is None:
            return None
        from legation.services.archive.verifying import Verifying

        upto = stores.mark.upto if stores.mark is not None else lambda: 0
        read = (self._ingest.record, self._ingest.read_by)
        made = Verifying(stores.stacks, stores.telegrams, stores.index, self.ledger, *read, upto)
        made.look_at_all(stores.deliveries, stores.drafts, stores.trail)
        if stores.trail is not None:
            made.owed = stores.owed
        return made

    verifying = Shown(_verifying)

    @Shown
    def rebuilding(self) -> Rebuilding | None:
        stores = self.stores
        if stores.stacks is None or stores.indexes is None:
            return None
        from legation.services.archive.rebuilding import Rebuilding

        read = (self._ingest.record, self._ingest.read_by)
        return Rebuilding(stores.stacks, stores.telegrams, stores.indexes, *read)

    @Made
    def upkeep(self) -> Upkeep:
        from legation.services.accounts.audit import checking
        from legation.services.archive.upkeep import Upkeep

        note = self.trail.note if self.trail is not None else lambda *_, **__: None
        return Upkeep(self._verifying, self.jobs, self.clock, note, checking(self.trail))

    # What several of them need.

    def empty_index(self) -> TantivyIndex:
        """An index in memory, to try searches on a few telegrams."""
        from legation.storage.index import TantivyIndex

        return TantivyIndex(None, self.posts.aliases)

    def propose(self, telegram: Telegram) -> list[Proposal]:
        """What a telegram proposes, parties resolved by this archive's tables."""
        return self.read_once(telegram)

    def readers(self, action: str = "read") -> dict[str, Reader]:
        """Everyone who may read here and do ``action``, as they read now, by name; the owner as ``owner``."""
        from legation.services.accounts.accounts import OWNS

        found = {OWNER.name: OWNER}
        for account in self.accounts.all(OWNS):
            actions = allowed(account.roles)
            if not account.disabled and {"read", action} <= actions:
                found[account.name] = reading_as(self.accounts.reader(account), actions)
        return found

    def correspondents(self) -> Correspondents:
        """How correspondents are reached: a file of the owner's goes before what was laid down through the house."""
        from legation.services.drafts.correspondents import correspondents_in

        return correspondents_in(self._mail() or self.notes.note(MAIL) or "")
