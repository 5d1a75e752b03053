"""What a telegram may have: the values of ``has:``, a row each."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from legation.core.telegram import Telegram
from legation.storage.values import Aliases, exact_value
from legation.tables.redactions import says_withheld


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


def _has_withheld(telegram: Telegram) -> bool:
    return any(says_withheld(paragraph.text) for paragraph in telegram.paragraphs)


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
    Feature(
        name="withheld",
        test=_has_withheld,
        help="a sign that a releaser took words out",
        also=("excision", "excisions", "redaction", "redactions"),
    ),
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


def as_feature(text: str, _aliases: Aliases, prefix: bool) -> str | None:
    value = exact_value(text)
    if prefix:
        return value if any(row.name.upper().startswith(value) for row in FEATURES) else None
    name = _FEATURE_NAMES.get(value.replace(" ", "_"))
    return None if name is None else name.upper()
