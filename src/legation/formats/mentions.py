"""Mentions: the telegrams that the sentences of a text name, as ``ref B``, ``reftel`` or ``STATE 115778``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from legation.core.telegram import Reference
from legation.core.text import Span
from legation.formats.references import reference_to
from legation.formats.sheet import Sheet

_SERIES = re.compile(
    r"\b(?P<post>NAVADMIN|ALNAV|ALCOAST|MARADMIN|ALMAR|NAVOP)\s{0,4}0{0,4}(?P<number>\d{1,4})[/-](?P<year>(?:20)?\d{2})\b"
)
_NAMED = re.compile(
    r"(?<![A-Za-z\d])(?:(?P<year>(?:19|20)\d{2}|\d{2})[ -]?)?(?P<name>[A-Z][A-Za-z]{1,19}(?: [A-Z][A-Za-z]{1,19}){0,3})"
    r"(?:'S)?\.? 0{0,6}(?P<number>[1-9]\d{1,5})(?![\d,.]{0,12}\d|%|[A-Z]|-[A-Z])"
)
_MORE = re.compile(
    r"\s{0,3}(?:,\s?AND|,|AND|and|&)\s{0,3}0{0,6}(?P<number>[1-9]\d{2,5})(?![\d,.]{0,12}\d|[A-Z%]|-[A-Z])"
)
_LABELS = r"\(?[A-Z]\b\)?(?:\s?(?:,\s?AND|,|AND|&|-|THROUGH|THRU)\s?\(?[A-Z]\b\)?){0,8}"
_REF_WORD = re.compile(rf"\bREF(?:ERENCE|TEL)?S?\b[ .]{{0,3}}(?P<labels>{_LABELS})?", re.IGNORECASE)
_ONE = re.compile(r"(?P<range>-|\bTHROUGH\b|\bTHRU\b)?\s?(?P<open>\()?(?P<label>\b[A-Za-z]\b)", re.IGNORECASE)


def read_mentions(sheet: Sheet, start: int, end: int) -> tuple[Reference, ...]:
    """References inside the sentence text ``source[start:end]``, in order; labels are looked up in the list."""
    words = sheet.text[start:end]
    listed = {r.label: r for r in reversed(sheet.references[:200])}
    found: list[Reference] = []
    for match in _REF_WORD.finditer(words):
        found.extend(_by_label(sheet, listed, match, start))
    for match in _SERIES.finditer(words):
        span = Span(start + match.start(), start + match.end())
        found.append(
            reference_to(sheet, None, match["post"], int(match["number"]), int(match["year"]), False, match[0], span)
        )
    for match in _NAMED.finditer(words):
        found.extend(_by_name(sheet, match, start))
    found.sort(key=lambda r: r.span)
    return tuple(found)


def _by_label(
    sheet: Sheet, listed: dict[str | None, Reference], match: re.Match[str], base: int
) -> Iterator[Reference]:
    written = match["labels"] or ""
    labels = _labels(written)
    stop = match.end() if labels else match.end() - len(match[0]) + len(match[0].split()[0])
    text = match.string[match.start() : stop].rstrip(" .")
    span = Span(base + match.start(), base + match.start() + len(text))
    text = " ".join(text.split())
    for label in labels:
        cited = listed.get(label)
        if cited is None:
            sheet.find("REF002", *span, text=text)
        else:
            yield Reference(label, cited.mrn, text, cited.kind, cited.status, span)
    if labels or not text.upper().startswith("REFTEL"):
        return
    if len(sheet.references) == 1:
        cited = sheet.references[0]
        yield Reference(cited.label, cited.mrn, text, cited.kind, cited.status, span)
    else:
        yield Reference(None, None, text, "telegram", "ambiguous", span)


def _labels(written: str) -> list[str]:
    """The labels of ``A``, ``(A)``, ``A AND C``, ``A-C``. A small letter counts only in brackets."""
    labels: list[str] = []
    for one in _ONE.finditer(written):
        label = one["label"]
        if label.islower() and not one["open"]:
            break
        label = label.upper()
        if one["range"] and labels and labels[-1] < label:
            labels.extend(chr(code) for code in range(ord(labels[-1]) + 1, ord(label)))
        labels.append(label)
    return labels


def _by_name(sheet: Sheet, match: re.Match[str], base: int) -> Iterator[Reference]:
    """A telegram named in prose: only of a post in the table, and no year after a city's name."""
    name = match["name"]
    number = int(match["number"])
    start = match.start("name")
    key = None
    for piece in re.finditer(r"[A-Za-z]+", name):
        key = sheet.posts.key(name[piece.start() :])
        if key is not None:
            start += piece.start()
            break
    if key is None or 1900 <= number <= 2035 or name.split()[-1] in {"Department", "Dept"}:
        return
    if not name.isupper() and key != "STATE" and number < 100:
        return
    year = int(match["year"]) if match["year"] and start == match.start("name") else None
    begin = match.start("year") if year is not None else start
    at = match.end("number")
    span = Span(base + begin, base + at)
    yield reference_to(sheet, None, key, number, year, False, " ".join(match.string[begin:at].split()), span)
    while more := _MORE.match(match.string, at):
        span = Span(base + more.start("number"), base + more.end("number"))
        yield reference_to(sheet, None, key, int(more["number"]), year, False, more["number"], span)
        at = more.end()
