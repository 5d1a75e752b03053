"""The fields of the query language, a row each: what it is called, what it means, where its values come from.

A field is one of three kinds. In a field of words each word counts by itself; in a field of values the whole
value counts; a field of days, moments or numbers has only places on a scale. A field with a scale takes ranges.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Literal, TypeAlias

import msgspec

from legation.core.dtg import MONTH_NAMES, find_dtg
from legation.core.mrn import parse_mrn, post_key
from legation.core.precedence import PROSIGNS, RANKS
from legation.core.telegram import Reference, Telegram
from legation.tables.marking_rows import level_named, level_names, rank_of
from legation.tables.posts import load_posts, place_of

Kind = Literal["words", "value", "number"]
Aliases: TypeAlias = Mapping[str, str]


class Extent(msgspec.Struct, frozen=True):
    """The places on a field's scale that a value covers, both ends counted.

    series: what the places are counted in, where a scale has several: numbers of 09TRIPOLI and of 09STATE.
    """

    first: int
    last: int
    series: str | None = None


@lru_cache(maxsize=4096)
def exact_value(text: str) -> str:
    """A value as the index keeps it: capitals, single blanks."""
    return " ".join(text.upper().split())


def _plain_value(text: str, _aliases: Aliases, _prefix: bool) -> str | None:
    return exact_value(text)


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """name: what is written before the colon; ``also``: other names of it.

    of: the values that a telegram has; ``exact_value`` makes them as the index keeps them. canonical: the same of
    what was typed, from (text, aliases of posts, whether more may follow); None where the text is no such value.
    scale: where a value lies, None where it lies nowhere; for ranges. example: a search. help: what it finds.
    wants: what to write where a value cannot be read. series: the field that says in what a place is counted.
    cited: the value names a telegram, and what it cites is looked for.
    """

    name: str
    kind: Kind
    of: Callable[[Telegram], Iterable[str | None]]
    example: str
    help: str
    also: tuple[str, ...] = ()
    canonical: Callable[[str, Aliases, bool], str | None] = _plain_value
    scale: Callable[[str, Aliases], Extent | None] | None = None
    wants: str = ""
    series: str | None = None
    cited: bool = False

    def places(self, values: Iterable[str]) -> Iterator[int]:
        """Where values of a telegram lie on the scale."""
        for value in values:
            extent = self.scale(value, {}) if self.scale is not None else None
            if extent is not None and extent.first == extent.last:
                yield extent.first


# Scales.

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_IN_WORDS = re.compile(
    r"(?:(?P<day>\d{1,2})\.? )?(?P<month>[a-z]{3,9})\.? (?:(?P<behind>\d{1,2}),? )?(?P<year>\d{4})", re.IGNORECASE
)
_DECADE = re.compile(r"(\d{3})0s", re.IGNORECASE)
_LONGEST_DAY = 30
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})Z?")
_DAY_MINUTES = 1440


def day_number(day: str | None) -> int | None:
    """Days from the first of January of year 1, which is 1; None for what is no ISO date."""
    try:
        return date.fromisoformat(day or "").toordinal()
    except ValueError:
        return None


def days(text: str, _aliases: Aliases) -> Extent | None:
    """First and last day of a year, a month, a day or a decade, as ``day_number`` counts.

    A month and a day may stand in words, as a reader writes them: ``November 2009``, ``5 Nov 2009``; in digits they
    stand as in ISO alone, since 11/05 is one day here and another there.
    """
    if not text.isascii():
        return None
    found = _DATE.fullmatch(text)
    if found is not None:
        year, month, day = (int(part) if part else None for part in found.groups())
    elif (decade := _DECADE.fullmatch(text)) is not None:
        begin, end = days(f"{decade[1]}0", _aliases), days(f"{decade[1]}9", _aliases)
        return None if begin is None or end is None else Extent(begin.first, end.last)
    elif (told := _day_in_words(text)) is not None:
        year, month, day = told
    else:
        return None
    try:
        first = date(year or 0, month or 1, day or 1)
        last_month = month or 12
        last = first if day else date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])
    except ValueError:
        return None
    return Extent(first.toordinal(), last.toordinal())


def _day_in_words(text: str) -> tuple[int, int, int | None] | None:
    """Year, month and perhaps day of ``5 November 2009``, ``November 5, 2009`` or ``Nov 2009``."""
    words = " ".join(text.split())
    found = _IN_WORDS.fullmatch(words) if len(words) <= _LONGEST_DAY else None
    if found is None or (found["day"] and found["behind"]):
        return None
    name = found["month"].upper()
    month = next((number for number, whole in enumerate(MONTH_NAMES, 1) if whole.startswith(name)), None)
    day = found["day"] or found["behind"]
    return None if month is None else (int(found["year"]), month, int(day) if day else None)


def moments(text: str, aliases: Aliases) -> Extent | None:
    """Minutes of a moment, in ISO or as a date-time group, or of a day, month or year, from year 1 on."""
    whole = days(text, aliases)
    if whole is not None:
        return Extent(whole.first * _DAY_MINUTES, whole.last * _DAY_MINUTES + _DAY_MINUTES - 1)
    if len(text) > 40:
        return None
    group = find_dtg(text) if _MOMENT.fullmatch(text) is None else None
    iso = text if group is None else group[1]
    found = _MOMENT.fullmatch(iso or "")
    day = day_number(found[1]) if found is not None else None
    if found is None or day is None or int(found[2]) > 23 or int(found[3]) > 59:
        return None
    minute = day * _DAY_MINUTES + int(found[2]) * 60 + int(found[3])
    return Extent(minute, minute)


def _whole_number(text: str, _aliases: Aliases) -> Extent | None:
    if not re.fullmatch(r"[0-9]{1,7}", text):
        return None
    return Extent(int(text), int(text))


def _level(text: str, _aliases: Aliases) -> Extent | None:
    name = level_named(text)
    return None if name is None else Extent(rank_of(name), rank_of(name))


def _precedence(text: str, _aliases: Aliases) -> Extent | None:
    rank = RANKS.get(_precedence_name(text, _aliases, False) or "")
    return None if rank is None else Extent(rank, rank)


def _numbers_of_a_series(text: str, aliases: Aliases) -> Extent | None:
    """Where an MRN stands among its post's of the year; a bare number stands in any series."""
    bare = _whole_number(text, aliases)
    mrn = None if bare is not None else _mrn(text, aliases, False)
    if mrn is None:
        return bare
    series = series_of(mrn)
    number = int(mrn[len(series) :])
    return Extent(number, number, series)


def series_of(mrn: str) -> str:
    """The MRN without its number: ``09TRIPOLI``, ``73BANGKOK-A``."""
    return mrn.rstrip("0123456789")


# Values as the index keeps them.

LONGEST_MRN = 60
"""Characters; an MRN is short, and the patterns that read it are slow on long words."""


def _mrn(text: str, aliases: Aliases, prefix: bool) -> str | None:
    if prefix:
        return re.sub(r"[^A-Z0-9-]", "", text.upper()) or None
    found = parse_mrn(text, aliases) if len(text) <= LONGEST_MRN else None
    return None if found is None else str(found)


def _post(text: str, aliases: Aliases, prefix: bool) -> str | None:
    """A post by its place, and by its address where that is no post of its own, as ``USMISSION BERLIN`` is."""
    key = post_key(text, {} if prefix else aliases)
    if not prefix and (place := place_of(text)) != text.upper() and key not in load_posts().names:
        key = post_key(place, aliases)
    return key or None


def _series(text: str, aliases: Aliases, prefix: bool) -> str | None:
    if prefix:
        return "".join(exact_value(text).split())
    first = _mrn(f"{text.strip()}1", aliases, False)
    return None if first is None else series_of(first)


def _level_name(text: str, _aliases: Aliases, prefix: bool) -> str | None:
    if prefix:
        return exact_value(text) if any(name.startswith(exact_value(text)) for name in level_names()) else None
    return level_named(text)


def _order(text: str, _aliases: Aliases, _prefix: bool) -> str | None:
    return re.sub(r"^E\.?\s?O\.?\s?(?=\d)", "", exact_value(text))


def _precedence_name(text: str, _aliases: Aliases, prefix: bool) -> str | None:
    value = exact_value(text)
    if prefix:
        return value
    name = PROSIGNS.get(value, value)
    return name if name in RANKS else "NIACT IMMEDIATE" if name == "NIACT" else None


# What a telegram may have.


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """A value of ``has:``. ``also``: other names of it."""

    name: str
    test: Callable[[Telegram], bool]
    help: str
    also: tuple[str, ...] = ()


def _role(role: str) -> Callable[[Telegram], bool]:
    return lambda telegram: any(paragraph.role == role for paragraph in telegram.paragraphs)


_COLUMNS = re.compile(r"\S(?: {3,}|\t+)\S+(?:(?: {3,}|\t+)\S+)+")


def _has_table(telegram: Telegram) -> bool:
    """Three lines one after another of three or more columns, set apart by blanks."""
    run = 0
    for paragraph in telegram.paragraphs:
        text = telegram.quote(paragraph.span)
        if "   " not in text and "\t" not in text:
            continue
        for line in text.split("\n"):
            words = line.strip()
            columns = ("   " in words or "\t" in words) and _COLUMNS.search(words) is not None
            run = run + 1 if columns else 0
            if run == 3:
                return True
    return False


FEATURES = (
    Feature(name="reference", test=lambda t: bool(t.references), help="a reference line", also=("references", "ref")),
    Feature(
        name="mention",
        test=lambda t: any(paragraph.mentions for paragraph in t.paragraphs),
        help="a telegram named in its paragraphs",
        also=("mentions",),
    ),
    Feature(name="summary", test=lambda t: t.summary is not None or _role("summary")(t), help="a summary"),
    Feature(name="comment", test=_role("comment"), help="a paragraph marked as comment", also=("comments",)),
    Feature(name="action_request", test=_role("action_request"), help="a paragraph that asks for action"),
    Feature(name="note", test=_role("note"), help="a paragraph marked as note", also=("notes",)),
    Feature(
        name="marking",
        test=lambda t: any(paragraph.marking for paragraph in t.paragraphs),
        help="portion marks",
        also=("markings",),
    ),
    Feature(name="points", test=lambda t: any(p.items for p in t.paragraphs), help="a list of points", also=("items",)),
    Feature(name="table", test=_has_table, help="three lines or more in three columns or more", also=("tables",)),
    Feature(name="section", test=lambda t: t.section.number is not None, help="a section number", also=("sections",)),
    Feature(name="attention", test=lambda t: bool(t.attention), help="an attention line"),
    Feature(name="distribution", test=lambda t: bool(t.distribution), help="a distribution block"),
    Feature(name="caption", test=lambda t: bool(t.classification.captions), help="a caption", also=("captions",)),
    Feature(name="tag", test=lambda t: bool(t.tags), help="TAGS", also=("tags",)),
    Feature(name="subject", test=lambda t: t.subject is not None, help="a subject line"),
    Feature(name="signature", test=lambda t: bool(t.signature), help="a signature", also=("signatures",)),
    Feature(name="number", test=lambda t: t.mrn is not None, help="a message reference number", also=("mrn",)),
    Feature(name="date", test=lambda t: t.date is not None, help="a date"),
    Feature(
        name="declass",
        test=lambda t: t.executive_order.declassify_on is not None,
        help="a day or event of declassification",
    ),
    Feature(name="finding", test=lambda t: bool(t.findings), help="a finding of the reader", also=("findings",)),
    Feature(
        name="error",
        test=lambda t: any(finding.severity == "error" for finding in t.findings),
        help="a finding of severity error",
        also=("errors",),
    ),
)
"""What ``has:`` asks after."""

_FEATURE_NAMES = {exact_value(word): row.name for row in FEATURES for word in (row.name, *row.also)}


def _feature(text: str, _aliases: Aliases, prefix: bool) -> str | None:
    value = exact_value(text)
    if prefix:
        return value if any(row.name.upper().startswith(value) for row in FEATURES) else None
    name = _FEATURE_NAMES.get(value.replace(" ", "_"))
    return None if name is None else name.upper()


# Values of a telegram.


def _offices(telegram: Telegram) -> Iterator[str | None]:
    """Offices of the distribution and of the attention line; ``NEA/MAG`` is also of ``NEA``."""
    for office in (*(d.office for d in telegram.distribution), *(a.office for a in telegram.attention)):
        yield office
        if office and "/" in office:
            yield office.partition("/")[0]


def _cited(telegram: Telegram) -> Iterator[str | None]:
    mentioned: Iterator[Reference] = (m for paragraph in telegram.paragraphs for m in paragraph.mentions)
    for reference in (*telegram.references, *mentioned):
        if reference.mrn != telegram.mrn:
            yield reference.mrn


def _orders(telegram: Telegram) -> Iterator[str | None]:
    line = telegram.executive_order
    yield line.order
    yield line.code
    yield from line.exemptions


def _day_of_declassification(telegram: Telegram) -> Iterator[str | None]:
    stated = telegram.executive_order.declassify_on
    if day_number(stated) is not None:
        yield stated


_A_NUMBER = "write it like 09TRIPOLI893, or the beginning with a star, such as 09TRIPOLI*"
_WHOLE = "write the whole number, as 09TRIPOLI893"
_A_DATE = 'write 2009, 2009-11, 2009-11-05, 1970s, "November 2009" in quotes, or a range, 2009-01-01..2009-12-31'

FIELDS = (
    Field(
        name="from",
        kind="words",
        of=lambda t: (t.from_.plad,),
        example="from:tripoli",
        help="words of the originator",
    ),
    Field(
        name="to",
        kind="words",
        of=lambda t: (a.plad for a in t.to),
        example='to:"secstate washdc"',
        help="words of an action addressee",
    ),
    Field(
        name="info",
        kind="words",
        of=lambda t: (a.plad for a in t.info),
        example="info:africom",
        help="words of an information addressee",
    ),
    Field(
        name="subject",
        kind="words",
        of=lambda t: (t.subject,),
        example="subject:dialogue",
        help="words of the subject line",
    ),
    Field(
        name="attention",
        kind="words",
        of=lambda t: (word for a in t.attention for word in (a.office, a.person)),
        example="attention:petrone",
        help="words of the attention line: offices and persons",
    ),
    Field(
        name="signed",
        kind="words",
        of=lambda t: t.signature,
        example="signed:cretz",
        help="words of the signature",
    ),
    Field(
        name="signer",
        kind="value",
        of=lambda t: t.signature,
        example="signer:CRETZ",
        help="the whole name in the signature",
    ),
    Field(
        name="mrn",
        kind="value",
        of=lambda t: (t.mrn,),
        example="mrn:09TRIPOLI800..900",
        help="the telegram's own number, in any spelling; a range is of one post and year",
        canonical=_mrn,
        scale=_numbers_of_a_series,
        series="series",
        wants=_A_NUMBER,
    ),
    Field(
        name="series",
        kind="value",
        of=lambda t: (series_of(t.mrn) if t.mrn else None,),
        example="series:09TRIPOLI",
        help="all numbers of one post and year",
        canonical=_series,
        wants="write a year and a post, such as series:09TRIPOLI",
    ),
    Field(
        name="post",
        kind="value",
        of=lambda t: (post_key(t.post, {}) if t.post else None,),
        example='post:"tel aviv"',
        help="the post of the number, by any of its names",
        canonical=_post,
        wants="write the name of a post, such as post:tripoli",
    ),
    Field(name="tag", kind="value", of=lambda t: t.tags, example="tag:PREL", help="one of the TAGS"),
    Field(
        name="class",
        kind="value",
        of=lambda t: (t.classification.level,),
        example="class:>=confidential",
        help="the level of the whole telegram; ranges by rank",
        also=("level",),
        canonical=_level_name,
        scale=_level,
        wants='write a level such as confidential, or "top secret" in quotes',
    ),
    Field(
        name="caption",
        kind="value",
        of=lambda t: (*t.classification.captions, *t.classification.caveats),
        example="caption:NODIS",
        help="a caption or a control marking of the whole telegram",
    ),
    Field(
        name="ref",
        kind="value",
        of=_cited,
        example="cites:09STATE112900",
        help="telegrams that cite this number, in their reference line or in a paragraph",
        also=("cites",),
        canonical=_mrn,
        wants=f"{_WHOLE}, or its beginning with a star, as cites:09STATE*",
    ),
    Field(
        name="citedby",
        kind="value",
        of=lambda t: (),  # noqa: ARG005 - looked up by the number
        example="citedby:09TRIPOLI893",
        help="telegrams that this one cites",
        canonical=_mrn,
        wants=_WHOLE,
        cited=True,
    ),
    Field(
        name="office",
        kind="value",
        of=_offices,
        example="office:NEA",
        help="an office of the distribution or of the attention line; NEA is also of NEA/MAG",
    ),
    Field(
        name="date",
        kind="number",
        of=lambda t: (t.date,),
        example="date:2009-11",
        help="the day: of the date-time group, else of the release head; also 1970s, or in words in quotes",
        scale=days,
        wants=_A_DATE,
    ),
    Field(
        name="dtg",
        kind="number",
        of=lambda t: (t.dtg,),
        example="dtg:2009-11-05T15:13",
        help="the date-time group in UTC; also as it is written, dtg:051513ZNOV09, or a day, month or year",
        scale=moments,
        wants="write it like 2009-11-05T15:13, 051513ZNOV09 or 2009-11",
    ),
    Field(
        name="section",
        kind="number",
        of=lambda t: (None if t.section.number is None else str(t.section.number),),
        example="section:2",
        help="the number of the section",
        scale=_whole_number,
        wants="write a number such as section:2",
    ),
    Field(
        name="prec",
        kind="value",
        of=lambda t: (t.precedence.action or t.precedence.info,),
        example="prec:>=immediate",
        help="the precedence for action, by name or prosign; ranges by rank",
        canonical=_precedence_name,
        scale=_precedence,
        wants="write routine, priority, immediate or flash",
    ),
    Field(
        name="eo",
        kind="value",
        of=_orders,
        example="eo:12958",
        help="the executive order of the E.O. line, its code (GDS) or an exemption (25X1)",
        canonical=_order,
    ),
    Field(
        name="declass",
        kind="number",
        of=_day_of_declassification,
        example="declass:2019..2021",
        help="the day of declassification that the E.O. line states",
        scale=days,
        wants=_A_DATE,
    ),
    Field(
        name="has",
        kind="value",
        of=lambda t: (row.name for row in FEATURES if row.test(t)),
        example="has:summary",
        help="telegrams that have such a part",
        canonical=_feature,
        wants="use one of " + ", ".join(row.name for row in FEATURES),
    ),
)
"""Every field of the query language."""

NAMED = {name: row for row in FIELDS for name in (row.name, *row.also)}
"""Fields by every name they go under."""
