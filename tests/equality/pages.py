"""One row for each route of the desk and method of it: the address and the form.

A new route without a row fails ``test_rows.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.testing import TestClient
from tests.door import Door as Standing

from legation.core.delivery import STEPS
from legation.core.marking import Reader
from legation.services.accounts.accounts import OWNS, Accounts
from legation.services.dialogue.overview import REPORTS
from legation.services.threads.graphs import FORMATS
from legation.tables.marking_rows import level_names, rank_of
from legation.web.draft_form import fields_of_draft
from legation.web.pages import make_app
from legation.web.signing_in import SESSION

from .asking import MASKED, Asker, Request, in_words
from .worlds import Side

Row: TypeAlias = Callable[[Asker], tuple[str, dict[str, str]]]
"""Path, with a ``?`` and a query where it has one, and the form or nothing."""


def _address(path: str, **asked: str) -> tuple[str, dict[str, str]]:
    """An address; what is asked stands in its query."""
    from urllib.parse import quote, urlencode

    told = {name: value for name, value in asked.items() if value}
    return f"{quote(path)}{f'?{urlencode(told)}' if told else ''}", {}


def _form(path: str, **form: str) -> tuple[str, dict[str, str]]:
    return path, {name: value for name, value in form.items() if value}


def _which(ask: Asker) -> str:
    which = ask.which()
    return "all" if which is None else str(which)


def _shown(ask: Asker) -> dict[str, str]:
    """What a page said that accepting each of its proposals enters."""
    return {f"shown.{name}": makes for name, makes in ask.known.shown.items()}


def _declass(form: str) -> Row:
    return lambda a: _address(f"/declass.{form}", on=a.one("", "1990-01-01", "2060-01-01"), kind=a.one("", "past"))


def _brief(form: str) -> Row:
    return lambda a: _address(
        f"/dialogue/{a.dialogue()}/brief{form}",
        **a.some(as_of=a.day(), kind="hand-over", since=a.day(), **({} if form else {"page": a.one("1", "2")})),
        **a.one({}, _audience(a)),
    )


def _audience(ask: Asker) -> dict[str, str]:
    """An audience that reads just what the reader does, or one that reads more.

    A lower one may have a view of a telegram of which the reader has the whole, and so the twin no view: that its brief
    is the brief of such a reader stands in tests/web/test_views.py, and such a reader is asked here too.
    """
    reader = ask.reader
    own = next(level for level in level_names() if rank_of(level) == reader.rank)
    named = {"holds": ",".join(sorted(reader.holds)), "nation": reader.nation or ""}
    return ask.one({"audience": own, **named}, {"audience": "TOP SECRET", "holds": "NODIS", "nation": "GB"})


def _written(ask: Asker) -> dict[str, str]:
    """What somebody has written on the sheet of a draft."""
    return {**fields_of_draft(ask.text()), "references": ask.one("", ask.mrn(), ask.missing())}


def _overview(name: str, form: str) -> Row:
    return lambda a: _address(
        f"/dialogue/{a.dialogue()}/{name}{form}",
        as_of=a.one("", a.day()),
        since=a.one("", a.day()),
        **a.some(month="2015", persons="minister", page=a.one("1", "2", "x")),
    )


ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/"): lambda a: _address("/", as_of=a.one("", a.day())),
    ("GET", "/today.json"): lambda a: _address("/today.json", as_of=a.one("", a.day())),
    ("GET", "/today.csv"): lambda a: _address("/today.csv", as_of=a.one("", a.day())),
    ("GET", "/healthz"): lambda _: _address("/healthz"),
    ("GET", "/readyz"): lambda _: _address("/readyz"),
    ("POST", "/today/seen"): lambda a: _form(
        "/today/seen", at=a.one("", a.day(), "2030-01-01"), until=a.chance.choice(a.known.hashes)
    ),
    ("GET", "/telegram/{name}/cite"): lambda a: _address(
        f"/telegram/{a.name()}/cite",
        at=a.one("", "p1", "p9"),
        form=a.one("", "plain", "chicago", "bibtex", "ris", "json"),
        version=a.one("", "", a.edition()),
    ),
    ("GET", "/network"): lambda a: _address(
        "/network",
        q=a.one("", "*", a.query()),
        form=a.one("", "", "json", "csv", "graphml", "svg"),
        page=a.one("1", "2"),
    ),
    ("GET", "/people"): lambda a: _address(
        "/people",
        q=a.one("", "*", a.query()),
        name=a.one("", "asrakh", "washtal"),
        begins=a.one("", "v"),
        beyond=a.cursor(),
        after=a.one("", "1"),
        form=a.one("", "json", "csv"),
        beside=a.one("", "1"),
    ),
    ("GET", "/annotations"): lambda a: _address(
        "/annotations",
        keyword=a.one("", "charts"),
        form=a.one("", "json", "csv", "md", "csl", "plain"),
        after=a.one("", a.annotation()),
        by=a.one("", "", "owner", a.reader.name),
    ),
    ("GET", "/telegram/{name}/annotations"): lambda a: _address(
        f"/telegram/{a.name()}/annotations", at=a.one("", "p1"), version=a.one("", "", a.edition())
    ),
    ("GET", "/telegram/{name}/annotations.json"): lambda a: _address(f"/telegram/{a.name()}/annotations.json"),
    ("POST", "/telegram/{name}/annotate"): lambda a: _form(
        f"/telegram/{a.name()}/annotate", text=a.one("compare the chart", ""), at=a.one("", "p1", "p9")
    ),
    ("POST", "/telegram/{name}/withdraw"): lambda a: _form(f"/telegram/{a.name()}/withdraw", annotation=a.annotation()),
    ("GET", "/telegram/{name}/marking"): lambda a: _address(f"/telegram/{a.name()}/marking"),
    ("POST", "/telegram/{name}/settle"): lambda a: _form(
        f"/telegram/{a.name()}/settle",
        level=a.one("CONFIDENTIAL", "UNCLASSIFIED", "SECRET", "PUCE"),
        captions=a.one("", "noforn"),
        why=a.one("read from the paper copy", ""),
    ),
    ("GET", "/ingest"): lambda _: _address("/ingest"),
    ("POST", "/ingest/send"): lambda a: _form("/ingest/send", files=a.upload()),
    ("GET", "/ingest/job/{number}"): lambda a: _address(f"/ingest/job/{a.one('1', '2', '9', 'x')}"),
    ("GET", "/search"): lambda a: _address(
        "/search", q=a.query(), sort=a.sort(), after=a.cursor(), show=a.one("", "", "timeline", "table")
    ),
    **{
        ("GET", f"/search.{form}"): lambda a, form=form: _address(  # type: ignore[misc]
            f"/search.{form}",
            q=a.query(),
            sort=a.sort(),
            after=a.cursor(),
            every=a.one("", "1"),
            show=a.one("", "timeline"),
        )
        for form in ("json", "csv", "ndjson")
    },
    ("GET", "/facets"): lambda a: _address(
        "/facets", q=a.query(), sort=a.sort(), facet=a.one("", "", "post", "tag", "caption", "colour")
    ),
    ("GET", "/suggest"): lambda a: _address("/suggest", q=a.beginning()),
    ("GET", "/suggest/dialogues"): lambda a: _address("/suggest/dialogues", dialogue=a.one("", a.word(), a.dialogue())),
    ("GET", "/telegram/{name}"): lambda a: _address(
        f"/telegram/{a.name()}{a.one('', '', '', '.json', '.txt')}",
        version=a.one("", "", "", a.chance.choice(a.known.hashes)[:12]),
        dialogue=a.one("", "", a.dialogue()),
        read=a.one("", "", "proposals"),
        part=a.one("", "", "2"),
        at=a.one("", "", "p2"),
    ),
    ("GET", "/thread/{name}"): lambda a: _address(
        f"/thread/{a.name()}", depth=a.one("", "1", "3"), as_of=a.one("", "2024-01-01", "2030-01-01")
    ),
    ("GET", "/thread/{name}/{form}"): lambda a: _address(
        f"/thread/{a.name()}/{a.one(*FORMATS, 'csv', 'png')}",
        depth=a.one("", "1", "3"),
        as_of=a.one("", "2024-01-01", "2030-01-01"),
    ),
    **{
        ("GET", f"/gaps{form}"): lambda a, form=form: _address(  # type: ignore[misc]
            f"/gaps{form}",
            numbers=a.one("", "", a.numbers()),
            as_of=a.one("", a.day()),
            after=a.one("", "", a.missing()),
        )
        for form in ("", ".json", ".csv")
    },
    ("GET", "/gap/{mrn}"): lambda a: _address(
        f"/gap/{a.missing()}{a.one('', '', '.json', '.csv')}", kind=a.one("", "mdr"), as_of=a.one("", "", a.day())
    ),
    ("POST", "/gap/{mrn}/sent"): lambda a: _form(f"/gap/{a.missing()}/sent", to=a.one("Archive", ""), on="2016-11-01"),
    ("GET", "/telegram/{name}/diff"): lambda a: _address(
        f"/telegram/{a.name()}/diff", before=a.edition(), after=a.edition(), whole=a.one("", "1")
    ),
    ("GET", "/telegram/{name}/copies"): lambda a: _address(f"/telegram/{a.name()}/copies"),
    ("GET", "/saved"): lambda a: _address("/saved", q=a.one("", a.query())),
    ("GET", "/saved/{name}"): lambda a: _address(f"/saved/{a.one('rockets', 'budget')}{a.one('.atom', '.atom', '')}"),
    ("GET", "/dialogue/{dialogue}/movements.atom"): lambda a: _address(f"/dialogue/{a.dialogue()}/movements.atom"),
    ("GET", "/dialogue/{dialogue}/calendar.ics"): lambda a: _address(f"/dialogue/{a.dialogue()}/calendar.ics"),
    ("GET", "/calendar.ics"): lambda _: _address("/calendar.ics"),
    ("POST", "/saved/add"): lambda a: _form("/saved/add", name=a.one("rockets", "budget"), query=a.query()),
    ("POST", "/saved/remove"): lambda a: _form("/saved/remove", name=a.one("rockets", "budget")),
    ("POST", "/saved/seen"): lambda _: _form("/saved/seen", seen="1"),
    ("GET", "/hooks"): lambda a: _address("/hooks", after=a.one("", "", "f" * 16)),
    ("POST", "/hooks/add"): lambda a: _form(
        "/hooks/add",
        address=a.one("https://host.example/", "https://busy.example/", "http://host.example/"),
        **a.one({"search": a.one("rockets", "budget", "")}, {"dialogue": a.dialogue()}),
    ),
    **{
        ("POST", f"/hooks/{did}"): lambda a, did=did: _form(f"/hooks/{did}", hook=a.hook())  # type: ignore[misc]
        for did in ("remove", "rotate", "try", "wake")
    },
    ("GET", "/declass"): lambda a: _address(
        "/declass",
        on=a.one("", "1990-01-01", "2060-01-01", "never"),
        month=a.one("", "2025-03", "1", "2040-12"),
        kind=a.one("", "past", "undated"),
        after=a.one("", "1"),
        whole=a.one("", "2025-03-05"),
    ),
    **{("GET", f"/declass.{form}"): _declass(form) for form in ("json", "csv", "ics")},
    ("POST", "/declass/mark"): lambda a: _form(
        "/declass/mark", telegram=a.mrn(), level=a.one("UNCLASSIFIED", "SECRET", "PUCE"), why=a.one("", "its day came")
    ),
    ("GET", "/inbox"): lambda a: _address(
        "/inbox",
        done=a.one("", "1"),
        after=a.one("", a.queued({2: a.place()})),
        done_after=a.one("", a.queued(a.place())),
        owed_after=a.one("", a.queued(a.overdue())),
    ),
    ("GET", "/inbox.json"): lambda a: _address("/inbox.json", after=a.one("", a.queued({2: a.place()}))),
    ("POST", "/inbox/mark"): lambda a: _form("/inbox/mark", telegram=a.mrn(), step=a.one(*STEPS, "")),
    ("GET", "/route/{name}"): lambda a: _address(f"/route/{a.name()}"),
    ("GET", "/drafts"): lambda a: _address("/drafts", every=a.one("", "1"), answers=a.one("", a.mrn())),
    ("GET", "/drafts.json"): lambda a: _address("/drafts.json", every=a.one("", "1")),
    ("GET", "/drafts/queue"): lambda a: _address("/drafts/queue", every=a.one("", "1")),
    ("GET", "/drafts/references"): lambda a: _address("/drafts/references", find=a.one(a.query(), a.missing())),
    ("GET", "/draft/{name}"): lambda a: _address(f"/draft/{a.kept_draft()}", find=a.one("", "", a.query())),
    ("GET", "/draft/{name}/marks"): lambda a: _address(f"/draft/{a.kept_draft()}/marks"),
    ("GET", "/draft/{name}/diff"): lambda a: _address(
        f"/draft/{a.kept_draft()}/diff", before=a.one("", "0", "a"), after=a.one("", "", "f"), whole=a.one("", "1")
    ),
    ("GET", "/draft/{name}/copy/{form}"): lambda a: _address(
        f"/draft/{a.kept_draft()}/copy/{a.one('text', 'delivered', 'mail', 'json', 'pigeon')}"
    ),
    ("POST", "/drafts/bring"): lambda a: _form(
        "/drafts/bring", **a.one({"file": a.upload()}, {"text": "UNCLAS ROME 12\n\n1. A pier."}, {})
    ),
    ("POST", "/drafts/new"): lambda a: _form(
        "/drafts/new", template=a.one("report", "demarche-reply", "ode"), answers=a.one("", a.mrn()), level="SECRET"
    ),
    ("POST", "/drafts/again"): lambda a: _form("/drafts/again", sending=a.mrn()),
    ("POST", "/draft/{name}/save"): lambda a: _form(
        f"/draft/{a.kept_draft()}/save",
        **_written(a),
        do=a.one("", "save", "mend", "mend:D41:1", "up:2", "down:1", f"cite:{a.mrn()}", "find", "burn"),
        find=a.one("", "rockets"),
    ),
    ("POST", "/draft/{name}/check"): lambda a: _form(f"/draft/{a.kept_draft()}/check", **_written(a)),
    ("POST", "/draft/{name}/mark"): lambda a: _form(f"/draft/{a.kept_draft()}/mark", over=a.one("", "0")),
    ("POST", "/draft/{name}/clear"): lambda a: _form(
        f"/draft/{a.kept_draft()}/clear", office=a.one("POL", ""), text=a.one("", "0"), by=a.one("", "R. Second")
    ),
    ("POST", "/draft/{name}/refuse"): lambda a: _form(
        f"/draft/{a.kept_draft()}/refuse", office=a.one("POL", ""), why=a.one("Say five.", ""), text=a.one("", "0")
    ),
    **{
        ("POST", f"/draft/{{name}}/{verb}"): lambda a, verb=verb: _form(  # type: ignore[misc]
            f"/draft/{a.kept_draft()}/{verb}", by=a.one("", "C. Minister")
        )
        for verb in ("approve", "release", "withdraw")
    },
    ("GET", "/tracers"): lambda a: _address(
        "/tracers",
        series=a.one("", "belisar", "foroff"),
        year=a.one("", "2015", "MMXV"),
        every=a.one("", "1"),
        after=a.one("", "", a.mrn()),
    ),
    ("GET", "/tracers.json"): lambda a: _address("/tracers.json", series=a.one("", "belisar"), year=a.one("", "2016")),
    ("POST", "/tracers/draft"): lambda a: _form(
        "/tracers/draft", series=a.one("belisar", "edrune", "foroff"), year=a.one("", "2015"), **{"from": "MINISTRY"}
    ),
    ("GET", "/propose"): lambda a: _address(
        "/propose",
        **a.one({"telegram": a.mrn()}, {"q": a.query()}, {"more": f"{a.mrn()} {a.mrn()}"}, {}),
        **a.one({}, {"title": "Talks", "parties": "XV, XT", "ours": "xv"}),
    ),
    ("GET", "/propose.json"): lambda a: _address(
        "/propose.json", telegram=a.mrn(), q=a.one("", a.query()), title="Talks", parties="XV XT", ours=a.one("", "XV")
    ),
    ("POST", "/propose/many"): lambda a: _form(
        "/propose/many", telegrams=f"{a.mrn()} {a.mrn()}", title="Talks", parties="XV XT", **{"telegram.1": a.mrn()}
    ),
    ("POST", "/propose/many.json"): lambda a: _form(
        "/propose/many.json", telegrams=a.mrn(), title="Talks", parties="XV XT"
    ),
    ("POST", "/propose/open"): lambda a: _form(
        "/propose/open",
        telegrams=f"{a.mrn()} {a.mrn()}",
        title="Talks",
        parties="XV XT",
        id=a.one("", "talks"),
        **{"item.1": a.one("1", "2", "99")},
    ),
    ("POST", "/profiles/rehearse"): lambda a: _form(
        "/profiles/rehearse", rules=a.rules(), since=a.one(a.day(), "", "soon")
    ),
    **{
        ("GET", f"/traffic{form}"): lambda a, form=form: _address(  # type: ignore[misc]
            f"/traffic{form}", as_of=a.one("", "2024-01-01", "2030-01-01")
        )
        for form in ("", ".svg", ".json", ".csv")
    },
    ("GET", "/dialogue/{dialogue}/timeline"): lambda a: _address(
        f"/dialogue/{a.dialogue()}/timeline", as_of=a.one("", a.day()), **a.some(page=a.one("1", "2", "x"))
    ),
    **{
        ("GET", f"/dialogue/{{dialogue}}/timeline{form}"): lambda a, form=form: _address(  # type: ignore[misc]
            f"/dialogue/{a.dialogue()}/timeline{form}", as_of=a.one("", a.day())
        )
        for form in (".json", ".csv")
    },
    **{
        ("GET", f"/dialogue/{{name}}/proposals{form}"): lambda a, form=form: _address(  # type: ignore[misc]
            f"/dialogue/{a.dialogue()}/proposals{form}", after=a.one("", "", a.mrn()), as_of=a.one("", a.day())
        )
        for form in ("", ".json", ".csv")
    },
    **{
        ("GET", f"/dialogue/{{name}}/leads{form}"): lambda a, form=form: _address(  # type: ignore[misc]
            f"/dialogue/{a.dialogue()}/leads{form}", as_of=a.one("", a.day())
        )
        for form in ("", ".json", ".csv")
    },
    ("GET", "/dialogue/{dialogue}/plot/{name}"): lambda a: _address(
        f"/dialogue/{a.dialogue()}/plot/{a.one('timeline', 'commitments', 'network', 'traffic', 'none')}.svg",
        as_of=a.one("", a.day()),
    ),
    ("GET", "/dialogue/{name}"): lambda a: _address(
        f"/dialogue/{a.dialogue()}{a.one('', '', '.json', '.csv')}",
        turn=a.one("", "mine", "waiting"),
        as_of=a.one("", "", a.day(), "never"),
        **a.some(overdue="1", stalled="100", moved_since=a.day(), page=a.one("1", "2", "x")),
    ),
    **{
        ("GET", f"/dialogue/{{dialogue}}/{name}{form}"): _overview(name, form)
        for name in REPORTS
        for form in ("", ".json", ".csv")
    },
    **{("GET", f"/dialogue/{{name}}/brief{form}"): _brief(form) for form in ("", ".md", ".json", ".docx", ".pdf")},
    ("GET", "/dialogue/{name}/{entity}/{which}"): lambda a: _address(
        f"/dialogue/{a.dialogue()}/{a.one('objective', 'objective', 'commitment', 'meeting', 'dialogue')}/"
        f"{a.one('1', '2', '3', a.thing())}{a.one('', '', '.json', '.csv', '.md', '.docx', '.pdf')}",
        as_of=a.one("", "", a.day()),
    ),
    ("POST", "/dialogue"): lambda a: _form("/dialogue", telegram=a.mrn(), title=a.one("", "Talks"), parties="XV, XT"),
    ("POST", "/dialogue/{name}/accept"): lambda a: _form(
        f"/dialogue/{a.dialogue()}/accept", telegram=a.mrn(), proposal=_which(a), **_shown(a)
    ),
    ("POST", "/dialogue/{name}/amend"): lambda a: _form(
        f"/dialogue/{a.dialogue()}/amend",
        telegram=a.mrn(),
        proposal=_which(a),
        **{"field.text": "changed", **_shown(a)},
    ),
    ("POST", "/dialogue/{name}/{entity}/{which}/draft"): lambda a: _form(
        f"/dialogue/{a.dialogue()}/{a.one('objective', 'demarche', 'meeting')}/{a.one('1', '2', '99')}/draft",
        purpose=a.one("put", "follow-up", "report", "none"),
    ),
    ("POST", "/dialogue/{name}/move"): lambda a: _form(
        f"/dialogue/{a.dialogue()}/move",
        move=a.one("objective.table", "objective.merge", "objective.split", "commitment.undertake", "objective.fly"),
        which=a.one("1", "2", a.thing()),
        telegram=a.one("", a.mrn()),
        on=a.one("", a.day(), "soon"),
        into=a.one("1", a.thing()),
        parts="one\ntwo",
        **{"field.text": "by hand"},
    ),
    ("POST", "/dialogue/{name}/take-back"): lambda a: _form(
        f"/dialogue/{a.dialogue()}/take-back",
        telegram=a.mrn(),
        proposal=_which(a),
        movements=a.one("m00000000 objective 1", "m00000000 commitment 1;m00000001 objective 2"),
    ),
    ("GET", "/dialogue/{name}/rows"): lambda a: _address(f"/dialogue/{a.dialogue()}/rows"),
    ("POST", "/dialogue/{name}/rows/check"): lambda a: _form(
        f"/dialogue/{a.dialogue()}/rows/check", table=a.table(), enter=a.one("", "1")
    ),
    ("POST", "/dialogue/{name}/reconsider"): lambda a: _form(
        f"/dialogue/{a.dialogue()}/reconsider", telegram=a.mrn(), proposal=_which(a)
    ),
    ("POST", "/dialogue/{name}/reject"): lambda a: _form(
        f"/dialogue/{a.dialogue()}/reject", telegram=a.mrn(), proposal=_which(a), reason=a.one("", "in passing")
    ),
}

SIGNED: dict[tuple[str, str], Row] = {
    ("GET", "/audit"): lambda a: _address(
        "/audit",
        since=a.one("", a.day()),
        by=a.one("", "owner"),
        about=a.one("", "open"),
        verify=a.one("", "1"),
        before=a.one("", "3"),
    ),
    ("GET", "/audit.json"): lambda a: _address(
        "/audit.json", since=a.one("", a.day()), by=a.one("", "owner"), about=a.one("", "open")
    ),
}
"""Routes that answer only to somebody who is signed in."""
ROWS |= SIGNED

_OF_ACCOUNTS = {
    "GET": ("/accounts", "/accounts/{name}", "/password", "/sign-in"),
    "POST": (
        *("/new-account", "/password/change", "/sign-in/password", "/sign-out"),
        *(f"/accounts/{{name}}/{did}" for did in ("change", "disable", "grant", "password", "revoke", "token")),
        *("/accounts/{name}/token/revoke", "/accounts/{name}/sign-out", "/sign-out/everywhere"),
    ),
}
_UPKEEP = "what was done to the archive as a whole; tests/web/test_upkeep.py asks what it tells of its content"
_RULES = "the rules of distribution are no telegrams"
WITHOUT_ROW = {
    ("GET", "/upkeep"): _UPKEEP,
    ("POST", "/upkeep/backup"): _UPKEEP,
    ("POST", "/upkeep/verify"): _UPKEEP,
    ("GET", "/hooks/rules"): "what may leave is said of no telegram",
    ("POST", "/hooks/rules/set"): "what may leave is said of no telegram",
    ("GET", "/profiles"): _RULES,
    ("POST", "/profiles/replace"): _RULES,
    ("POST", "/profiles/remove"): _RULES,
    ("GET", "/static/{name}"): "files of the program, the same for everyone",
    ("GET", "/metrics"): "counts of requests by route, for who runs the desk; tests/web/test_operating.py asks",
    **{(method, path): "accounts are no telegrams" for method, paths in _OF_ACCOUNTS.items() for path in paths},
}
"""Routes that need no row, each with the reason."""


def routes(desk: Litestar) -> set[tuple[str, str]]:
    """Method and path of everything that the desk answers to."""
    return {
        (method, route.path_format)
        for route in desk.routes
        if isinstance(route, HTTPRoute)
        for method in route.methods
        if method not in ("OPTIONS", "HEAD")
    }


class Door(Standing):
    """The house of a side, and the reader who asks it."""

    def __init__(self) -> None:
        super().__init__()
        self.asks: Reader | None = None

    def reader(self, name: str | None, action: str = "read") -> Reader:
        """Whoever asks; the desk settles it here alone."""
        assert self.asks is not None
        assert name is None
        return self.asks


class _Asked:
    """The accounts of a house where somebody can sign in, so that everybody must."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def __getattr__(self, name: str) -> Any:
        return getattr(self._accounts, name)

    def needs_sign_in(self) -> bool:
        return True


class SignedDoor(Door):
    """A house whose readers sign in; nobody is anybody without a session."""

    @property
    def accounts(self) -> Any:
        assert self.house is not None
        return _Asked(self.house.accounts)


class Desk:
    """The desk over one side, and two browsers in front of it: one asks as it is, one with a session."""

    def __init__(self) -> None:
        self._open = Browser(Door())
        self._signed = Browser(SignedDoor())

    def close(self) -> None:
        self._open.close()
        self._signed.close()

    def answer(self, side: Side, reader: Reader, asked: Request, traffic: Path) -> tuple[str, bool]:
        """Status, headers and body; whether the desk meant to answer so."""
        if not asked.named.get("signed"):
            return self._open.answer(side, reader, asked, traffic)
        accounts = side.house.accounts
        account = next(one for one in accounts.all(OWNS) if one.name == reader.name)
        secret, _ = accounts.begin_session(account)
        return self._signed.answer(side, reader, asked, traffic, secret)


class Browser:
    """A desk and a browser in front of it."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.app = make_app(self.door)  # type: ignore[arg-type]
        self._client = TestClient(self.app, base_url="http://127.0.0.1:8000")
        self.client = self._client.__enter__()
        self._mask: re.Pattern[str] | None = None

    def close(self) -> None:
        self._client.__exit__(None, None, None)

    def answer(self, side: Side, reader: Reader, asked: Request, traffic: Path, session: str = "") -> tuple[str, bool]:
        self.door.house, self.door.asks = side.house, reader
        self.client.cookies.delete(SESSION)
        if session:
            self.client.cookies.set(SESSION, session)
        token = self._token()
        method, path = asked.row.split(" ", 1)[0], str(asked.words[0])
        if method == "POST":
            headers = {"hx-request": "true"} if asked.named.get("part") else {}
            form = {"_csrf_token": token, **asked.words[1]}
            files = None
            for name in form.keys() & {"files", "file"}:  # of the traffic, by its name there
                file = traffic / form.pop(name)
                files = {name: (file.name, file.read_bytes())}
            got = self.client.post(path, data=form, files=files, headers=headers, follow_redirects=False)
        else:
            got = self.client.get(path, follow_redirects=False)
        headers = [f"{name}: {value}" for name, value in sorted(got.headers.multi_items())]
        lines = [str(got.status_code), *headers, "", in_words(got.content)]
        assert self._mask is not None
        return self._mask.sub(MASKED, "\n".join(lines)), got.status_code < 500

    def _token(self) -> str:
        """The token against forged forms: drawn for each browser, and of the same length for all."""
        if self._mask is None:
            page = self.client.get("/sign-in")
            found = re.search(r'"x-csrftoken": "([0-9a-f]+)"', page.text)
            assert found is not None
            self._found = found[1]
            names = "|".join(map(re.escape, self.client.cookies.keys() - {SESSION}))
            self._mask = re.compile(rf"{self._found}|{names}")
        return self._found


def request(row: tuple[str, str], ask: Asker) -> Request:
    path, form = ROWS[row](ask)
    named = {"part": True} if form and ask.chance.random() < 0.5 else {}
    if row in SIGNED or ask.chance.random() < 0.3:
        named["signed"] = True
    return Request(" ".join(row), (path, form) if row[0] == "POST" else (path,), named)
