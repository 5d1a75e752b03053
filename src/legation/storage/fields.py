"""The fields of the query language, a row each: what it is called, what it means, where its values come from.

A field is one of four kinds. In a field of words each word counts by itself; in a field of values the whole
value counts; a field of days, moments or numbers has only places on a scale; a field of names has no column of its own,
its words are looked for in the whole text, in every spelling. A field with a scale takes ranges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

import msgspec

from legation.core.mrn import name_to, post_key
from legation.core.telegram import Addressee, Reference, Telegram
from legation.storage.features import FEATURES, as_feature
from legation.storage.numbered_to import cited_as_numbered_to, names_of
from legation.storage.values import (
    Aliases,
    Extent,
    as_level,
    as_moment,
    as_mrn,
    as_order,
    as_post,
    as_precedence,
    as_series,
    day_number,
    days,
    level_extent,
    moments,
    number_in_series,
    plain_value,
    precedence_extent,
    series_of,
    whole_number,
)
from legation.tables.moments import cited_moments
from legation.tables.posts import load_posts
from legation.tables.seats import as_editors_write, headed, receiving_post

Kind = Literal["words", "value", "number", "name"]


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
    canonical: Callable[[str, Aliases, bool], str | None] = plain_value
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


def _originator(telegram: Telegram) -> Iterator[str | None]:
    """As it is written, the post of the number, and what editors write over it, or would: ``Embassy in Turkey`` is also
    ``ANKARA``, and ``AMEMBASSY ANKARA`` the ``Embassy in Turkey``."""
    written = telegram.from_.plad
    yield written
    if telegram.post:
        yield load_posts().names.get(telegram.post, telegram.post)
    if telegram.release.origin != written:
        yield telegram.release.origin
    if written:
        yield headed(written, _year(telegram))


def _addressees(telegram: Telegram, addressees: Iterable[Addressee]) -> Iterator[str | None]:
    """As they are written, with the post of each that editors name by its country or its seat, and their name of each
    that the telegram writes by its post."""
    posts = load_posts()
    year = _year(telegram)
    for addressee in addressees:
        yield addressee.plad
        if addressee.plad and as_editors_write(addressee.plad):
            post = receiving_post(posts, addressee.plad, year)
            yield posts.names.get(post, post) if post is not None else None
        elif addressee.plad:
            yield headed(addressee.plad, year)


def _year(telegram: Telegram) -> int | None:
    return int(telegram.date[:4]) if telegram.date else None


def _offices(telegram: Telegram) -> Iterator[str | None]:
    """Offices of the distribution and of the attention line; ``NEA/MAG`` is also of ``NEA``."""
    for office in (*(d.office for d in telegram.distribution), *(a.office for a in telegram.attention)):
        yield office
        if office and "/" in office:
            yield office.partition("/")[0]


def _cited(telegram: Telegram) -> Iterator[str | None]:
    mentioned: Iterator[Reference] = (m for paragraph in telegram.paragraphs for m in paragraph.mentions)
    for reference in (*telegram.references, *mentioned):
        if reference.mrn is not None and reference.mrn != telegram.mrn:
            yield reference.mrn
            yield name_to(reference.mrn, cited_as_numbered_to(telegram, reference))


def _cited_moments(telegram: Telegram) -> Iterator[str | None]:
    for _, moment in cited_moments(telegram):
        yield moment.at


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

WORN = "worn"
"""The field of words that scans misread."""

FIELDS = (
    Field(
        name="from",
        kind="words",
        of=_originator,
        example="from:tripoli",
        help="words of the originator, of its post, or of its name with editors",
    ),
    Field(
        name="to",
        kind="words",
        of=lambda t: _addressees(t, t.to),
        example='to:"secstate washdc"',
        help="words of an action addressee, of its post, or of its name with editors",
    ),
    Field(
        name="info",
        kind="words",
        of=lambda t: _addressees(t, t.info),
        example="info:africom",
        help="the same of an information addressee",
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
        name="person",
        kind="name",
        of=lambda t: (),  # noqa: ARG005 - looked for among all words
        example="person:qadhafi",
        help="the words of a name, anywhere, each in every spelling that is known: KADDAFI too",
        wants="write a surname, or more of the name in quotes, such as person:qadhafi",
    ),
    Field(
        name=WORN,
        kind="name",
        of=lambda t: (),  # noqa: ARG005 - looked for among all words
        example="worn:battalion",
        help="words anywhere, each also as a scan may have misread it: BATTALI0N, BATTAL1ON",
        wants="write a word, or several in quotes, such as worn:battalion",
    ),
    Field(
        name="mrn",
        kind="value",
        of=names_of,
        example="mrn:09TRIPOLI800..900",
        help="the telegram's own number, in any spelling; a range is of one post and year",
        canonical=as_mrn,
        scale=number_in_series,
        series="series",
        wants=_A_NUMBER,
    ),
    Field(
        name="series",
        kind="value",
        of=lambda t: (series_of(t.mrn) if t.mrn else None,),
        example="series:09TRIPOLI",
        help="all numbers of one post and year",
        canonical=as_series,
        wants="write a year and a post, such as series:09TRIPOLI",
    ),
    Field(
        name="post",
        kind="value",
        of=lambda t: (post_key(t.post, {}) if t.post else None,),
        example='post:"tel aviv"',
        help="the post of the number, by any of its names",
        canonical=as_post,
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
        canonical=as_level,
        scale=level_extent,
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
        canonical=as_mrn,
        wants=f"{_WHOLE}, or its beginning with a star, as cites:09STATE*",
    ),
    Field(
        name="citesdtg",
        kind="value",
        of=_cited_moments,
        example="citesdtg:051513ZNOV09",
        help="telegrams that cite one by its originator and this date-time group, without its number",
        canonical=as_moment,
        wants="write the whole group, as 051513ZNOV09 or 2009-11-05T15:13, or its beginning with a star, as 2009-11*",
    ),
    Field(
        name="citedby",
        kind="value",
        of=lambda t: (),  # noqa: ARG005 - looked up by the number
        example="citedby:09TRIPOLI893",
        help="telegrams that this one cites",
        canonical=as_mrn,
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
        help="the day: of the date-time group, else of the release head, else as words tell it; "
        "also 1970s, or in words in quotes",
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
        scale=whole_number,
        wants="write a number such as section:2",
    ),
    Field(
        name="prec",
        kind="value",
        of=lambda t: (t.precedence.action or t.precedence.info,),
        example="prec:>=immediate",
        help="the precedence for action, by name or prosign; ranges by rank",
        canonical=as_precedence,
        scale=precedence_extent,
        wants="write routine, priority, immediate or flash",
    ),
    Field(
        name="eo",
        kind="value",
        of=_orders,
        example="eo:12958",
        help="the executive order of the E.O. line, its code (GDS) or an exemption (25X1)",
        canonical=as_order,
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
        canonical=as_feature,
        wants="use one of " + ", ".join(row.name for row in FEATURES),
    ),
)
"""Every field of the query language."""

NAMED = {name: row for row in FIELDS for name in (row.name, *row.also)}
"""Fields by every name they go under."""
