"""The pages of persons named in telegrams, with their files."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter

from legation.core.errors import QueryError
from legation.core.marking import OPEN
from legation.services.banners import MARKING
from legation.services.persons.persons import People, Person, Sheet
from legation.services.persons.sheets import mentions_sheet, people_sheet
from legation.services.report import to_csv
from legation.tables.banners import level_of
from legation.web.archive import as_json
from legation.web.asked import Asked, TheHouse, TheReader
from legation.web.screens import Screens, asking

LOOKED_AT = 200
"""Telegrams that one page reads for names: some 1.5 seconds' work where they are of three pages each (measured). The
command line looks at more."""
_IN_A_FILE = 10_000  # lines


def naming_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/people``; of one person where ``name`` says which; as a file where ``form`` names one."""

    @get("/people", sync_to_thread=True)
    def people(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        q: str = "",
        begins: str = "",
        name: str = "",
        after: Annotated[int, Parameter(ge=0)] = 0,
        beside: Annotated[int, Parameter(ge=0)] = 0,
        beyond: str = "",
        form: str = "",
    ) -> Response[Any]:
        """Whom the text of telegrams names, in what a search finds; in every telegram without one."""
        query = q.strip() or "*"
        part: dict[str, Any] = {"limit": LOOKED_AT, "beyond": beyond}
        if form:
            part["most"] = _IN_A_FILE
        found: People | Sheet | None = None
        wrong: QueryError | None = None
        try:
            if name.strip():
                found = house.persons.person(reader, name, query=query, after=after, beside_after=beside, **part)
            else:
                found = house.persons.people(reader, query, begins=begins, after=after, **part)
        except QueryError as fault:
            if form:
                raise
            wrong = fault  # said on the page, which keeps what was typed
        if found is not None and form == "json":
            return as_json(found)
        if found is not None and form == "csv":
            sheet = mentions_sheet(found) if isinstance(found, Sheet) else people_sheet(found)
            return Response(to_csv(sheet), media_type="text/csv", headers={MARKING: found.banner or level_of(OPEN)})

        def to(**changed: Any) -> str:
            asked = {"q": q.strip(), "begins": begins.strip(), "name": name.strip(), "beyond": beyond, **changed}
            return f"/people{asking({key: str(value) if value else None for key, value in asked.items()})}"

        return screens.show(
            request,
            "person.html" if name.strip() else "people.html",
            query=query,
            begins=begins,
            name=name,
            after=after,
            beside=beside,
            found=found,
            wrong=wrong,
            to=to,
            search=_finds(query, found.person) if isinstance(found, Sheet) and found.person else "",
            finds=partial(_finds, query),
            on=to(beyond=found.beyond) if found is not None and found.beyond else None,
            next=to(after=found.after) if found is not None and found.after is not None else None,
            files=[(one, to(form=one)) for one in ("json", "csv")],
            banner=found.banner if found else None,
        )

    return [people]


def _finds(query: str, person: Person) -> str:
    """The search that finds every telegram that has the name, within what was asked."""
    return person.search if query == "*" else f"({query}) {person.search}"
