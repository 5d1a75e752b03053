"""Looks for the rules of what a draft says: its paragraphs, their numbers and signs, and the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

import msgspec

from legation.core.draft import Draft
from legation.core.precedence import RANKS
from legation.formats.markings.levels import LEVELS
from legation.formats.writing.house_lines import WIDTH
from legation.formats.writing.templates import template, template_names
from legation.services.rules.looking import Found, Look, body_of, era_of, is_classified, with_paragraphs, words_of
from legation.tables.drafting import common_letters
from legation.tables.posts import Posts


def _no_signature(draft: Draft, _: Posts) -> Iterator[Found]:
    if not draft.signature:
        yield Found()


def _long_words(draft: Draft, _: Posts) -> Iterator[Found]:
    for at, paragraph in enumerate(draft.paragraphs, 1):
        for word in paragraph.text.split():
            if len(word) > WIDTH:
                yield Found(f"{word[:20]}...", at)
    for line in (*(a.plad for a in (*draft.to, *draft.info)), *draft.classification.captions):
        if len(line) > WIDTH:
            yield Found(f"{line[:20]}...")


_OFF_CIRCUIT = re.compile(r"[^\x20-\x7e\n\t]")


def _signs(draft: Draft, _: Posts) -> Iterator[Found]:
    for at, paragraph in enumerate(draft.paragraphs, 1):
        for sign in dict.fromkeys(_OFF_CIRCUIT.findall(paragraph.text)):
            yield Found(f"{sign!r}", at)


def _tabs(draft: Draft, _: Posts) -> Iterator[Found]:
    for at, paragraph in enumerate(draft.paragraphs, 1):
        if "\t" in paragraph.text:
            kept = list(draft.paragraphs)
            kept[at - 1] = msgspec.structs.replace(paragraph, text=paragraph.text.replace("\t", " "))
            yield Found(str(at), at, with_paragraphs(draft, kept))


def _numbers(draft: Draft, _: Posts) -> Iterator[Found]:
    body = body_of(draft)
    given = [paragraph.number for _, paragraph in body]
    if given == list(range(1, len(given) + 1)) and len(given) != 1:
        return
    # An unnumbered summary above the first is as much the custom as a numbered one.
    if given[:1] == [None] and given[1:] == list(range(1, len(given))):
        return
    kept = list(draft.paragraphs)
    for number, (at, paragraph) in enumerate(body, 1):
        kept[at - 1] = msgspec.structs.replace(paragraph, number=number if len(body) > 1 else None)
    if len(body) == 1:
        yield Found("a single paragraph is numbered", body[0][0], with_paragraphs(draft, kept))
        return
    wrong = next(place for place, number in enumerate(given) if number != place + 1)
    told = given[wrong]
    yield Found(
        f"paragraph {body[wrong][0]} has {f'the number {told}' if told is not None else 'no number'}",
        body[wrong][0],
        with_paragraphs(draft, kept),
        also=("D50",) if None not in given and given[0] == 1 else (),
    )


def _unmarked(draft: Draft, _: Posts) -> Iterator[Found]:
    if is_classified(draft):
        for at, paragraph in enumerate(draft.paragraphs, 1):
            if paragraph.marking is None:
                yield Found(str(at), at, also=("M09",) if _asks_for_marks(draft) else ())


def _asks_for_marks(draft: Draft) -> bool:
    """Whether the order of the day asks for portion marks, or that which a draft without a day cites."""
    day = era_of(draft)
    return day is None or day >= date(1978, 12, 1)


def _first(draft: Draft) -> str:
    """Heading and text of the first paragraph, in capitals."""
    body = body_of(draft)
    return f"{body[0][1].heading or ''}\n{body[0][1].text}".upper() if body else ""


def _no_summary(draft: Draft, _: Posts) -> Iterator[Found]:
    lines = sum(len(paragraph.text) // 65 + 2 for paragraph in draft.paragraphs)
    heading, _end, text = _first(draft).partition("\n")
    if lines > 60 and "SUMMARY" not in heading and "SUMMARY" not in text[:40]:
        yield Found()


_BLOCKS = {"SUMMARY": "END SUMMARY", "COMMENT": "END COMMENT", "TEXT": "END TEXT", "QUOTE": "(?:END |UN)QUOTE"}


def _unclosed(draft: Draft, _: Posts) -> Iterator[Found]:
    text = words_of(draft).upper()
    for word, closes in _BLOCKS.items():
        for at, paragraph in enumerate(draft.paragraphs, 1):
            opened = re.match(rf"(?:BEGIN )?{word}(?: AND [A-Z]+)?\s*[:.]", paragraph.text.upper())
            if opened and re.search(closes, text) is None:
                kept = list(draft.paragraphs)
                kept[at - 1] = msgspec.structs.replace(paragraph, text=f"{paragraph.text.rstrip()} END {word}.")
                yield Found(word, at, with_paragraphs(draft, kept))
                break


def _niact(draft: Draft, _: Posts) -> Iterator[Found]:
    night = any("NIACT" in (a.precedence or "") for a in (*draft.to, *draft.info))
    asked = night or "NIACT" in (draft.precedence.action or "")
    if asked and not re.search(r"NIACT|NIGHT|IMMEDIATE ACTION", _first(draft)):
        yield Found()


def _unannounced(draft: Draft, _: Posts) -> Iterator[Found]:
    later = any(re.match(r"ACTION REQUEST", (p.heading or p.text).upper()) for _, p in body_of(draft)[1:])
    if later and "ACTION" not in _first(draft) and "ACTION" not in (draft.subject or "").upper():
        yield Found()


def _letters(draft: Draft, _: Posts) -> Iterator[Found]:
    known = {chr(ord("A") + at) for at in range(min(len(draft.references), 26))}
    for letter in dict.fromkeys(re.findall(r"\b[Rr][Ee][Ff](?:TEL)?\s?\(?([A-Z])\b\)?", words_of(draft))):
        if letter not in known:
            yield Found(letter)


def _wordy(draft: Draft, _: Posts) -> Iterator[Found]:
    count = len(words_of(draft).split())
    if RANKS.get(draft.precedence.action or "", 0) >= RANKS["IMMEDIATE"] and count > 200:
        yield Found(str(count))


_PLACEHOLDER = re.compile(r"\[[^][]{1,80}\]")


@cache
def _placeholders() -> frozenset[str]:
    """What stands in square brackets in some template."""
    texts = (msgspec.json.encode(template(name)).decode() for name in template_names())
    return frozenset(found for text in texts for found in _PLACEHOLDER.findall(text))


def _unwritten(draft: Draft, _: Posts) -> Iterator[Found]:
    for at, text in enumerate([draft.subject or "", *(paragraph.text for paragraph in draft.paragraphs)]):
        for words in dict.fromkeys(_PLACEHOLDER.findall(text)):
            if words in _placeholders():
                yield Found(words, at or None)


_VIEW = re.compile(
    r"(?:(?:THE )?(?:POST|EMBASSY|MISSION|CONSULATE|AMBASSADOR|WE)\b.{0,30}?"
    r"\b(?:BELIEVES?|ASSESS(?:ES)?|JUDGES?|THINKS?|DOUBTS?)\b|IN (?:OUR|THE (?:EMBASSY|POST)'S) (?:VIEW|JUDGE?MENT))"
)
_HEADED = re.compile(r"(?:BEGIN )?(?:SUMMARY|COMMENT|NOTE|BIO(?:GRAPHIC)? NOTE|ACTION REQUEST|CONCLUSION)")


def _unheaded_comment(draft: Draft, _: Posts) -> Iterator[Found]:
    for at, paragraph in enumerate(draft.paragraphs, 1):
        text = paragraph.text.upper()
        if _VIEW.match(text) and not _HEADED.match((paragraph.heading or "").upper()) and "COMMENT" not in text:
            yield Found(str(at), at)


_ACRONYM = re.compile(r"\b[A-Z]{3,6}\b")
_MOST_ACRONYMS = 5


def _acronyms(draft: Draft, posts: Posts) -> Iterator[Found]:
    # In words of capitals no acronym can be told from a word.
    text = "\n".join(paragraph.text for paragraph in draft.paragraphs if _is_mixed(paragraph.text))
    unsaid = []
    for first in _ACRONYM.finditer(text):
        word = first[0]
        if word in unsaid or word in common_letters() or word.startswith("GO") or text.find(word) < first.start():
            continue
        if word in LEVELS or posts.key(word) is not None:  # a level, or a post in a number of its telegrams
            continue
        spelled = text[: first.end() + 1].endswith(f"({word})") or text.startswith(" (", first.end())
        if not spelled:
            unsaid.append(word)
    if unsaid:
        yield Found(", ".join(unsaid[:_MOST_ACRONYMS]))


def _is_mixed(text: str) -> bool:
    """Whether words are in small letters, but for those that begin a sentence, names and acronyms."""
    small = sum(c.islower() for c in text)
    return small > 4 * sum(c.isupper() for c in text)


_DAY_IN_FIGURES = re.compile(r"(?<![\d/.])(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})(?![\d/])")


def _two_days(draft: Draft, _: Posts) -> Iterator[Found]:
    for at, paragraph in enumerate(draft.paragraphs, 1):
        for found in _DAY_IN_FIGURES.finditer(paragraph.text):
            first, second = int(found[1]), int(found[2])
            # Behind Declassify On figures are the custom.
            usual = re.search(r"DECL[A-Z]*(?: ON)?\s*:?\s*$", paragraph.text[: found.start()].upper()[-20:])
            if usual is None and 1 <= first <= 12 and 1 <= second <= 12 and first != second:
                yield Found(found[0], at)


_ATTACHED = re.compile(
    r"\b(?:(?:ATTACHMENT|ENCLOSURE)S?|(?:IS|ARE) (?:ATTACHED|ENCLOSED)(?! TO\b)"
    r"|(?:ATTACHED|ENCLOSED) (?:DOCUMENT|TEXT|LIST|PAPER|TABLE|COPY|FILE|HEREWITH))\b"
)


def _attachments(draft: Draft, _: Posts) -> Iterator[Found]:
    for at, paragraph in enumerate(draft.paragraphs, 1):
        if _ATTACHED.search(paragraph.text.upper()):
            yield Found(str(at), at)


LOOKS: Mapping[str, Look] = {
    "D13": _no_signature,
    "D21": _long_words,
    "D24": _signs,
    "D30": _tabs,
    "D41": _numbers,
    "D42": _unmarked,
    "D43": _no_summary,
    "D45": _unclosed,
    "D48": _unheaded_comment,
    "D49": _acronyms,
    "D46": _niact,
    "D47": _unannounced,
    "D84": _letters,
    "D100": _wordy,
    "D103": _two_days,
    "D104": _attachments,
    "T01": _unwritten,
}
