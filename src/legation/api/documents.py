"""Routes that answer with something else than JSON, or take it: texts, files, streams, telegrams to keep."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

import msgspec
from litestar import Request, Response, get, post
from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.spec import Example
from litestar.params import Body, Dependency, Parameter
from litestar.response import Stream

from legation.api.administration import account_told
from legation.api.answers import Answer
from legation.api.asking import NoTokenError, still
from legation.api.making import PROBLEMS
from legation.app import House
from legation.core.accounts import Who
from legation.core.errors import NotFoundError, RefusedError
from legation.core.hook import HookRules
from legation.services.accounts.audit import ChainTold, Noted
from legation.services.annotations.citing import CitedAs, cited_as
from legation.services.archive.arriving import Arrived, Coming
from legation.services.archive.exporting import json_line
from legation.services.archive.taking import UPLOAD_BYTES, UPLOAD_LIMITS
from legation.services.banners import MARKING, banner_within, listing_level, outward
from legation.services.briefs.brief import Brief, Kind
from legation.services.briefs.documents import FORMS
from legation.services.distribution.profiles import Flaw
from legation.services.ingest import Tally
from legation.services.ingest.limits import LIMIT_BYTES
from legation.services.news.atom import to_atom
from legation.services.news.calendars import to_ics
from legation.services.news.feeds import Feed
from legation.services.threads.graphs import written
from legation.storage.records import Listing, listing_of
from legation.storage.scratch import Scratch

TheHouse = Annotated[House, Dependency(skip_validation=True)]
TheWho = Annotated[Who, Dependency(skip_validation=True)]
Name = Annotated[str, Parameter(examples=[Example(value="15BELISAR12")])]
FileName = Annotated[str, Parameter(examples=[Example(value="telegram.txt")])]
Dialogue = Annotated[str, Parameter(examples=[Example(value="xv-xt")])]
Query = Annotated[str, Parameter(query="query", examples=[Example(value="training")])]

_LOOK_SECONDS = 1.0
"""So often a stream looks whether its reader still reads what they did: one that is read slowly lasts for hours."""
_NDJSON = "application/x-ndjson"
_ATOM = "application/atom+xml"
_ICS = "text/calendar"
_BRIEFS = {form: FORMS[form] for form in ("md", "docx", "pdf")}  # what is JSON has a route of its own
ALSO = {
    **dict.fromkeys(
        ("brief_file", "story_file"),
        ("text/markdown", FORMS["docx"][0]),
    ),
    "graph": ("application/json",),
}
"""Media types that a route answers with, by what is asked, beside the one that stands with it."""
_GRAPHS = {"json": "application/json", "graphml": "application/xml", "gexf": "application/xml"}
_AWAITED: Any = {"responses": PROBLEMS, "raises": []}
_COMMON: Any = {**_AWAITED, "sync_to_thread": True}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A telegram in a stream of a search."""

    marking: str
    listing: Listing


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fields of an account; what is null stays. nation: "" for none."""

    roles: tuple[str, ...] | None = None
    clearance: str | None = None
    holds: tuple[str, ...] | None = None
    nation: str | None = None


class Profiled(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of distribution, "" while there are none."""

    text: str
    flaws: tuple[Flaw, ...]


@get(
    "/api/v1/telegrams/{name:str}/text",
    operation_id="text",
    summary="The text of a telegram as it came in, byte for byte where it is UTF-8.",
    media_type=MediaType.TEXT,
    tags=["telegrams"],
    opt={"action": "read"},
    **_COMMON,
)
def text(house: TheHouse, who: TheWho, name: Name) -> Response[str]:
    record = house.reading.versions(who.reader, name)[-1]
    return Response(
        record.telegram.source,
        media_type="text/plain",
        headers={MARKING: listing_level(listing_of(record))},
    )


@get(
    "/api/v1/telegrams/{name:str}/graph",
    operation_id="graph",
    summary="The thread of a telegram as GraphML, GEXF or JSON.",
    media_type="application/xml",
    tags=["telegrams"],
    opt={"action": "read"},
    **_COMMON,
)
def graph(
    house: TheHouse,
    who: TheWho,
    name: Name,
    form: Annotated[Literal["graphml", "gexf", "json"], Parameter(examples=[Example(value="graphml")])] = "graphml",
    depth: Annotated[int, Parameter(ge=1, le=10, examples=[Example(value=2)])] = 1,
    as_of: Annotated[date | None, Parameter(examples=[Example(value="2016-12-31")])] = None,
) -> Response[str]:
    found = house.threads.thread(who.reader, name, depth=depth, as_of=as_of)
    return Response(written(found.graph, form), media_type=_GRAPHS[form], headers={MARKING: found.banner})


@get(
    "/api/v1/dialogues/{dialogue:str}/brief/{form:str}",
    operation_id="brief_file",
    summary="A brief as md, docx or pdf.",
    media_type="application/pdf",
    tags=["dialogues"],
    opt={"action": "read"},
    **_COMMON,
)
def brief(
    house: TheHouse,
    who: TheWho,
    dialogue: Dialogue,
    form: Annotated[str, Parameter(examples=[Example(value="md")])],
    as_of: Annotated[date | None, Parameter(examples=[Example(value="2016-12-31")])] = None,
    kind: Annotated[Kind, Parameter(examples=[Example(value="hand-over")])] = "scene-setter",
    since: Annotated[date | None, Parameter(examples=[Example(value="2016-01-01")])] = None,
) -> Response[bytes]:
    return _taken_along(
        form, "brief", lambda: house.dialogues.brief(who.reader, dialogue, as_of, kind=kind, since=since)
    )


@get(
    "/api/v1/dialogues/{dialogue:str}/story/{about:str}/brief/{form:str}",
    operation_id="story_file",
    summary="The story of a thing as md, docx or pdf.",
    media_type="application/pdf",
    tags=["dialogues"],
    opt={"action": "read"},
    **_COMMON,
)
def story(
    house: TheHouse,
    who: TheWho,
    dialogue: Dialogue,
    about: Annotated[str, Parameter(examples=[Example(value="1")])],
    form: Annotated[str, Parameter(examples=[Example(value="md")])],
    as_of: Annotated[date | None, Parameter(examples=[Example(value="2016-12-31")])] = None,
) -> Response[bytes]:
    return _taken_along(form, "story", lambda: house.dialogues.story_brief(who.reader, dialogue, about, as_of))


def _taken_along(form: str, name: str, drawn: Callable[[], Brief]) -> Response[bytes]:
    """A brief as a file. Raises RefusedError, before anything is drawn, for a form that there is not."""
    if form not in _BRIEFS:
        raise RefusedError(f"there is no {name} as {form!r}", f"ask for one of {', '.join(_BRIEFS)}")
    made = drawn()
    media_type, write = _BRIEFS[form]
    headers = {MARKING: made.banner, "Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(write(made), media_type=media_type, headers=headers)


@get(
    "/api/v1/stream/search",
    operation_id="stream_search",
    summary="Every telegram that a search finds, a line of JSON each.",
    media_type=_NDJSON,
    tags=["search"],
    opt={"action": "read"},
    **_COMMON,
)
def every(request: Request[Any, Any, Any], house: TheHouse, who: TheWho, searched: Query) -> Stream:
    found = house.finding.every(who.reader, searched)
    lines = _lines(found, lambda one: outward(Line(marking=listing_level(one), listing=one)))
    return Stream(_begun(lines, still(request, who)), media_type=_NDJSON)


@get(
    "/api/v1/stream/telegrams",
    operation_id="stream_telegrams",
    summary="Telegrams whole, a line of JSON each, as `legation export` writes them.",
    media_type=_NDJSON,
    tags=["telegrams"],
    opt={"action": "read"},
    **_COMMON,
)
def telegrams(
    request: Request[Any, Any, Any],
    house: TheHouse,
    who: TheWho,
    searched: Annotated[str | None, Parameter(query="query", examples=[Example(value="training")])] = None,
) -> Stream:
    lines = map(json_line, house.exporting.records(who.reader, searched))
    return Stream(_begun(lines, still(request, who)), media_type=_NDJSON)


@post(
    "/api/v1/ingest",
    operation_id="ingest",
    summary="Keep what is sent: one telegram, or a file of several, in any layout that `legation ingest` takes.",
    tags=["ingest"],
    opt={"action": "ingest"},
    status_code=200,
    request_max_body_size=UPLOAD_BYTES,
    **_AWAITED,
)
async def ingest(
    request: Request[Any, Any, Any],
    house: TheHouse,
    who: TheWho,
    name: FileName = "telegram.txt",
) -> Answer[Tally]:
    import anyio.to_thread

    with Scratch() as folder:
        # The name is a telegram's to bear and no path of this machine.
        file = folder / "sent"
        with file.open("wb") as to:
            async for some in request.stream():
                to.write(some)
        tally = await anyio.to_thread.run_sync(_keep, house, who, file, Path(name).name or "telegram.txt")
    return Answer(marking=None, data=tally)


@post(
    "/api/v1/arrivals",
    operation_id="arrivals_take",
    summary="Take in what arrives, a mail or a telegram: kept, read and distributed; what is broken is kept, too.",
    tags=["arrivals"],
    opt={"action": "ingest"},
    status_code=200,
    request_max_body_size=LIMIT_BYTES,
    **_AWAITED,
)
async def arrive(
    request: Request[Any, Any, Any],
    house: TheHouse,
    who: TheWho,
    name: FileName = "",
) -> Answer[Arrived]:
    import anyio.to_thread

    coming = Coming(await request.body(), "http", Path(name).name)
    (arrived,) = await anyio.to_thread.run_sync(house.arrivals.take, who.reader, [coming])
    return Answer(marking=None, data=arrived)


@get(
    "/api/v1/audit",
    operation_id="audit",
    summary="The audit trail, as far as an auditor may read it.",
    tags=["audit"],
    opt={"action": "audit"},
    **_COMMON,
)
def audit(
    house: TheHouse,
    who: TheWho,
    since: Annotated[str, Parameter(examples=[Example(value="2016-12-31")])] = "",
    by: Annotated[str, Parameter(examples=[Example(value="owner")])] = "",
    about: Annotated[str, Parameter(examples=[Example(value="account")])] = "",
    limit: Annotated[int, Parameter(ge=1, le=1000, examples=[Example(value=5)])] = 100,
    before: Annotated[int | None, Parameter(ge=1, examples=[Example(value=1000)])] = None,
) -> Answer[list[Noted]]:
    found: list[Noted] = []
    if house.trail is not None:
        found = house.trail.entries(who, since, by=by, about=about, limit=limit, before=before)
    following = str(found[0].number) if len(found) == limit else None
    return Answer(marking=banner_within(found), data=found, next=following)


@get(
    "/api/v1/audit/chain",
    operation_id="audit_chain",
    summary="Whether the chain of the audit trail holds, from its first entry to its last.",
    tags=["audit"],
    opt={"action": "audit"},
    **_COMMON,
)
def audit_chain(house: TheHouse, who: TheWho) -> Answer[ChainTold]:
    if house.trail is None:
        raise NotFoundError("audit trail")
    return Answer(marking=None, data=house.trail.chain(who))


@get(
    "/api/v1/telegrams/{name:str}/citation",
    operation_id="citation",
    summary="How a telegram, or a paragraph of it, is cited: in words, by Chicago, in BibTeX, RIS and CSL-JSON.",
    tags=["telegrams"],
    opt={"action": "read"},
    **_COMMON,
)
def citation(
    house: TheHouse, who: TheWho, name: Name, place: Annotated[str, Parameter(examples=[Example(value="p2")])] = ""
) -> Answer[CitedAs]:
    record = house.versions.editions(who.reader, name)[-1].record
    made = cited_as(record.telegram, listing_level(listing_of(record)), place)
    return Answer(marking=made.marking, data=made)


@get(
    "/api/v1/profiles",
    operation_id="profiles_text",
    summary="The rules of distribution as a file, and what keeps them from doing what they say.",
    tags=["profiles"],
    opt={"action": "route"},
    **_COMMON,
)
def profiles(house: TheHouse) -> Answer[Profiled]:
    rules = house.profiles.rules()
    flaws = tuple(house.profiles.flaws(rules)) if rules is not None else ()
    return Answer(marking=None, data=Profiled(text=house.profiles.text(), flaws=flaws))


@get(
    "/api/v1/hooks/rules",
    operation_id="hooks_rules",
    summary="What may leave by webhook, and where to.",
    tags=["hooks"],
    opt={"action": "settings"},
    **_COMMON,
)
def hook_rules(house: TheHouse) -> Answer[HookRules]:
    return Answer(marking=None, data=house.hooks.rules)


@post(
    "/api/v1/accounts/{name:str}/change",
    operation_id="accounts_change",
    summary="Change what an account may and reads; what is not sent stays.",
    tags=["accounts"],
    opt={"action": "accounts", "json": True},
    status_code=200,
    **_COMMON,
)
def change(
    house: TheHouse,
    who: TheWho,
    name: Annotated[str, Parameter(examples=[Example(value="mira")])],
    data: Annotated[Change, Body(examples=[Example(value={"clearance": "SECRET", "holds": ["NODIS"]})])],
) -> Answer[dict[str, Any]]:
    told = {field: getattr(data, field) for field in data.__struct_fields__}
    wanted = {field: value for field, value in told.items() if value is not None}
    if wanted.get("nation") == "":
        wanted["nation"] = None
    return Answer(marking=None, data=outward(account_told(house.accounts.change(who, name, **wanted))))


@get(
    "/api/v1/saved/{name:str}/feed",
    operation_id="feeds_saved",
    summary="What a saved search finds, as an Atom feed.",
    media_type=_ATOM,
    tags=["saved"],
    opt={"action": "read"},
    **_COMMON,
)
def search_feed(
    request: Request[Any, Any, Any],
    house: TheHouse,
    who: TheWho,
    name: Annotated[str, Parameter(examples=[Example(value="helicopters")])],
) -> Response[bytes]:
    return _atom(request, house.feeds.saved(who.reader, name))


@get(
    "/api/v1/dialogues/{dialogue:str}/feed",
    operation_id="feeds_movements",
    summary="What moved on a board, as an Atom feed.",
    media_type=_ATOM,
    tags=["dialogues"],
    opt={"action": "read"},
    **_COMMON,
)
def board_feed(request: Request[Any, Any, Any], house: TheHouse, who: TheWho, dialogue: Dialogue) -> Response[bytes]:
    return _atom(request, house.feeds.movements(who.reader, dialogue))


@get(
    "/api/v1/calendar",
    operation_id="feeds_calendar",
    summary="Meetings and due dates of every dialogue, or of one, as a calendar (ICS).",
    media_type=_ICS,
    tags=["dialogues"],
    opt={"action": "read"},
    **_COMMON,
)
def calendar(
    house: TheHouse,
    who: TheWho,
    dialogue: Annotated[str | None, Parameter(examples=[Example(value="xv-xt")])] = None,
) -> Response[bytes]:
    days = house.feeds.calendar(who.reader, dialogue)
    made = to_ics(days.title, days.banner, days.days, house.clock())
    return Response(made, media_type=_ICS, headers={MARKING: days.banner})


DOCUMENT_ROUTES: tuple[HTTPRouteHandler, ...] = (
    text,
    graph,
    brief,
    story,
    every,
    telegrams,
    ingest,
    arrive,
    audit,
    audit_chain,
    citation,
    profiles,
    hook_rules,
    change,
    search_feed,
    board_feed,
    calendar,
)
"""The routes."""


def _atom(request: Request[Any, Any, Any], feed: Feed) -> Response[bytes]:
    # Its links are those of the pages, which people open; the address is its own.
    made = to_atom(feed, base=str(request.base_url), own=quote(request.url.path))
    return Response(made, media_type=f"{_ATOM}; charset=utf-8", headers={MARKING: feed.banner})


def _keep(house: House, who: Who, file: Path, name: str) -> Tally:
    return house.ingest.run(who.reader, [file], limits=UPLOAD_LIMITS, named=name, workers=0)


def _lines(found: Iterator[Any], line: Callable[[Any], Any]) -> Iterator[bytes]:
    return (msgspec.json.encode(line(one)) + b"\n" for one in found)


def _to_the_end(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The lines; a ValueError among them is another fault, for the library takes one for their end."""
    try:
        yield from lines
    except ValueError as fault:
        raise RuntimeError from fault


def _begun(lines: Iterator[bytes], goes_on: Callable[[], bool]) -> Iterator[bytes]:
    """The lines, the first of them made: what is wrong is said before the answer begins.

    goes_on: whether they may. Where they may not, the answer breaks off, and no program takes it for whole.
    """
    first = next(lines, b"")

    def run() -> Iterator[bytes]:
        yield first
        looked = time.monotonic()
        for one in _to_the_end(lines):
            if time.monotonic() - looked >= _LOOK_SECONDS:
                if not goes_on():
                    raise NoTokenError
                looked = time.monotonic()
            yield one

    return run()
