"""The letter that asks for a telegram known only by reference, in words that a records office can search by.

What it says of the telegram is drawn from those that cite it and those that bear the numbers next to its own, so it
carries their marking.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from legation.core.dtg import MONTH_NAMES
from legation.core.marking import Marking, join_all
from legation.services.boards.stating import written
from legation.services.gaps.numbering import Estimate
from legation.services.reading import each_once, name_of
from legation.storage.records import Listing
from legation.tables.banners import level_of

KINDS = ("foia", "mdr")
_TOLD = 5
_HEADS = {
    "foia": "Request for one record under the Freedom of Information Act, 5 U.S.C. 552",
    "mdr": "Request for mandatory declassification review of one record, Executive Order 13526, section 3.5",
}
_ASKS = {
    "foia": "Please send me a copy of one telegram, which I can name by its number:",
    "mdr": "Please review one telegram for declassification and send me what can be released. Its number is known:",
}
_ASKS_BY_MOMENT = {
    "foia": "Please send me a copy of one message, which I can name by its originator and date-time group:",
    "mdr": "Please review one message for declassification and send me what can be released. It is known by its\n"
    "originator and date-time group:",
}
_SEVERAL = {
    "foia": "Request for {} records under the Freedom of Information Act, 5 U.S.C. 552",
    "mdr": "Request for mandatory declassification review of {} records, Executive Order 13526, section 3.5",
}
_ASKS_SEVERAL = {
    "foia": "Please send me copies of the telegrams that are named here, each by its number, or by its originator and\n"
    "date-time group:",
    "mdr": "Please review the telegrams that are named here for declassification, and send me what can be released:",
}
_ENDS = {
    "foia": "Where a part must be withheld, please release the rest, show where it was cut, and name the exemption.",
    "mdr": "Where a part must stay classified, please release the rest, and name the reason for each part.",
}


class Wanted(NamedTuple):
    """A telegram that a letter asks for.

    mrn: None for one that is known by its originator, ``post``, and its moment, ``dtg``, an ISO instant. post: who sent
    it, in words. to: to whom, where its number is one of a series to that post. estimate: when it was sent. citing:
    telegrams that cite it. words: how they do.
    """

    mrn: str | None
    post: str
    dtg: str | None
    to: str | None
    estimate: Estimate
    citing: Sequence[Listing]
    words: Sequence[str]


def letter_for_several(wanted: Sequence[Wanted], *, banner: str, on: date, kind: str) -> str:
    """One letter that asks for several telegrams, in their order. banner: over what each of them is drawn from."""
    lines = [banner, "", written(on.isoformat()), "", _SEVERAL[kind].format(len(wanted)), "", _ASKS_SEVERAL[kind], ""]
    for number, one in enumerate(wanted, start=1):
        lines += [f"{number}.", *_named(one)]
        told = [_told(versions) for versions in each_once(one.citing)]
        cited = [*told[:_TOLD], *([f"and {len(told) - _TOLD} more"] if len(told) > _TOLD else [])]
        lines += [f"  Cited in {cited[0]}", *(f"           {more}" for more in cited[1:])] if cited else []
        lines += [f"  {line}" for line in _basis(one.estimate) if line]
        lines.append("")
    lines += [
        "If a record is filed under another number or date, please search the days that are given with it for",
        "telegrams of that sender on the subject of those that cite it.",
        "",
        *_closing(kind),
        banner,
    ]
    return "\n".join(lines) + "\n"


def _named(one: Wanted) -> list[str]:
    """What a telegram is known by, a line each."""
    lines = [
        *([f"  Number   {one.mrn}"] if one.mrn else []),
        f"  From     {one.post}",
        *([f"  To       {one.to}, in whose series the number is one"] if one.to else []),
        f"  Sent     {when(one.estimate, written)}" if one.dtg is None else f"  Sent     {_at(one.dtg)}",
    ]
    if one.words:
        lines.append(f"  Cited as {'; '.join(' '.join(word.split()) for word in one.words[:_TOLD])}")
    return lines


def _closing(kind: str) -> list[str]:
    return [_ENDS[kind], "", "[Name, address, and what fees I agree to]", ""]


def letter(wanted: Wanted, *, banner: str, on: date, kind: str) -> str:
    """The letter as plain text, banner at head and foot.

    banner: over what it is drawn from. on: day of writing. kind: one of ``KINDS``.
    """
    mrn, citing = wanted.mrn, wanted.citing
    lines = [
        banner,
        "",
        written(on.isoformat()),
        "",
        _HEADS[kind],
        "",
        _ASKS[kind] if mrn else _ASKS_BY_MOMENT[kind],
        "",
        *_named(wanted),
    ]
    lines += ["", *_basis(wanted.estimate)]
    if citing:
        lines += ["The number stands in:" if mrn else "It is cited in:", ""]
        telegrams = each_once(citing)
        lines += [f"  {_told(versions)}" for versions in telegrams[:_TOLD]]
        if len(telegrams) > _TOLD:
            lines.append(f"  and {len(telegrams) - _TOLD} more")
        alone = "the number" if mrn else "originator and date-time group"
        lines += ["", f"Its subject is likely to be theirs, should {alone} alone not lead to it.", ""]
    filed, days = ("number or date", "the days given above") if mrn else ("date", "the days around it")
    lines += [
        f"If the record is filed under another {filed}, please search {days} for telegrams of this",
        "sender on this subject.",
        "",
        *_closing(kind),
        banner,
    ]
    return "\n".join(lines) + "\n"


def when(estimate: Estimate, day: Callable[[str], str] = str) -> str:
    """The interval in words, with the likely day. day: how a day is written; as lists and pages have it by default."""
    first, last = estimate.earliest, estimate.latest
    if first and last:
        told = day(first) if first == last else f"between {day(first)} and {day(last)}"
    elif last:
        told = f"on {day(last)} or before"
    elif first:
        told = f"on {day(first)} or after"
    else:
        return "not known"
    return f"{told}, most likely about {day(estimate.likely)}" if estimate.likely and first != last else told


def _basis(estimate: Estimate) -> list[str]:
    """What the dates rest on."""
    after = f"after {estimate.after}" if estimate.after else ""
    before = f"before {estimate.before}" if estimate.before else ""
    between = " and ".join(part for part in (after, before) if part)
    told = []
    if between:
        told.append(f"The dates are reckoned from its number, which falls {between} of the same sender.")
    if estimate.latest_by == "stated":
        told.append("The date is that by which it is cited.")
    if estimate.latest_by == "noted":
        told.append("The date is that by which the editors of a published volume note it.")
    if estimate.latest_by == "citing":
        told.append("It was sent no later than the first telegram that cites it.")
    return [*told, ""] if told else []


def _told(versions: Sequence[Listing]) -> str:
    """A telegram under the marking of all its versions, by the names of its day: what they say is drawn from each."""
    last = versions[-1]
    parts = [name_of(last), written(last.date) if last.date else "", last.subject or ""]
    level = level_of(join_all([Marking.from_label(one.access) for one in versions]), last.day)
    return f"{', '.join(part for part in parts if part)} ({level})"


def _at(dtg: str) -> str:
    """An ISO instant in words, with its group: ``8 January 2020, 12:45 UTC (081245Z JAN 2020)``."""
    year, month, day = dtg[:10].split("-")
    group = f"{day}{dtg[11:13]}{dtg[14:16]}Z {MONTH_NAMES[int(month) - 1][:3]} {year}"
    return f"{written(dtg[:10])}, {dtg[11:16]} UTC ({group})"
