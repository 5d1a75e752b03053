"""The services with the audit trail around them: what one answers a reader is written before the asker has it.

It is done in this one place, so that no interface can forget it. Accounts have a watch of their own: what is told of
them is no telegram's business, and a password is never told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, cast

from legation.core.accounts import Who
from legation.core.errors import LegationError, NotFoundError
from legation.core.marking import Marking, Reader, reach_of
from legation.services.accounts.accounts import Accounts, ForbiddenError, SignInError
from legation.services.accounts.audit import Named, Trail
from legation.storage.owed import Debt
from legation.storage.records import Listing, Record

S = TypeVar("S")

# What a method of a service is called in the trail; None leaves it out. A method that is not named here would be
# written under its own name, so that a new one is never forgotten; a test finds those.
_CALLED: Mapping[str, str | None] = {
    "reading.versions": "opened",
    "reading.telegram": "opened",
    "reading.the_one": "opened",
    "reading.listing": "opened",
    "reading.every": "listed",
    "reading.count": None,
    "reading.recent": "listed",
    "finding.search": "searched",
    "finding.every": "searched",
    "finding.run": "searched",
    "finding.facets": "searched",
    "finding.completions": None,  # of words that are still being typed
    "threads.thread": "opened",
    "threads.among": "opened",
    "exchanges.network": "searched",
    "persons.people": "searched",
    "persons.person": "searched",
    "gaps.page": "listed",
    "gaps.gap": "opened",
    "gaps.continuity": "listed",
    "gaps.request": "exported",
    "gaps.request_several": "exported",
    "gaps.sent": "asked for a telegram",
    "versions.editions": "opened",
    "versions.placed": None,  # beside a list, which is written
    "versions.beside": None,
    "titles.instead": None,  # beside a list, too
    "hit_sheets.sheet": "exported",
    "versions.edition": "opened",
    "versions.difference": "opened",
    "versions.copies": "opened",
    "annotating.of": None,  # beside the telegram, whose opening is written
    "annotating.gathered": "listed",
    "annotating.add": "annotated",
    "annotating.withdraw": "withdrew",
    "saved.all": None,
    "saved.add": "saved",
    "saved.remove": "saved",
    "saved.look": "searched",
    "saved.looked": None,
    "looking.today": "listed",
    "looking.seen": None,
    "distributing.explain": "opened",
    "distributing.rehearse": "rehearsed",
    "declassifying.schedule": "listed",
    "declassifying.month": "listed",
    "deriving.mark": "derived",
    "tracers.missing": "listed",
    "tracers.series": None,
    "tracers.message": "opened",
    "tracers.draft": "raised a tracer",
    "inbox.queue": "listed",
    "inbox.tally": "listed",
    "inbox.done": "listed",
    "inbox.owed": "listed",
    "inbox.receipts": "opened",
    "inbox.step": "acknowledged",
    "dialogues.all": "listed",
    "dialogues.boards": "listed",
    "dialogues.views": "listed",
    "dialogues.stands": None,
    "dialogues.named": "listed",
    "dialogues.drawn": "opened",
    "dialogues.view": "opened",
    "dialogues.board": "opened",
    "dialogues.story": "opened",
    "dialogues.brief": "exported",
    "dialogues.export": "exported",
    "dialogues.thing": "opened",
    "dialogues.entered": "opened",
    "dialogues.quotes": "opened",
    "dialogues.quotes_of": "opened",
    "dialogues.leads": "listed",
    "dialogues.offer": "opened",
    "dialogues.open": "opened a dialogue",
    "dialogues.accept": "accepted",
    "dialogues.accept_picked": "accepted",
    "dialogues.amend": "amended",
    "dialogues.reject": "rejected",
    "dialogues.reconsider": "reconsidered",
    "dialogues.record": "recorded",
    "dialogues.record_rows": "recorded",
    "dialogues.take_back": "took back",
    "dialogues.merge": "merged",
    "dialogues.split": "split",
    "dialogues.proposals": "opened",
    "dialogues.undecided": "opened",
    "founding.propose": "opened",
    "founding.accept": "opened a dialogue",
    "overviews.matrix": "opened",
    "overviews.commitments": "opened",
    "overviews.demarches": "opened",
    "overviews.meetings": "opened",
    "overviews.minutes": "opened",
    "overviews.agenda": "opened",
    "overviews.diff": "opened",
    "overviews.alerts": "opened",
    "overviews.plot": "opened",
    "overviews.report": "exported",
    "overviews.traffic": "listed",
    "machine.propose": "sent to a model",
    "machine.offer": "sent to a model",
    "feeds.saved": "exported",
    "feeds.movements": "exported",
    "feeds.calendar": "exported",
    "hooks.all": None,
    "hooks.add": "registered a webhook",
    "hooks.remove": "removed a webhook",
    "hooks.rotate": "rotated a webhook",
    "hooks.attempt": "tried a webhook",
    "hooks.wake": "woke a webhook",
    "hooks.messages": "listed",
    "hooks.gather": None,  # what leaves is written when it leaves
    "hooks.send": None,
    "hooks.run": None,
    "exporting.write": "exported",
    "exporting.records": "exported",
    "exporting.originals": "exported",
    "exporting.rows": "exported",
    "exporting.frame": "exported",
    "exporting.lines": "exported",
    "markings.mark": "marked",
    "markings.to_be_held": None,
    "clearing.all": "listed",
    "clearing.answering": None,  # stands beside what waits for a reader
    "clearing.show": "opened",
    "clearing.weigh": None,  # of words that are still being typed
    "clearing.mend": None,
    "clearing.version": "opened",
    "clearing.difference": "opened",
    "clearing.rendered": "opened",
    "clearing.log": "opened",
    "clearing.compose": "opened",
    "clearing.new": "drafted",
    "clearing.change": "changed a draft",
    "clearing.clear": "cleared",
    "clearing.refuse": "refused to clear",
    "clearing.approve": "approved",
    "clearing.release": "released",
    "clearing.withdraw": "withdrew",
    "clearing.begin_numbers": "began numbers",
    "composing.compose": "opened",
    "composing.begin": "drafted",
    "composing.drafts": "listed",
    "transmitting.queue": "listed",
    "transmitting.again": "sent again",
    "transmitting.send": "sent",
    "transmitting.run": "sent",
    "arrivals.take": "took in",
    "arrivals.keep": "took in",
    "arrivals.recognise": None,
    "arrivals.read": None,
    "arrivals.settle": None,
    "arrivals.make_searchable": None,
    "arrivals.catch_up": None,
    "arrivals.crew": None,
    "arrivals.broken": "listed",
    "arrivals.broken_data": "opened",
    "markings.of": "opened",
    "ingest.run": "ingested",
    "taking.begin": "ingested",
    "taking.kept": None,
    "taking.of": None,
    "taking.one": None,
    "verifying.run": "verified",
    "rebuilding.run": "rebuilt",
}
# Asked for one telegram by its name, and answered with all its versions that the asker may read. Each has an entry of
# its own, and whoever may read the version may know who asked. What else somebody asks, and what came of it, rests on
# all that they may read.
_OF_ONE = frozenset({"reading.versions", "reading.listing", "markings.of"})
_MOST_NAMES = 200


def watched(service: S, name: str, trail: Trail | None) -> S:
    """The service, with every method that takes a reader written to the trail; itself where there is no trail."""
    return service if trail is None else cast("S", _Watched(service, name, trail))


def unwatched(service: S) -> S:
    """The service itself: for what is asked beside an answer whose entry the trail has."""
    return cast("S", service._service) if isinstance(service, _Watched) else service


class _Watched:
    def __init__(self, service: Any, name: str, trail: Trail) -> None:
        self._service = service
        self._name = name
        self._trail = trail
        self._made: dict[str, Any] = {}

    def __getattr__(self, method: str) -> Any:
        made = self._made.get(method)
        if made is None:
            found = getattr(self._service, method)
            if method.startswith("_") or not callable(found):
                return found
            key = f"{self._name}.{method}"
            called = _CALLED.get(key, method)
            made = self._made[method] = found if called is None else self._watching(found, called, key in _OF_ONE)
        return made

    def _watching(self, run: Callable[..., Any], did: str, of_one: bool) -> Callable[..., Any]:
        @wraps(run)
        def watching(*args: Any, **named: Any) -> Any:
            if args and isinstance(args[0], Who):
                try:
                    return run(*args, **named)
                except ForbiddenError as fault:
                    self._trail.turned_away(args[0], fault.action)
                    raise
            if not args or not isinstance(args[0], Reader) or args[0].upkeep:
                return run(*args, **named)
            reader = args[0]
            about = " ".join(str(value) for value in args[1:] if isinstance(value, str))
            # Before it is done: what is marked higher by it, its reader may not be able to read then.
            of = [] if of_one else self._trail.named(reader, _names([*args[1:], *named.values()]))
            try:
                with self._trail.owing(reader.name, did, about, access=reach_of(reader)) as debt:
                    answer = run(*args, **named)
            except NotFoundError:
                # The trail has its entry before the asker has an answer.
                self._trail.refused(reader, did, about, _names([*args[1:], *named.values()]))
                raise
            except ForbiddenError:
                self._trail.note(reader.name, "refused", about, access=reach_of(reader), rule="role", of=of, what=did)
                raise
            except LegationError as fault:
                self._trail.note(
                    reader.name, "failed", about, access=reach_of(reader), of=of, what=did, fault=type(fault).__name__
                )
                raise
            if names := getattr(answer, "not_there", ()):  # of many that were asked for at once
                self._trail.refused(reader, did, about, names)
            held: dict[Marking, Named] = {}
            for listing in _listings(answer) if of_one else ():
                held.setdefault(Marking.from_label(listing.access), [[]])[0].append(listing.sha256)
            found = getattr(answer, "total", None)
            owed: Debt | None = debt  # one entry
            for access in sorted(held, key=lambda marking: marking.label) or [reach_of(reader)]:
                rests_on = held.get(access, of)
                self._trail.note(reader.name, did, about, access=access, of=rests_on, found=found, debt=owed)
                owed = None
            return answer

        return watching


def _listings(answer: object) -> list[Listing | Record]:
    """The listings or records of an answer, each one itself, held in something else, or in a list."""
    if isinstance(answer, list | tuple):
        return [listing for one in answer for listing in _listings(one)]
    found = getattr(answer, "listing", answer)
    return [found] if isinstance(found, Listing | Record) else []


def _names(given: Iterable[object]) -> list[str]:
    """The words that something was asked with, those of lists too."""
    found: list[str] = []
    for value in given:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list | tuple):
            found += [one for one in value if isinstance(one, str)]
    return found[:_MOST_NAMES]


_ACCOUNT_CHANGES = frozenset(
    {"add", "change", "set_password", "grant", "revoke", "disable", "end_sessions", "add_token", "revoke_token"}
)
_SAID = {
    "all": "list",
    "set_password": "password",
    "add_token": "token add",
    "revoke_token": "token revoke",
    "end_sessions": "sign out everywhere",
}
"""What was done, in the words of the command line and the page, where the method has others."""
# What of a change is told; a password never is.
_TOLD = frozenset({"roles", "clearance", "holds", "nation", "until", "why", "disabled", "actions"})


def watched_accounts(accounts: Accounts, trail: Trail | None) -> Accounts:
    """The accounts, with every change and sign-in written to the trail; themselves where there is no trail."""
    return accounts if trail is None else cast("Accounts", _WatchedAccounts(accounts, trail))


class _WatchedAccounts:
    def __init__(self, accounts: Accounts, trail: Trail) -> None:
        self._accounts = accounts
        self._trail = trail

    def __getattr__(self, method: str) -> Any:
        run = getattr(self._accounts, method)
        if not callable(run):
            return run

        @wraps(run)
        def watching(*args: Any, **named: Any) -> Any:
            who, about = (args[0] if args else None), str(args[1]) if len(args) > 1 else ""
            if not isinstance(who, Who):
                return run(*args, **named)
            did = f"account {_SAID.get(method, method)}"
            told = {name: _plain(value) for name, value in named.items() if name in _TOLD}
            try:
                if method not in _ACCOUNT_CHANGES:
                    return run(*args, **named)
                # A change and its entry are kept in one step: neither stands without the other.
                noting = self._accounts.noting(self._trail.entry(who.reader.name, did, about, **told))
                return getattr(noting, method)(*args, **named)
            except ForbiddenError:
                self._trail.turned_away(who, did, about)
                raise

        return watching

    def sign_in(self, name: str, password: str, *, address: str = "") -> tuple[str, Who]:
        try:
            secret, who = self._accounts.sign_in(name, password, address=address)
        except SignInError:
            # Only the name of an account: what somebody typed there may be a password.
            self._trail.note(self._accounts.known_as(name), "sign-in failed", address=address)
            raise
        self._trail.note(who.reader.name, "signed in", address=address)
        return secret, who

    def sign_out(self, who: Who) -> None:
        self._accounts.noting(self._trail.entry(who.reader.name, "signed out")).sign_out(who)

    def named(self, name: str) -> Who:
        who = self._accounts.named(name)
        self._trail.note("owner", "answered as", who.reader.name)
        return who


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
