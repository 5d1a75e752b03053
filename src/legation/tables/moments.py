"""Messages that are cited by originator and date-time group, as military traffic does: ``CNO 081245Z JAN 20``.

Such a reference names no number, and yet one message alone: an originator releases one at a moment. Copies shorten the
originator (``CNO`` for ``CNO WASHINGTON DC``) and leave out what goes without saying: the year, or month and year,
which are then the latest before the message that cites. Pure, and of one telegram alone.
Source: telegram-format 2.3; ACP 126 on references.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

import msgspec

from legation.core.dtg import DTG_PATTERN, MONTHS, instant_of
from legation.core.telegram import Reference, Telegram
from legation.tables.citing import citing_words
from legation.tables.posts import load_posts
from legation.tables.rows import toml

_WHOLE = re.compile(DTG_PATTERN, re.IGNORECASE)
_SHORT = re.compile(
    rf"(?<![0-9])(?P<day>[0-3][0-9])(?P<hour>[0-2][0-9])(?P<minute>[0-5][0-9])\s?Z"
    rf"(?:[-.,]?\s{{0,3}}(?P<month>{'|'.join(MONTHS)})[A-Z]{{0,6}})?(?![A-Z0-9])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
_OFFICE = re.compile(
    r"(?<=[A-Z0-9])\s?//[A-Z0-9][A-Z0-9 ./-]{0,39}\Z"
)  # ``COMUSNAVEUR LONDON UK//N1//``: who wrote it there
_NAME = 80  # signs before the group that may be the originator's
# Days before the message that cites, with a month and without. What would be a year ago may as well be next week.
_BACK = {True: 335, False: 31}
_AND = re.compile(r"\s{0,3}(?:,\s{0,3})?(?:AND\s|&|(?<=,))\s{0,3}", re.IGNORECASE)


class MomentWords(msgspec.Struct, frozen=True):
    """All in capitals; ``tables/data/moments.toml`` says what each set holds. lead: with the series of the services
    and ``messages``.

    originators: with those that stand alone. beginnings: in the order of the rows. same: the name that stands for an
    originator by another of its names. figures: by their words.
    """

    lead: frozenset[str]
    alone: frozenset[str]
    same: dict[str, str]
    figures: dict[str, str]
    points: frozenset[str]
    originators: frozenset[str]
    beginnings: tuple[str, ...]
    offices: frozenset[str]
    seats: frozenset[str]
    messages: frozenset[str]
    itself: frozenset[str]
    cites: frozenset[str]
    hours: frozenset[str]
    refers: frozenset[str]
    plain: frozenset[str]
    citing: frozenset[str]
    said: frozenset[str]
    behind: frozenset[str]


class CitedMoment(NamedTuple):
    """originator: the words of its name as far as they are written, in capitals. at: ISO instant, to the minute."""

    originator: tuple[str, ...]
    at: str


@cache
def moment_words() -> MomentWords:
    """The words of the package."""
    data = toml("moments.toml")
    beginnings = tuple(data["sentences"].pop("beginnings"))
    sets = {name: frozenset(words) for name, words in data["sentences"].items()}
    alone = frozenset(data["alone"])
    sets["originators"] |= alone
    lead = frozenset(data["lead"]) | citing_words().series | sets["messages"]
    same = {other: first for first, *others in data["same"] for other in others}
    points = frozenset(data["points"])
    return MomentWords(
        lead=lead, alone=alone, same=same, figures=data["figures"], points=points, beginnings=beginnings, **sets
    )


def cited_moments(telegram: Telegram) -> Iterator[tuple[Reference, CitedMoment]]:
    """The references of a telegram, of its list and its paragraphs, that name another by originator and moment."""
    before: tuple[str, ...] = ()  # the originator that is written last
    last = 0  # where the citation of it ends
    for reference in (*telegram.references, *(m for paragraph in telegram.paragraphs for m in paragraph.mentions)):
        moment = _moment(reference, telegram.dtg or telegram.date)
        if moment is None:
            continue
        start, end = reference.span
        # ``CNO 081245Z AND 101200Z`` are both that originator's.
        goes_on = not moment.originator and start >= last and _AND.fullmatch(telegram.source, last, start)
        written = before if goes_on else moment.originator
        moment, before, last = moment._replace(originator=_spelled(written, telegram)), written, end
        # Nobody cites what is yet to be sent.
        if moment.originator and (telegram.dtg is None or moment.at < telegram.dtg):
            yield reference, moment


def cited_moment(reference: Reference, sent: str | None) -> CitedMoment | None:
    """Originator and moment of a reference; None where it has a number, or lacks either.

    sent: ISO instant, or day, of the telegram that cites; without one a year must be written in full or fall where
    two digits do.
    """
    moment = _moment(reference, sent)
    return moment if moment is not None and moment.originator else None


def cited_at(words: str, sent: str | None) -> str | None:
    """The ISO instant of the group in ``words``, as a telegram of ``sent`` means it; None where that is open."""
    found = _group(words.upper())
    return _instant(found, sent) if found is not None else None


def _moment(reference: Reference, sent: str | None) -> CitedMoment | None:
    """The same, without an originator where none is written."""
    if reference.mrn is not None or reference.kind != "telegram":
        return None
    text = reference.text.upper()
    found = _group(text)
    at = _instant(found, sent) if found is not None else None
    if found is None or at is None:
        return None
    words = _WORD.findall(_OFFICE.sub("", text[max(found.start() - _NAME, 0) : found.start()]))
    lead = moment_words().lead
    while words and words[0] in lead:
        del words[0]
    while words and words[-1] in lead:
        del words[-1]
    return CitedMoment(tuple(words), at)


def _group(upper: str) -> re.Match[str] | None:
    return _WHOLE.search(upper) or _SHORT.search(upper)


def _instant(found: re.Match[str], sent: str | None) -> str | None:
    if found.re is _WHOLE:
        return instant_of(found, _day(sent))
    return _latest(found, sent) if sent is not None else None


def _spelled(originator: tuple[str, ...], telegram: Telegram) -> tuple[str, ...]:
    """The originator as an address: ``MY`` is the sender, and ``YOUR`` the one that the telegram is addressed to."""
    part = citing_words().own.get(originator[0]) if len(originator) == 1 else None
    if part == "originator":
        return originator_words(telegram.from_.plad or "")
    if part == "addressee":
        return originator_words(telegram.to[0].plad) if len(telegram.to) == 1 else ()
    return originator


def has_whole_group(reference: Reference) -> bool:
    """Whether a reference states day, month and year of its moment, so that none is taken for granted."""
    return _WHOLE.search(reference.text.upper()) is not None


def moment_name(originator: Sequence[str], at: str) -> str:
    """What a message is called that is known by originator and moment: ``CNO WASHINGTON DC 081245ZJAN2020``.

    The year is in full, so that it means the same in any year.
    """
    sent = datetime.fromisoformat(at)
    return f"{' '.join(originator)} {sent:%d%H%M}Z{MONTHS[sent.month - 1]}{sent.year:04d}"


def moment_named(name: str) -> CitedMoment | None:
    """What a name of ``moment_name`` means, in any spelling of the group; None for any other text."""
    groups = list(_WHOLE.finditer(name))
    if not groups or name[groups[-1].end() :].strip():
        return None
    found = groups[-1]  # an address may have digits as well
    words, at = originator_words(name[: found.start()]), instant_of(found)
    return CitedMoment(words, at) if words and at is not None else None


def may_be_from(cited: CitedMoment, plad: str | None) -> bool:
    """Whether the originator of a telegram, as its heading has it, is the one that is written, in full or in short."""
    if plad is None:
        return False
    known = load_posts()
    written, own = known.key(" ".join(cited.originator)), known.key(plad)
    if written is not None and own is not None:
        return written == own
    words, others = _told_apart(originator_words(plad)), _told_apart(cited.originator)
    if words[:1] == others[:1] and words[:1] and words[0] in moment_words().alone:
        return True
    shorter = min(len(words), len(others))
    return shorter > 0 and words[:shorter] == others[:shorter]


@lru_cache(maxsize=1024)
def _told_apart(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of an originator by which it is told from others: of its names the first, its number in figures.

    A number is one word, so that ``CTF 6`` is no short form of ``CTF SIX ZERO``, nor ``CTG 60`` of ``CTG 60.1``.
    """
    known = moment_words()
    told = [known.same.get(word, word) for word in words[:1]]
    number: list[str] = []
    joins = False  # a figure in words goes on with one before it, and whatever is a number with a point
    for word, following in zip(words[1:], (*words[2:], ""), strict=False):
        figure = known.figures.get(word)
        if figure is not None or word.isdigit():
            number += [figure or word] if joins or not number else [".", figure or word]
            joins = figure is not None and (following in known.figures or following in known.points)
        elif number and word in known.points and (following in known.figures or following.isdigit()):
            number.append(".")
            joins = True
        else:
            told += ["".join(number), word] if number else [word]
            number, joins = [], False
    return (*told, "".join(number)) if number else tuple(told)


def originator_words(plad: str) -> tuple[str, ...]:
    """The words of an originator's address, in capitals; an office of it is no word of its name."""
    return tuple(_WORD.findall(_OFFICE.sub("", plad.upper())))


def _day(sent: str | None) -> date | None:
    return date.fromisoformat(sent[:10]) if sent else None


def _latest(found: re.Match[str], sent: str) -> str | None:
    """The last moment of that day and hour, of the month where one is written, that is not after ``sent``."""
    until = sent if "T" in sent else f"{sent}T23:59Z"
    if int(found["hour"]) > 23:
        return None
    last = date.fromisoformat(sent[:10])
    month = MONTHS.index(found["month"][:3].upper()) + 1 if found["month"] else None
    for back in range(min(_BACK[month is not None], last.toordinal())):
        day = last - timedelta(days=back)
        if day.day == int(found["day"]) and month in (None, day.month):
            at = f"{day.isoformat()}T{found['hour']}:{found['minute']}Z"
            if at <= until:
                return at
    return None
