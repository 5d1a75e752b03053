"""Telegrams as the sources of a dialogue: found by their number, and the words of them that something rests on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from legation.core.dialogue.proposal import Source
from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import Reader
from legation.core.mrn import parse_mrn
from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.extract.drafted import without_pages, without_turns
from legation.extract.folding import folded
from legation.services.boards.telling import Quote
from legation.services.boards.words import acronyms
from legation.services.reading import HASH
from legation.storage.lately import Lately
from legation.storage.ports import Telegrams
from legation.storage.records import Record
from legation.tables.banners import mark_of
from legation.tables.pieces import source_marking
from legation.tables.posts import load_posts

_MOST_SIGNS = 8_000_000
_LABEL = re.compile(r"\s*(?:SUBJ(?:ECT)?S?\s*[:.;]?\s*)?", re.IGNORECASE)


class Sources:
    """The telegrams that a dialogue rests on, for a reader."""

    def __init__(self, telegrams: Telegrams) -> None:
        self._telegrams = telegrams

    def versions(self, reader: Reader, mrn: str) -> list[Record]:
        """Every readable version of a telegram, by its number in any spelling.

        Of one without a number: that one, by the beginning of its hash (8 or more digits) or the name of its file.
        Raises NotFoundError, and RefusedError where several begin or are named so.
        """
        held = self._telegrams.versions(reader, mrn)
        if not held:
            read = parse_mrn(mrn, load_posts().aliases)
            held = self._telegrams.versions(reader, str(read)) if read is not None else []
        if not held:
            wanted = mrn.strip().lower()
            found = self._telegrams.find(reader, sha256=wanted if HASH.match(wanted) else None, file=mrn.strip())
            hashes = {listing.sha256 for listing in found}
            if len(hashes) > 1:
                raise RefusedError(f"{mrn} fits several telegrams", "write more of the hash of the one")
            held = [self._telegrams.get(reader, sha256) for sha256 in hashes]
        if not held:
            raise NotFoundError(f"telegram {mrn}")
        return held

    def telegram(self, reader: Reader, source: Source) -> Telegram | None:
        """The telegram of a source; None for one that is absent or closed."""
        try:
            return self._telegrams.get(reader, source.sha256).telegram
        except NotFoundError:
            return None

    def telegrams(self, reader: Reader, sources: Iterable[Source]) -> dict[str, Telegram]:
        """The telegrams of sources by their hash, read at once; those that are absent or closed are left out."""
        held = self._telegrams.records(reader, {source.sha256 for source in sources})
        return {sha256: record.telegram for sha256, record in held.items()}

    def quotes(
        self, reader: Reader, sources: Sequence[Source], held: Mapping[str, Telegram] | None = None
    ) -> list[Quote]:
        """The words of sources, of those that the reader may read. held: their ``telegrams``, where at hand."""
        if held is None:
            held = self.telegrams(reader, sources)
        quotes = []
        for source in sources:
            telegram = held.get(source.sha256)
            if telegram is None:
                continue
            made = telegram.day
            quotes.append(
                Quote(
                    telegram=source.telegram,
                    paragraph=source.paragraph,
                    span=source.span,
                    text=words_at(telegram, source.span),
                    marking=mark_of(source_marking(telegram, source), made),
                )
            )
        return quotes

    def place(self, reader: Reader, mrn: str, quote: str | None) -> tuple[Record, Source]:
        """Where words stand in the newest version that has them; the subject of the newest one without words.

        Raises NotFoundError; RefusedError where they stand nowhere, or more than once.
        """
        records = self.versions(reader, mrn)
        if quote is None:
            return records[-1], subject_of(records[-1])
        often = False
        for record in reversed(records):
            spans = _found(record.telegram, quote)
            if len(spans) == 1:
                paragraph = record.telegram.paragraph_at(spans[0].start)
                number = paragraph.number if paragraph is not None else None
                return record, Source(record.telegram.called, number, spans[0], record.sha256)
            often = often or len(spans) > 1
        if often:
            raise RefusedError(
                f"those words stand in {mrn} more than once", "quote more of them, so that one place is meant"
            )
        raise RefusedError(f"those words do not stand in {mrn}", "copy them from the telegram as it stands")


class Text(NamedTuple):
    """The text of a telegram, its pages taken out (``without_pages``), and the acronyms that it writes out."""

    source: str
    acronyms: dict[str, str]


class Texts:
    """Texts that were read lately. The text of a telegram never changes; who may read it is asked each time."""

    def __init__(self, telegrams: Telegrams) -> None:
        self._telegrams = telegrams
        self._held: Lately[str, Text] = Lately(_MOST_SIGNS, lambda text: len(text.source))

    def of_readable(self, reader: Reader, hashes: Collection[str]) -> dict[str, Text]:
        """These telegrams, which the reader may read: whoever asks has asked for that."""
        kept = {sha256: self._held.get(sha256) for sha256 in sorted(hashes)}
        read = self._telegrams.records(reader, [sha256 for sha256, text in kept.items() if text is None])
        found = {}
        for sha256, text in kept.items():
            if text is None and sha256 in read:
                telegram = read[sha256].telegram
                source = without_pages(telegram, Span(0, len(telegram.source)))
                text = Text(source, acronyms(source))
                self._held.keep(sha256, text)
            if text is not None:
                found[sha256] = text
        return found


_HEADS = ("tei.head", "heading.from")


def day_of(record: Record) -> str:
    """The ISO day of a telegram, of its receipt where none was read."""
    return record.telegram.date or record.received[:10]


def whole(record: Record) -> Source:
    """A telegram from its first sign to its last."""
    telegram = record.telegram
    return Source(telegram.called, None, Span(0, len(telegram.source)), record.sha256)


def subject_of(record: Record) -> Source:
    """Where a telegram is cited of which no words are: its subject, without one the editors' head or the line that says
    from whom it is; ``whole`` of one that has none of these."""
    return _first_of(record, ("text.subject", *_HEADS))


def head_of(record: Record) -> Source:
    """Where a telegram says between whom it is: the editors' head, or the line that says from whom; else as above."""
    return _first_of(record, (*_HEADS, "text.subject"))


def _first_of(record: Record, kinds: Sequence[str]) -> Source:
    """The first line of the first of these kinds of elements that has words; ``whole`` without any."""
    telegram = record.telegram
    lines = [element for element in telegram.elements if element.kind in kinds]
    for line in (element.span for element in sorted(lines, key=lambda element: kinds.index(element.kind))):
        words = telegram.quote(line)
        label = _LABEL.match(words)
        start = label.end() if label is not None else 0
        if words[start:].strip():
            end = line.start + len(words.rstrip())
            return Source(telegram.called, None, Span(line.start + start, end), record.sha256)
    return whole(record)


def words_at(telegram: Telegram, span: Span) -> str:
    """The exact words of a span; on one line without what is none of them: a page that turns within, tags, notes."""
    exact = telegram.quote(span)
    if not _is_edited(telegram) and without_turns(telegram, span) == exact:
        return exact
    return folded(telegram, span).text.strip() or exact  # what is such a line, or a tag, from end to end


def _is_edited(telegram: Telegram) -> bool:
    return "tei" in telegram.layout


def _found(telegram: Telegram, quote: str) -> list[Span]:
    """Every place of the quote, as it stands or as it is shown (``words_at``)."""
    exact = [] if _is_edited(telegram) else _located(telegram.source, quote)
    if exact:
        return exact
    words = folded(telegram, Span(0, len(telegram.source)))
    return [words.span(*span) for span in _located(words.text, quote)]


def _located(text: str, quote: str) -> list[Span]:
    """Every place of the quote: as it stands, with any white space where it has some, else from first words to last.

    ``-- INFORMATION ... BY FEBRUARY 1`` runs from the first words to the next place of the last ones.
    """
    words = quote.split()
    if not words:
        return []
    loose = r"\s+".join(map(re.escape, words))
    for pattern in (re.escape(quote), loose):
        spans = [Span(*found.span()) for found in re.finditer(pattern, text)]
        if spans:
            return spans
    first, _, last = quote.partition(" ... ")
    if not first.split() or not last.split():
        return []
    ends = [span.end for span in _located(text, last)]
    runs = [(span, next((end for end in ends if end > span.end), None)) for span in _located(text, first)]
    return [Span(span.start, end) for span, end in runs if end is not None]
