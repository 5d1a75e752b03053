"""The fields read from a telegram, in the order in which one asks for them, each with its place in it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from legation.core.telegram import Addressee, Attention, Telegram


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """place: id of the element it was read from; None where the text has no one such place."""

    name: str
    values: tuple[str, ...]
    place: str | None


def fields_of(telegram: Telegram, places: Mapping[str, str]) -> list[Field]:
    """Every field that was read; what was not found is left out.

    places: kind of element to the id of its first place in the page.
    """
    t = telegram
    signed = t.classified_by
    told: list[tuple[str, tuple[str | None, ...], tuple[str, ...]]] = [
        ("Subject", (t.subject,), ("text.subject",)),
        ("Classification", (t.classification.level,), ("text.classification", "release.classification")),
        ("Captions", (*t.classification.caveats, *t.classification.captions), ("text.caption",)),
        ("Date-time group", (_instant(t.dtg),), ("heading.dtg",)),
        ("Date as written", (t.written_day,), ("heading.date",)),
        ("Precedence", _precedence(t), ("heading.precedence", "heading.dtg")),
        ("From", (t.from_.plad,), ("heading.from",)),
        ("To", tuple(map(_addressee, t.to)), ("heading.to",)),
        ("Info", tuple(map(_addressee, t.info)), ("heading.info",)),
        ("Exempt", t.exempt, ("heading.exempt",)),
        ("Attention", tuple(map(_attention, t.attention)), ("text.attention",)),
        ("TAGS", (" ".join(t.tags),), ("text.tags",)),
        ("Executive order", _order(t), ("text.executive_order",)),
        (
            "Classified by",
            (_joined(", ", signed.name, signed.title, signed.organization),),
            ("text.authority",),
        ),
        ("Reasons", (", ".join(signed.reasons),), ("text.authority",)),
        (
            "Section",
            (_section(t),),
            ("text.series",),
        ),
        ("Signed", t.signature, ("text.signature",)),
        (
            "Distribution",
            tuple(_joined(" ", d.role, d.office) for d in t.distribution),
            ("delivered.distribution",),
        ),
        ("Released", (_instant(t.release.released),), ("release.released",)),
        ("Origin", (t.release.origin,), ("release.origin",)),
        (
            "Transmission",
            (_joined(" ", t.transmission.id, t.transmission.station, t.transmission.serial),),
            ("transmission.id",),
        ),
        ("Layout", (t.layout,), ()),
    ]
    return [
        Field(
            name=name,
            values=tuple(value for value in values if value),
            place=next((places[kind] for kind in kinds if kind in places), None),
        )
        for name, values, kinds in told
        if any(values)
    ]


def _section(telegram: Telegram) -> str | None:
    """Which section it is; of one that is put together, or whose number cannot be read, how many there are."""
    number, of = telegram.section.number, telegram.section.of
    return None if not of else f"{number} of {of}" if number else f"{of} in all"


def _joined(between: str, *parts: str | None) -> str:
    return between.join(part for part in parts if part)


def _instant(iso: str | None) -> str | None:
    return iso.replace("T", " ") if iso else None


def _precedence(telegram: Telegram) -> tuple[str | None, ...]:
    action, info = telegram.precedence.action, telegram.precedence.info
    return (action, f"{info} (information)" if info else None)


def _addressee(addressee: Addressee) -> str:
    return _joined(" ", addressee.plad, f"({addressee.precedence})" if addressee.precedence else None)


def _attention(attention: Attention) -> str:
    return _joined(", ", attention.office, attention.person)


def _order(telegram: Telegram) -> tuple[str | None, ...]:
    order = telegram.executive_order
    until = f"declassify on {order.declassify_on}" if order.declassify_on else None
    return (_joined(", ", f"E.O. {order.order}" if order.order else None, until or order.code, *order.exemptions),)
