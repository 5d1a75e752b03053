"""The page of tracers: numbers of a post's series that did not come, and the service message that asks for them."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from legation.core.draft import Draft
from legation.core.errors import RefusedError
from legation.core.mrn import parse_mrn
from legation.faults import status_of
from legation.services.banners import banner_of
from legation.tables.numbering import longest_traced
from legation.web.archive import as_json
from legation.web.asked import Asked, Form, TheHouse, TheReader, TheWho
from legation.web.screens import Screens, draft_link

_SHOWN = 200
_AT_ONCE = 12
"""Posts that are looked at together without being asked for: each takes some hundredths of a second."""


def tracing_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/tracers``, its ``.json`` and the form that begins the message as a draft."""

    @get("/tracers", sync_to_thread=True)
    def tracers(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        who: TheWho,
        series: str = "",
        year: str = "",
        every: str = "",
        after: str = "",
    ) -> Response[str]:
        """One post with the message to it ready; without one the posts, and what is missing of few or of ``every``.

        after: the last number of the run that the page before ended with.
        """
        named, wrong, of, behind = series.strip(), None, None, ("", 0)
        try:
            of = _year(year)
            behind = _place(after) if after else behind
        except RefusedError as fault:  # said on the page, which keeps its form and what was typed
            wrong = fault
        posts = [] if named else house.tracers.series(reader, None, of)
        looks = not wrong and bool(named or every or len(posts) <= _AT_ONCE)
        runs = house.tracers.missing(reader, named or None, of) if looks else []
        ready = None
        if named and any(run.unasked for run in runs):
            ready = house.tracers.message(reader, named, of)
        rest = [run for run in runs if _place(run.numbers[0]) > behind]
        shown = rest[:_SHOWN]
        return screens.show(
            request,
            "tracers.html",
            status=status_of(wrong) if wrong else 200,
            wrong=wrong,
            typed=year.strip(),
            runs=shown,
            left=len(rest) - len(shown),
            asked={"series": named, "year": year.strip(), "every": every},
            after=after,
            numbers=sum(len(run.numbers) for run in runs),
            series=named,
            posts=posts,
            looks=looks,
            year=of,
            ready=ready,
            held=not named or bool(runs) or house.tracers.holds(reader, named, of),
            writes=who.may("draft"),
            longest=longest_traced(),
            banner=banner_of([*(run.banner for run in shown), *([ready.banner] if ready else [])]),
        )

    @get("/tracers.json", sync_to_thread=True)
    def tracers_json(house: TheHouse, reader: TheReader, series: str = "", year: str = "") -> Response[bytes]:
        return as_json(house.tracers.missing(reader, series.strip() or None, _year(year)))

    @post("/tracers/draft", sync_to_thread=True, opt={"action": "draft"})
    def draft(house: TheHouse, reader: TheReader, data: Form) -> Redirect:
        begun: list[str] = []

        def into(message: Draft) -> None:
            begun.append(house.clearing.new(reader, message).id)

        sender = " ".join(data.get("from", "").split()) or None
        house.tracers.draft(reader, data.get("series", ""), _year(data.get("year", "")), sender=sender, into=into)
        return Redirect(draft_link(begun[0]), status_code=303)

    return [tracers, tracers_json, draft]


def _place(mrn: str) -> tuple[str, int]:
    """Where a run that begins with a number stands among the others. Raises RefusedError for what is no number."""
    own = parse_mrn(mrn, {})
    if own is None:
        raise RefusedError("this is no place in that list", "begin the list again, without it")
    return own.post, own.number


def _year(text: str) -> int | None:
    if not text.strip():
        return None
    if text.isascii() and text.isdecimal() and len(text) == 4:
        return int(text)
    raise RefusedError("that is no year", "write it as 2009")
