"""References: what is read of them, and an independent look for those that a telegram cites.

The independent look knows no posts. It takes a REF block by its first word and its end, and in it every run of
capitals or capitalised words that a number of two to six digits follows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from accuracy.figures import Figure, Section

_BLOCK = re.compile(
    r"^[ \t]{0,8}REF(?:S|ERENCES?|TELS?)?[ \t]{0,3}(?:[:.]|(?=\(?A\)))[ \t]{0,8}(?P<first>[^\n]*)", re.MULTILINE
)
_ITEM_LINE = re.compile(
    r"[ \t]{0,12}(?:\(?[A-Zl1-9]\s?[).:]|[-*])\s?\S|[ \t]{0,12}(?:AND\s)?[A-Z][A-Z' ]{2,24}\s\d{2,6}\b"
)
_MARK = re.compile(r"^\s*\(?[A-Za-z0-9]{1,2}\s?[).:]\s{0,3}")
_CITED = re.compile(
    r"(?P<post>[A-Z][A-Za-z]{2,15}(?:[ -][A-Z][A-Za-z]{1,12}){0,2})(?:['’]?[Ss])?,?\s(?:TEL(?:EGRAM)?\s|NO\.?\s)?"
    r"(?P<numbers>\d{2,6}(?!\d|[/-]\d|\s?Z\b)(?:(?:\s?,\s?|\s?&\s?|,?\sAND\s|\s)(?=\d{2,6}\b(?!/|Z))\d{2,6}(?!\d))*)"
)
_STAMP = re.compile(r"\(?\b(?:DTD\s)?\d{1,2}/\d{1,2}/(?P<year>\d\d)\b\)?|OF\s19(?P<of>\d\d)\b")
_FIRST_PARAGRAPH = re.compile(r"\s*1\s?\.\s[A-Z]\w*\s[a-zA-Z]{4}")
_LONGEST_LINE = 160  # a body paragraph that stands in one line is longer
_OWN = {"DEPTEL": "STATE", "STATE'S": "STATE"}
# Words that a number follows without a telegram being meant.
_NO_POST = re.compile(
    r"\b(?:PARA(?:S|GRAPHS?)?|SECTION|PAGE|GROUP|DATED|DTD|OF|AND|THE|ON|IN|NO|FOR|FROM|WITH|AT|ITS|BEEN|BEGIN|ARTICLE"
    r"|RES|RESOLUTION|PL|LAW|FSR|FAM|CFR|USC|CIRCULAR|AIRGRAM|CA|UNGA|UNSC|FAO"
    r"|(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6})\b"
)
# What is left of a citation when moments and dates are taken out: a digit there is a number.
_MOMENT = re.compile(
    r"\d{6}\s?Z?\s?(?:[A-Z]{3,9}\s?(?:\d{4}|\d{2}))?|\b\d{1,2}\s?(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)"
    r"[A-Z]{0,6}\s?(?:\d{4}|\d{2})?|\d{1,2}/\d{1,2}/\d{2,4}",
    re.IGNORECASE,
)
# Digits in a naval set without a series number are offices and orders.
_NAVAL = re.compile(r"(?:MSG|MSGID|RMG|GENADMIN|NAVADMIN)/")
_STATES_NUMBER = re.compile(r"(?<![A-Z0-9-])(?:A-)?\d{1,7}\b", re.IGNORECASE)


class Cited(NamedTuple):
    """One telegram as a text cites it: post words, number, year where written (four digits), and where it stands."""

    post: str
    number: int
    year: int | None
    start: int


def blocks(words: str) -> Iterator[tuple[int, str]]:
    """The REF blocks of a text above its body: where each begins, and its words."""
    for found in _BLOCK.finditer(words[:8000]):
        end = found.end()
        while True:
            line_end = words.find("\n", end + 1)
            line = words[end + 1 : line_end if line_end >= 0 else len(words)]
            too_long = len(line) > _LONGEST_LINE
            if not line.strip() or too_long or not _ITEM_LINE.match(line) or _FIRST_PARAGRAPH.match(line):
                break
            if re.match(r"[ \t]*(?:SUMMARY|SUBJ|TAGS|E\.?O|FOR |FROM |TO |INFO |DEPT|BEGIN)", line) or line_end < 0:
                break
            end = line_end
        yield found.start("first"), words[found.start("first") : end]


def cited(block: str, at: int = 0) -> list[Cited]:
    """Every POST NUMBER of a block, each number on its own."""
    out: list[Cited] = []
    for found in _CITED.finditer(block):
        post = found["post"].upper()
        words = post.replace("-", " ").split()
        while words and (len(words[0]) == 1 or _NO_POST.fullmatch(words[0])):
            words.pop(0)
        if not words or _NO_POST.search(" ".join(words)):
            continue
        stamp = _STAMP.match(block[found.end() : found.end() + 20].lstrip(" ,("))
        year = 1900 + int(stamp["year"] or stamp["of"]) if stamp else None
        for number in re.findall(r"\d+", found["numbers"]):
            out.append(Cited(" ".join(words), int(number), year, at + found.start()))
    return out


def parted(mrn: str) -> tuple[int, str, int] | None:
    """An MRN as two-digit year, post, number; None for what is not a telegram's."""
    found = re.fullmatch(r"(\d\d)([A-Z]+?)(?:-A)?(\d+)", mrn)
    return (int(found[1]), found[2], int(found[3])) if found else None


def agrees(want: Cited, mrn: str) -> bool:
    """Same number, and a post that shares its first three letters or holds a word of the other."""
    parts = parted(mrn)
    if parts is None or parts[2] != want.number:
        return False
    post = parts[1]
    if want.post in {"EMBTEL", "OURTEL"}:  # the sender's own: the number alone is compared
        return True
    squeezed = _OWN.get(want.post, want.post).replace(" ", "").rstrip("'")
    squeezed = re.sub(r"^(?:AMEMBASSY|EMBASSY|AMCONSUL|USMISSION)", "", squeezed)
    return post[:3] == squeezed[:3] or squeezed in post or any(len(w) > 3 and w in post for w in want.post.split())


def year_fits(want: Cited, mrn: str, own_year: int | None) -> bool:
    """The written year, else the telegram's own or the one before it."""
    parts = parted(mrn)
    if parts is None:
        return False
    if want.year is not None:
        return parts[0] == want.year % 100
    return own_year is None or parts[0] in {own_year % 100, (own_year - 1) % 100}


def manner(ref: dict[str, Any]) -> str:
    """How a reference names its telegram: by number, by sender and moment, or by a bare word (``REFTEL``)."""
    text = ref["text"]
    if re.match(r"\s*\(?(?:REFS?|REFERENCES?|REFTELS?)\b", text, re.IGNORECASE) and not re.search(r"\d{3}", text):
        return "bare word"
    if not ref["mrn"] and _NAVAL.match(text) and _MOMENT.search(text):
        return "sender and moment"
    if ref["mrn"] or _STATES_NUMBER.search(_MOMENT.sub(" ", text)):
        return "number"
    return "sender and moment" if _MOMENT.search(text) else "bare word"


def status(sets: Iterable[tuple[str, list[tuple[str, dict[str, Any]]]]]) -> Section:
    """Read, ambiguous and unread of every set: by list and in the text."""
    section = Section(
        "References",
        "Of references of kind telegram or airgram, the share led to an MRN (`status` read). Lists are REF lines and "
        "sets; mentions stand inside paragraphs. A telegram cited by sender and moment states no number, so no MRN "
        "can be formed from it; a bare word (`REFTEL`, `REF A`) depends on the list above it. Documents, "
        "letters and the like bear no MRN and are counted by kind below.",
        chief=("all lists by number", "all mentions"),
    )
    kinds: Counter[tuple[str, str, str]] = Counter()
    parts: dict[str, Figure] = {}
    for name, telegrams in sets:
        for identity, telegram in telegrams:
            listed = [("lists", ref) for ref in telegram["references"]]
            listed += [("mentions", ref) for p in telegram["paragraphs"] for ref in p["mentions"]]
            for where, ref in listed:
                kinds[where, ref["kind"], ref["status"]] += 1
                if ref["kind"] not in {"telegram", "airgram"}:
                    continue
                read = ref["status"] == "read"
                whole = "of kind telegram or airgram"
                for figure in (
                    section.figure("all", f"{whole}, every set, lists and mentions"),
                    section.figure(f"all {where}", f"{whole}, every set"),
                    section.figure(f"all {where} by {manner(ref)}", f"{whole}, every set"),
                    parts.setdefault(f"{name}, {where}", Figure(f"{name}, {where}", whole)),
                ):
                    figure.saw(identity, read, ref["text"][:60], ref["status"])
    for figure in section.figures.values():
        figure.misses.clear()  # each stands under its set
    section.figures = dict(sorted(section.figures.items())) | parts
    counts = ["| where | kind | read | ambiguous | unread |\n| --- | --- | ---: | ---: | ---: |"]
    for where, kind in sorted({(w, k) for w, k, _ in kinds}):
        numbers = " | ".join(str(kinds[where, kind, state]) for state in ("read", "ambiguous", "unread"))
        counts.append(f"| {where} | {kind} | {numbers} |")
    section.notes.append("\n".join(counts))
    return section


def recall(sets: Iterable[tuple[str, Iterable[tuple[str, str, dict[str, Any]]]]], *, sample: int = 100) -> Section:
    """An independent look for POST NUMBER in REF blocks, and a deterministic sample held against what was read."""
    section = Section(
        "References an independent look finds",
        "A plain look takes REF blocks and in them every POST NUMBER. The sample is every n-th of them, texts by name: "
        "there post, number and year must all fit (the year as written; else the telegram's own, or the one before).",
        chief=("right, sample",),
    )
    looked: list[tuple[str, Cited, list[str], int | None]] = []
    for name, texts in sets:
        for identity, words, telegram in texts:
            mrns = [ref["mrn"] for ref in telegram["references"] if ref["mrn"]]
            for at, block in blocks(words):
                for want in cited(block, at):
                    found = [mrn for mrn in mrns if agrees(want, mrn)]
                    section.figure(f"formed, {name}", "POST NUMBER in a REF block").saw(
                        identity, bool(found), f"{want.post} {want.number}", mrns
                    )
                    looked.append((identity, want, found, telegram["year"]))
    step = max(1, len(looked) // sample)
    for identity, want, found, year in looked[::step][:sample]:
        ok = any(year_fits(want, mrn, year) for mrn in found)
        section.figure("right, sample", f"every {step}. of the {len(looked)} found").saw(
            identity, ok, f"{want.post} {want.number} {want.year or ''}", found
        )
    return section
