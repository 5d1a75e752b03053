"""From values to HTML: the templates, what they may call, and the banner of a page.

Every value is escaped unless it was made as HTML by ``faithful``: the words of a telegram are hostile input.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote, quote_plus, unquote

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Response
from litestar.template.base import csrf_token
from markupsafe import Markup, escape

from legation.core.dtg import MONTH_NAMES
from legation.core.marking import Marking, join_all
from legation.core.telegram import Telegram
from legation.services.banners import MARKING, banner_of, listing_level
from legation.services.boards.board import OVERDUE, address
from legation.services.boards.board import words as in_words
from legation.services.boards.stating import begun, counted, day, label
from legation.services.proposals.possible import ONE_OF
from legation.services.reading import each_once
from legation.services.ties.moving import says_of
from legation.services.ties.weighing import because
from legation.services.titling import NO_SUBJECT, NO_TITLES, in_place_of_subject, titled
from legation.storage.records import Listing
from legation.tables.banners import level_of, listed_as
from legation.web.asked import Asked
from legation.web.assets import Asset

_BESIDE = " | "
"""Between the banners that a page says stand on it already (``desk.js``)."""

VIEWS = {
    "": "Board",
    "dialogue/story": "Story",
    "matrix": "Positions",
    "commitments": "Commitments",
    "demarches": "Demarches",
    "meetings": "Meetings",
    "minutes": "Minutes",
    "agenda": "Agenda",
    "alerts": "Alerts",
    "diff": "What moved",
    "timeline": "Timeline",
    "proposals": "Proposals",
    "leads": "Leads",
    "brief": "Brief",
}
"""The views of a dialogue, by what stands under its address, with what each is called."""


class Screens:
    """Renders the templates of the desk."""

    def __init__(self, assets: dict[str, Asset]) -> None:
        self._templates = Environment(
            loader=PackageLoader("legation.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,  # templates do not change under a running desk
        )
        self._templates.globals.update(
            asset=lambda name: assets[name].address,
            board_link=board_link,
            diff_link=diff_link,
            draft_link=draft_link,
            brief_link=brief_link,
            gap_link=gap_link,
            route_link=route_link,
            thread_link=thread_link,
            level=level_shown,
            telegram_link=telegram_link,
            thing_link=thing_link,
            because=because,
            says_of=says_of,
            all_views=VIEWS,
            view_link=view_link,
            one_of=ONE_OF,
        )
        self._templates.filters.update(
            address=address,
            asking=asking,
            address_link=address_link,
            citation_link=citation_link,
            begun=begun,
            counted=counted,
            day=lambda iso: iso[:10],
            each_once=each_once,
            drawn=Markup,  # a plot escapes every value that it draws
            instant=instant,
            label=label,
            level=level_class,
            listing_level=listing_level,
            listing_name=listing_name,
            title_of=title_of,
            titled=title_shown,
            late=late,
            written=day,
            whole_dates=whole_dates,
            words=lambda value: in_words(value) or "",
        )

    def filters(self, **named: Callable[..., Any]) -> None:
        """Give the templates more filters."""
        self._templates.filters.update(named)

    def show(
        self,
        request: Asked,
        template: str,
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
        **values: Any,
    ) -> Response[str]:
        """A page or a part of one. ``banner`` is None where nothing on it is drawn from a telegram.

        What is fetched into a page that stands (``desk.js``) has the banner over both.
        """
        if request.headers.get("hx-request") and (stands := request.headers.get(MARKING)):
            values["banner"] = banner_of([*unquote(stands).split(_BESIDE), *filter(None, [values.get("banner")])])
        made = self._templates.get_template(template).render(
            {
                "banner": None,
                "query": "",
                "titles": NO_TITLES,
                "who": request.scope.get("state", {}).get("who"),
                "csrf": csrf_token({"request": request}),
                **values,
            }
        )
        return Response(made, media_type="text/html", status_code=status, headers=headers)


# Addresses.


def telegram_link(name: str, place: str = "", **asked: str | None) -> str:
    """The page of a telegram; ``place`` is a fragment such as ``p2``."""
    return f"/telegram/{_quoted(name)}{asking(asked)}{f'#{quote(place)}' if place else ''}"


def gap_link(mrn: str, as_of: str = "") -> str:
    """The page of a telegram known only by reference."""
    return f"/gap/{quote(mrn, safe='')}{asking({'as_of': as_of})}"


def route_link(name: str) -> str:
    """The page that says why a telegram reached whom."""
    return f"/route/{quote(name, safe='')}"


def draft_link(name: str, place: str = "", **asked: str | None) -> str:
    """The page of a draft; ``place`` is a fragment such as ``p2``."""
    return f"/draft/{quote(name, safe='')}{asking(asked)}{f'#{quote(place)}' if place else ''}"


def diff_link(name: str, **asked: str | None) -> str:
    """The page of what differs between two versions."""
    return f"/telegram/{quote(name, safe='')}/diff{asking(asked)}"


def thread_link(name: str, **asked: str | None) -> str:
    """The page of a telegram's thread."""
    return f"/thread/{quote(name, safe='')}{asking(asked)}"


def board_link(dialogue: str, **asked: str | None) -> str:
    """The page of a board, with the filters that are not None or empty."""
    return f"/dialogue/{quote(dialogue, safe='')}{asking(asked)}"


def brief_link(dialogue: str, form: str, **asked: str | None) -> str:
    """A brief as a file of a form such as ``pdf``."""
    return f"/dialogue/{quote(dialogue, safe='')}/brief.{form}{asking(asked)}"


def view_link(dialogue: str, view: str, **asked: str | None) -> str:
    """A view of a dialogue: one of ``VIEWS``, or a form of it such as ``matrix.csv``; ``.csv`` is that of the board."""
    between = "/" if view and not view.startswith(".") else ""
    return f"/dialogue/{quote(dialogue, safe='')}{between}{view}{asking(asked)}"


def thing_link(dialogue: str, entity: str, which: int | str, **asked: str | None) -> str:
    """The story of a thing on a board, by its number or id."""
    path = "/".join(quote(str(part), safe="") for part in (dialogue, entity, which))
    return f"/dialogue/{path}{asking(asked)}"


def _quoted(name: str) -> str:
    return name if name.isascii() and name.isalnum() else quote(name, safe="")


def asking(asked: Mapping[str, str | None]) -> str:
    """What an address asks with, from the ``?`` on: the values that are not None or empty; "" where there are none."""
    held = [f"{name}={_worded(value)}" for name, value in asked.items() if value]
    return f"?{'&'.join(held)}" if held else ""


_worded = lru_cache(maxsize=256)(quote_plus)  # a page says the same words in a dozen addresses


def address_link(told: str) -> str:
    """The page of an address of the board, such as ``09TRIPOLI893#p1``."""
    name, _, place = told.rpartition("#") if "#" in told else (told, "", "")
    return telegram_link(name, place)


def citation_link(cite: str) -> str:
    """The page of a citation of a brief, such as ``09TRIPOLI893 para 1``."""
    found = re.fullmatch(r"(.+) para (\d+)", cite)
    return telegram_link(found[1], f"p{found[2]}") if found else telegram_link(cite)


_DAY = re.compile(rf"\d{{4}}-\d{{2}}-\d{{2}}|\b\d{{1,2}} (?:{'|'.join(MONTH_NAMES)}) \d{{4}}\b", re.IGNORECASE)


_LATE = re.compile(rf"(?<= ){OVERDUE}\b(?=$| \()")


def late(cell: str) -> Markup:
    """A cell of an overview, escaped, with the word for what is overdue as boards show it."""
    return Markup(_LATE.sub(r'<strong class="late">\g<0></strong>', str(escape(cell))))  # noqa: S704 - escaped before


def whole_dates(text: str) -> Markup:
    """The text, escaped, with each date kept on one line."""
    return Markup(_DAY.sub(r'<span class="nobr">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped before


def instant(iso: str, *, seconds: bool = False) -> str:
    """An instant as every page shows it: day, time to the minute or the second, and Z, for it is UTC."""
    return f"{iso[:10]} {iso[11 : 19 if seconds else 16]}Z"


# Listings.


def listing_name(listing: Listing) -> str:
    """The name a telegram has in addresses: its number, or the beginning of its hash."""
    return listing.mrn or listing.sha256[:12]


# Markings.


def title_shown(listing: Listing, titles: Mapping[str, str]) -> Markup:
    """What a listing goes by; in quiet type where that is no subject."""
    return _title(*titled(listing, titles))


def title_of(telegram: Telegram) -> Markup:
    """What an open telegram goes by, the same way."""
    return _title(telegram.subject or in_place_of_subject(telegram) or NO_SUBJECT, bool(telegram.subject))


def _title(words: str, is_subject: bool) -> Markup:
    return escape(words) if is_subject else Markup('<span class="quiet">{}</span>').format(words)


def banner_of_labels(labels: Iterable[str]) -> str | None:
    """Banner words over access labels; None over nothing at all."""
    markings = [Marking.from_label(label) for label in set(labels)]
    return level_of(join_all(markings)) if markings else None


_LEVELS = (
    ("TOP SECRET", "top"),
    ("SECRET", "secret"),
    ("CONFIDENTIAL", "confidential"),
    ("UNCLASSIFIED", "open"),
)


def level_class(words: str) -> str:
    """The tint of a level by its banner words; the words themselves always stand beside it."""
    return next((css for level, css in _LEVELS if words.startswith(level)), "limited")


@lru_cache(maxsize=512)
def level_shown(words: str) -> Markup:
    """A level by its banner words, in its tint, as lists and cards name it."""
    return Markup('<span class="level level-{}">{}</span>').format(level_class(words), listed_as(words))


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
