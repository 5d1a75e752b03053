"""Hits as they stand in a list, written as HTML in one go.

A page of hits is asked for more often than any other; as a template each hit was forty pieces, handed on one by one
through every block that the list stands in, and the template took most of the page's time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import quote

from markupsafe import Markup

from legation.services.archive.versions import Beside, beside_told
from legation.services.banners import listing_level
from legation.services.news.saved import Alert
from legation.services.titling import NO_TITLES, titled
from legation.storage.records import Hit
from legation.web.screens import level_shown, listing_name, telegram_link

NOWHERE: Mapping[str, str] = MappingProxyType({})
ALONE: Mapping[str, Beside] = MappingProxyType({})
_ALSO = 9  # other paragraphs that are linked


def hit_link(hit: Hit, placed: Mapping[str, str] = NOWHERE) -> str:
    """The page of a hit, at the paragraph of its snippet; of one version where there are several in the list."""
    version = hit.listing.sha256[:12] if hit.listing.sha256 in placed else None
    place = f"p{hit.paragraph}" if hit.paragraph is not None else ""
    return telegram_link(listing_name(hit.listing), place, version=version)


def hit_items(
    hits: Sequence[Hit],
    placed: Mapping[str, str] = NOWHERE,
    titles: Mapping[str, str] = NO_TITLES,
    beside: Mapping[str, Beside] = ALONE,
) -> Markup:
    """The items of the list of hits. placed: which version a record is, by its hash, where the list has several.

    titles: who wrote to whom, of those without a subject. beside: what else is held of each.
    """
    return Markup("".join([_item(hit, placed, titles, beside.get(hit.listing.sha256)) for hit in hits]))  # noqa: S704 - each is escaped where it is written


def snippet(hit: Hit | Alert) -> Markup:
    """The snippet, its matched words marked."""
    return Markup(_marked(hit))  # noqa: S704 - every run is escaped


def _escaped(text: str) -> str:
    """As ``markupsafe.escape`` writes it, without an object for each of the two hundred texts of a page."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("'", "&#39;").replace('"', "&#34;")


def _marked(hit: Hit | Alert) -> str:
    text = hit.snippet
    runs: list[str] = []
    at = 0
    for start, end in hit.marks:
        runs += (_escaped(text[at:start]), "<mark>", _escaped(text[start:end]), "</mark>")
        at = end
    runs.append(_escaped(text[at:]))
    return "".join(runs)


def beside_link(hit: Hit, beside: Mapping[str, Beside]) -> Markup:
    """Where versions and copies of a hit are laid side by side; nothing where there are none."""
    return Markup(_others(listing_name(hit.listing), beside.get(hit.listing.sha256)))  # noqa: S704 - escaped there


def _others(name: str, beside: Beside | None) -> str:
    if beside is None:
        return ""
    page = f"/telegram/{quote(name, safe='')}/copies"
    return f' <a class="quiet" href="{_escaped(page)}">{beside_told(beside)}</a> {level_shown(beside.marking)}'


def _item(hit: Hit, placed: Mapping[str, str], titles: Mapping[str, str], beside: Beside | None) -> str:
    listing = hit.listing
    name = listing_name(listing)
    which = placed.get(listing.sha256)
    page = _escaped(telegram_link(name, version=listing.sha256[:12] if which is not None else None))
    version = f' <span class="quiet">{_escaped(which)}</span>' if which else ""
    level, others = level_shown(listing_level(listing)), _others(name, beside)
    words, is_subject = titled(listing, titles)
    subject = _escaped(words) if is_subject else f'<span class="quiet">{_escaped(words)}</span>'
    place, para = "", ""
    if hit.paragraph is not None:
        place, para = f"#p{hit.paragraph}", f' <span class="quiet">para {hit.paragraph}</span>'
    return (
        f'<li data-row>\n<p class="hit"><a class="opens" href="{page}{place}">'
        f"{_escaped(listing.mrn or listing.file or name)}</a>\n"
        f'<span class="nobr">{_escaped(listing.date or "no date")}</span> {level}{para}{version}{others}</p>\n'
        f'<p class="subject">{subject}</p>\n'
        f'<p class="snippet">{_marked(hit)}</p>\n{_also(hit, page)}</li>\n'
    )


def _also(hit: Hit, page: str) -> str:
    """Links to the other paragraphs that have something of what was asked, the first of many."""
    if not hit.also:
        return ""
    told = ", ".join([f'<a href="{page}#p{number}">{number}</a>' for number in hit.also[:_ALSO]])
    return f'<p class="also quiet">also para {told}{" and more" if len(hit.also) > _ALSO else ""}</p>\n'
