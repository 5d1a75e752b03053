"""Routes that answer with something else than JSON, or take it: texts, files, streams, telegrams to keep."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, get, post
from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.spec import Example
from litestar.params import Dependency, Parameter
from litestar.response import Stream

from legation.api.answers import MARKING, Answer, marking_of
from legation.api.making import PROBLEMS
from legation.app import House
from legation.core.accounts import Who
from legation.core.errors import RefusedError
from legation.services.arriving import Arrived, Coming
from legation.services.audit import Noted
from legation.services.banners import listing_level, outward
from legation.services.brief import Brief
from legation.services.documents import to_docx, to_markdown, to_pdf
from legation.services.exporting import json_line
from legation.services.graphs import written
from legation.services.ingest import Tally
from legation.services.ingest.limits import LIMIT_BYTES
from legation.services.taking import UPLOAD_BYTES, UPLOAD_LIMITS
from legation.storage.ports import Listing, listing_of

TheHouse = Annotated[House, Dependency(skip_validation=True)]
TheWho = Annotated[Who, Dependency(skip_validation=True)]
Name = Annotated[str, Parameter(examples=[Example(value="15BELISAR12")])]
FileName = Annotated[str, Parameter(examples=[Example(value="telegram.txt")])]
Dialogue = Annotated[str, Parameter(examples=[Example(value="xv-xt")])]
Query = Annotated[str, Parameter(query="query", examples=[Example(value="training")])]

_NDJSON = "application/x-ndjson"
_BRIEFS: dict[str, tuple[str, Callable[[Brief], bytes]]] = {
    "md": ("text/markdown; charset=utf-8", lambda brief: to_markdown(brief).encode()),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", to_docx),
    "pdf": ("application/pdf", to_pdf),
}
_GRAPHS = {"json": "application/json", "graphml": "application/xml", "gexf": "application/xml"}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A telegram in a stream of a search."""

    marking: str
    listing: Listing


def document_routes() -> list[HTTPRouteHandler]:
    """The routes."""
    awaited: Any = {"responses": PROBLEMS, "raises": []}
    common: Any = {**awaited, "sync_to_thread": True}

    @get(
        "/api/v1/telegrams/{name:str}/text",
        operation_id="text",
        summary="The text of a telegram as it came in, byte for byte where it is UTF-8.",
        media_type=MediaType.TEXT,
        tags=["telegrams"],
        opt={"action": "read"},
        **common,
    )
    def text(house: TheHouse, who: TheWho, name: Name) -> Response[str]:
        record = house.reading.versions(who.reader, name)[-1]
        return Response(
            record.telegram.source,
            media_type="text/plain; charset=utf-8",
            headers={MARKING: listing_level(listing_of(record))},
        )

    @get(
        "/api/v1/telegrams/{name:str}/graph",
        operation_id="graph",
        summary="The thread of a telegram as GraphML, GEXF or JSON.",
        media_type="application/xml",
        tags=["telegrams"],
        opt={"action": "read"},
        **common,
    )
    def graph(
        house: TheHouse,
        who: TheWho,
        name: Name,
        form: Literal["graphml", "gexf", "json"] = "graphml",
        depth: Annotated[int, Parameter(ge=1, le=10)] = 1,
    ) -> Response[str]:
        found = house.threads.thread(who.reader, name, depth=depth)
        return Response(written(found.graph, form), media_type=_GRAPHS[form], headers={MARKING: found.banner})

    @get(
        "/api/v1/dialogues/{dialogue:str}/brief/{form:str}",
        operation_id="brief_file",
        summary="A brief as md, docx or pdf.",
        media_type="application/pdf",
        tags=["dialogues"],
        opt={"action": "read"},
        **common,
    )
    def brief(
        house: TheHouse,
        who: TheWho,
        dialogue: Dialogue,
        form: Annotated[str, Parameter(examples=[Example(value="md")])],
        as_of: date | None = None,
    ) -> Response[bytes]:
        if form not in _BRIEFS:
            raise RefusedError(f"there is no brief as {form!r}", f"ask for one of {', '.join(_BRIEFS)}")
        made = house.dialogues.brief(who.reader, dialogue, as_of)
        kind, write = _BRIEFS[form]
        headers = {MARKING: made.banner, "Content-Disposition": f'attachment; filename="brief.{form}"'}
        return Response(write(made), media_type=kind, headers=headers)

    @get(
        "/api/v1/stream/search",
        operation_id="stream_search",
        summary="Every telegram that a search finds, a line of JSON each.",
        media_type=_NDJSON,
        tags=["search"],
        opt={"action": "read"},
        **common,
    )
    def every(house: TheHouse, who: TheWho, searched: Query) -> Stream:
        found = house.finding.every(who.reader, searched)
        return Stream(
            _lines(found, lambda one: outward(Line(marking=listing_level(one), listing=one))), media_type=_NDJSON
        )

    @get(
        "/api/v1/stream/telegrams",
        operation_id="stream_telegrams",
        summary="Telegrams whole, a line of JSON each, as `legation export` writes them.",
        media_type=_NDJSON,
        tags=["telegrams"],
        opt={"action": "read"},
        **common,
    )
    def telegrams(
        house: TheHouse, who: TheWho, searched: Annotated[str | None, Parameter(query="query")] = None
    ) -> Stream:
        return Stream(_begun(map(json_line, house.exporting.records(who.reader, searched))), media_type=_NDJSON)

    @post(
        "/api/v1/ingest",
        operation_id="ingest",
        summary="Keep what is sent: one telegram, or a file of several, in any layout that `legation ingest` takes.",
        tags=["ingest"],
        opt={"action": "ingest"},
        status_code=200,
        request_max_body_size=UPLOAD_BYTES,
        **awaited,
    )
    async def ingest(
        request: Request[Any, Any, Any],
        house: TheHouse,
        who: TheWho,
        name: FileName = "telegram.txt",
    ) -> Answer[Tally]:
        import anyio.to_thread

        with tempfile.TemporaryDirectory(prefix="legation-") as folder:
            # The name is a telegram's to bear and no path of this machine.
            file = Path(folder) / "sent"
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
        **awaited,
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
        **common,
    )
    def audit(
        house: TheHouse, who: TheWho, since: str = "", limit: Annotated[int, Parameter(ge=1, le=1000)] = 100
    ) -> Answer[list[Noted]]:
        found = house.trail.entries(who, since, limit=limit) if house.trail is not None else []
        return Answer(marking=marking_of(found), data=found)

    return [text, graph, brief, every, telegrams, ingest, arrive, audit]


def _keep(house: House, who: Who, file: Path, name: str) -> Tally:
    return house.ingest.run(who.reader, [file], limits=UPLOAD_LIMITS, named=name, workers=0)


def _lines(found: Iterator[Any], line: Callable[[Any], Any]) -> Iterator[bytes]:
    return _begun(msgspec.json.encode(line(one)) + b"\n" for one in found)


def _begun(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The lines, the first of them made: what is wrong is said before the answer begins."""
    first = next(lines, b"")

    def run() -> Iterator[bytes]:
        yield first
        yield from lines

    return run()
