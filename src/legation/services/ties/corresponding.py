"""Telegrams that a dialogue holds and that are cited without a message reference number of their own.

Before August 1966 the Department numbered its telegrams by addressee, so ``Deptel 515`` or ``Embtel 509`` is no such
number by itself. Among the telegrams of a dialogue it is mostly plain which one is meant: it bears the number, and went
between the same two. So it is with services that cite by ``your telegram No. 12`` and have no such numbers at all.
Military traffic cites by originator and date-time group (``tables.moments``), which one alone
bears. Pure: what may be read is handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from legation.core.dtg import MONTHS
from legation.core.telegram import Reference, Telegram
from legation.extract.setting import setting
from legation.tables.moments import CitedMoment, cited_moments, may_be_from
from legation.tables.numbering import DEPARTMENT
from legation.tables.parties import PartyTable
from legation.tables.speaking import load_speaking

_BARE = re.compile(r"(?:the )?(?:ref(?:tels?|s)?|reference (?:tel(?:egram)?|cable)s?)\b", re.IGNORECASE)


class Sent(NamedTuple):
    """A telegram as others cite it. about: the country with which it deals.

    name: what a dialogue calls it. number, post: None where it has no message reference number. moment: its instant
    and originator, as far as they are read. serial: the number that it bears, whether or not a post is read beside it.
    to: whom it went to.
    """

    name: str
    number: int | None
    day: str
    post: str | None
    about: tuple[str, ...]
    moment: tuple[str | None, str | None]
    serial: int | None = None
    to: frozenset[str] = frozenset()


def sent(telegram: Telegram, parties: PartyTable) -> Sent | None:
    """How others may cite a telegram; None for one without a day."""
    if telegram.date is None:
        return None
    here = setting(telegram, parties)
    # A post deals with its own country before any other; the Department with those that it writes to.
    about = here.about if telegram.post == DEPARTMENT else here.about[:1]
    number, post = (telegram.number, telegram.post) if telegram.mrn is not None else (None, None)
    to = frozenset(_address(one.plad) for one in telegram.to if one.plad)
    moment = (telegram.dtg, telegram.from_.plad)
    return Sent(telegram.called, number, telegram.date, post, about, moment, telegram.number, to)


def resolved(telegram: Telegram, others: Iterable[Sent], parties: PartyTable) -> Telegram:
    """The telegram with the numbers of the telegrams that its open references can only mean; itself where none is."""
    if not any(one.mrn is None and one.kind == "telegram" for one in _all(telegram)):
        return telegram
    own = sent(telegram, parties)
    if own is None:
        return telegram
    known = [one for one in others if one.name != own.name]
    named = {one: name for one, moment in cited_moments(telegram) if (name := _by_moment(moment, known)) is not None}
    labels = labelled(telegram, named)
    first = _first(telegram, own, known)
    changed = {
        one: msgspec.structs.replace(one, mrn=name, status="read")
        for one in _all(telegram)
        if one.mrn is None
        and one.kind == "telegram"
        and (name := named.get(one) or labels.get(one.label or "") or _meant(one, own, known, first)) is not None
    }
    if not changed:
        return telegram
    return msgspec.structs.replace(
        telegram,
        references=tuple(changed.get(one, one) for one in telegram.references),
        paragraphs=tuple(
            msgspec.structs.replace(paragraph, mentions=tuple(changed.get(one, one) for one in paragraph.mentions))
            if any(one in changed for one in paragraph.mentions)
            else paragraph
            for paragraph in telegram.paragraphs
        ),
    )


def labelled(telegram: Telegram, named: Mapping[Reference, str]) -> dict[str, str]:
    """Labels of the list of a telegram to the names of what they stand for; none that stands for several."""
    listed: dict[str, set[str | None]] = {}
    for one in telegram.references:
        if one.label is not None:
            listed.setdefault(one.label, set()).add(named.get(one))
    return {label: name for label, (name, *others) in listed.items() if name is not None and not others}


def is_bare(reference: Reference) -> bool:
    """Whether a reference stands for the list of the telegram, or for the one telegram that it names: ``reftel``."""
    return reference.mrn is None and reference.kind == "telegram" and _BARE.match(reference.text) is not None


def _all(telegram: Telegram) -> list[Reference]:
    return [*telegram.references, *(one for paragraph in telegram.paragraphs for one in paragraph.mentions)]


def _meant(one: Reference, own: Sent, known: Sequence[Sent], first: str | None) -> str | None:
    return _numbered(one, own, known) or (first if is_bare(one) else None)


def _numbered(one: Reference, own: Sent, known: Sequence[Sent]) -> str | None:
    return _by_number(one, own, known) or _between_them(one, own, known)


def _by_moment(moment: CitedMoment, known: Sequence[Sent]) -> str | None:
    """The telegram of that moment and originator; None where it is not among them, or several may be meant."""
    able = {one.name for one in known if one.moment[0] == moment.at and may_be_from(moment, one.moment[1])}
    return able.pop() if len(able) == 1 else None


def _by_number(one: Reference, own: Sent, known: Sequence[Sent]) -> str | None:
    """The telegram of which a number of the other's series tells; None where it is open, or several can be meant."""
    series = load_speaking().series
    department, embassy = series.patterns
    text = " ".join(one.text.split())
    met = department.match(text)
    of_department = met is not None
    met = met or (embassy.match(text) if own.post == DEPARTMENT else None)
    if met is None or own.number is None:
        return None
    earliest = (date.fromisoformat(own.day) - timedelta(days=series.days)).isoformat()
    able = {
        other.name
        for other in known
        if other.number == int(met["number"])
        and (other.post == DEPARTMENT) == of_department
        and earliest <= other.day <= own.day
        and not set(own.about).isdisjoint(other.about)
    }
    return able.pop() if len(able) == 1 else None


def _first(telegram: Telegram, own: Sent, known: Sequence[Sent]) -> str | None:
    """Which telegram ``reftel`` means in one that has no list of references: the one that it names first of all."""
    if telegram.references:
        return None
    for paragraph in telegram.paragraphs:
        for one in sorted(paragraph.mentions, key=lambda one: one.span):
            if one.kind == "telegram" and not is_bare(one) and re.search(r"\d", one.text):
                return one.mrn or _numbered(one, own, known)
    return None


def _between_them(one: Reference, own: Sent, known: Sequence[Sent]) -> str | None:
    """The telegram that YOUR or MY NUMBER means: it went between the same two; None where several can be meant.

    Where the words give its day, too, it is of that day.
    """
    series = load_speaking().series
    text = " ".join(one.text.split())
    met = series.theirs.match(text) or series.ours.match(text)
    sender = _address(own.moment[1] or "")
    if met is None or not sender:
        return None
    theirs = met.re is series.theirs
    day, month = met["day"] or met["day_last"], met["month"] or met["month_first"]
    earliest = (date.fromisoformat(own.day) - timedelta(days=series.days)).isoformat()
    able = {
        other.name
        for other in known
        if other.serial == int(met["number"])
        and earliest <= other.day <= own.day
        and (_address(other.moment[1] or "") in own.to and sender in other.to if theirs else _is_of(sender, own, other))
        and (day is None or _is_on(other.day, day, month))
    }
    return able.pop() if len(able) == 1 else None


def _is_of(sender: str, own: Sent, other: Sent) -> bool:
    """Whether both are of one sender, and went to one addressee."""
    return _address(other.moment[1] or "") == sender and not own.to.isdisjoint(other.to)


def _is_on(day: str, of_month: str, month: str) -> bool:
    on = date.fromisoformat(day)
    return on.day == int(of_month) and MONTHS[on.month - 1] == month[:3].upper()


def _address(plad: str) -> str:
    return " ".join(plad.upper().split())
