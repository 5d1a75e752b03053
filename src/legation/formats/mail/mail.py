"""Telegrams by mail: a message with the telegram in a part of it.

The source is the raw message. Where a part is encoded sign by sign (quoted-printable) a span leads to the signs that
stand for its words; where it is encoded as a whole (base64) a span leads to the whole encoded block, since no words
stand anywhere in it. What the header says fills what the telegram's own words leave empty.

Source: RFC 5322, RFC 2045-2047, RFC 6477 as set out in the project's notes on mail.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import Message
from email.parser import HeaderParser
from itertools import islice
from typing import NamedTuple

from legation.formats.copies.covered import BAR, QUOTE, uncovered, without_quotes
from legation.formats.copies.html import words_of_page, words_shown
from legation.formats.copies.wrapping import read_flat
from legation.formats.flat import Flat
from legation.formats.lines import SPACE
from legation.formats.mail.folder import behind_divide
from legation.formats.mail.header import decoded, field, fill_from_header, take_fields, take_header
from legation.formats.mail.parts import (
    Leaf,
    bytes_of,
    header_end,
    header_of,
    is_block,
    is_readable,
    leaves_of,
    stated,
    words_of,
)
from legation.formats.markings.stated import take_levels_around
from legation.formats.plain import plain
from legation.formats.records.smart import is_field_block
from legation.formats.said_about import take_said_about
from legation.formats.sheet import Sheet
from legation.tables.portions import portion

_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,60}:(?:[ \t]|\r?\n)")
# A field block of a telegram has a From and a Subject too; only mail has one of these, or such an address or date.
_MAIL = re.compile(
    r"^(?:(?:Message-ID|MIME-Version|Received|Return-Path|Content-Type|Sent|MMHS-[A-Za-z0-9-]{3,60}):"
    r"|From:[^\n@]{0,200}[^\n@\s]@[^\n@\s]|Date: {1,9}(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d)",
    re.M | re.I,
)
_TELEGRAM = re.compile(
    r"^\s{0,20}(?:V?ZCZC|FM [A-Z]|(?:[ZOPR] ){1,2}\d{6}Z|SUBJ|TAGS|1\s?\.\s|UNCLAS|C O N F)", re.MULTILINE
)
# The level of a classified text. What stands below it is never read without it.
_MARKED = re.compile(
    r"^\s{0,20}(?:T ?O ?P {1,3}S ?E ?C|S ?E ?C ?R ?E ?T|C ?O ?N ?F ?I ?D|R ?E ?S ?T ?R ?I ?C ?T ?E|L ?I ?M ?I ?T ?E ?D"
    r"|L ?O ?U\b|LIMOFFUSE|O ?F ?F ?I ?C ?I ?A ?L {1,3}U ?S ?E)",
    re.MULTILINE,
)
# The fields of a mail that another one sends on, as they stand in its words.
_OTHER_FIELDS = r"(?:To|Cc|Bcc|Subject|Importance|Attachments|Reply-To) ?:[^\n]{0,400}\n(?:[ \t][^\n]{0,400}\n){0,9}"
_SENT_ON = re.compile(
    r"^(?:[ \t]{0,9}(?:-{2,20} ?(?:Original|Forwarded) message ?-{2,20}|Begin forwarded message:)[ \t]{0,9}\r?\n"
    r"(?:[ \t]{0,9}\r?\n){0,3})?From ?: ?[^\n]{1,200}\n"
    rf"(?:{_OTHER_FIELDS}){{0,4}}(?:Sent|Date) ?:[^\n]{{1,100}}\n(?:{_OTHER_FIELDS}){{1,6}}",
    re.MULTILINE | re.IGNORECASE,
)
_SUBJECT = re.compile(r"^(?:> ?){0,9}Subject: ([^\n]{1,400})\n", re.MULTILINE)  # of such a mail, or of one above it
_DEEP = 20_000  # code points in which such fields are looked for
_MOST_READ = 20  # parts of one kind that are looked at for a telegram


def is_mail(text: str) -> bool:
    """Whether ``text`` is a mail message, with or without the line that divides it from others in a folder."""
    at = behind_divide(text)
    if _FIELD.match(text, at) is None:
        return False
    sign = _MAIL.search(text, at, header_end(text, at, len(text)))
    if sign is None or at:
        return bool(at)
    # An address and a clock stand in the field block of a telegram, too.
    return sign[0][:5].lower() not in ("from:", "date:") or not is_field_block(text, at, len(text))


def read_mail(sheet: Sheet) -> None:
    """Read the telegram in a mail message."""
    source = sheet.source
    start = behind_divide(source)
    sheet.layer("mbox" if start else "mail")
    header, content = header_of(source, start, len(source))
    leaves = leaves_of(source, header, content)
    take_header(sheet, header)
    said: dict[int, Flat] = {}

    def words(leaf: Leaf) -> Flat:
        if leaf.start not in said:
            said[leaf.start] = words_of(source, leaf, unquote=start > 0)
        return said[leaf.start]

    chosen, flat = _chosen(leaves, words)
    flat = _below_forwarding(flat)
    looked_at = _read_words(sheet, chosen, flat)
    for leaf in leaves:
        _raise_by_part(sheet, leaf, words, flat if looked_at else None)
    _raise_around_parts(sheet, header, start, content, leaves)
    if chosen is not None:
        head = words(chosen).text[:_DEEP]
        for found in islice(_SUBJECT.finditer(head), _MOST_READ) if "Subject: " in head else ():
            take_said_about(sheet, "Subject", found[1], (chosen.start, chosen.end), caption_at_edge=True)
    fill_from_header(sheet, header)


def _read_words(sheet: Sheet, chosen: Leaf | None, flat: Flat) -> bool:
    """Read the telegram in the words of its part; whether all that they say of its marking was looked at."""
    if chosen is None or not is_block(chosen):
        return read_flat(sheet, flat, "mail.wrapping")
    # Every span leads to the whole block, so the marks of the words give way to one of it.
    before = [*sheet.marks, (chosen.start, chosen.end, "mail.encoded")]
    sheet.marks = []
    looked_at = read_flat(sheet, flat, "mail.wrapping")
    sheet.marks = [*before, *sheet.marks]
    return looked_at


def _raise_by_part(sheet: Sheet, leaf: Leaf, words: Callable[[Leaf], Flat], looked_at: Flat | None) -> None:
    """Raise the telegram by what a part says of its marking: its words, its name, the mail it came in.

    Of what cannot be told what it says nobody knows how it is marked.

    looked_at: the words that the telegram was read in, where all that they say was looked at.
    """
    place = (leaf.start, leaf.end)
    if not is_readable(leaf):
        sheet.hold_unreadable(*place)
    if leaf.header.get_content_maintype() == "text":
        if words(leaf) is not looked_at:
            text = words(leaf).text
            take_levels_around(
                sheet, plain(text if leaf.header.get_content_type() == "text/plain" else words_shown(text)), place
            )
    elif _is_text_file(leaf):
        take_levels_around(sheet, plain(words(leaf).text), place)
    if leaf.sent_on:
        take_fields(sheet, leaf.header, place)
    if name := stated(leaf.header.get_filename):
        take_said_about(sheet, "", re.sub(r"[_ .]+", "/", name), place)
    if described := leaf.header.get("Content-Description"):
        take_said_about(sheet, "", decoded(described), place)


def _raise_around_parts(sheet: Sheet, header: Message, start: int, content: int, leaves: list[Leaf]) -> None:
    """Raise the telegram by what stands in the header, before the first part and behind the last one."""
    source, whole = sheet.source, (start, content)
    take_levels_around(sheet, plain(_title_apart(field(header, "Subject") or "")), whole)
    take_levels_around(sheet, plain(source[start:content]), whole)
    if header.get_content_maintype() == "multipart" and leaves:
        # Most readers of mail do not show these words.
        for begin, stop in ((content, min(leaf.start for leaf in leaves)), (leaves[-1].end, len(source))):
            take_levels_around(sheet, plain(source[begin:stop]), (begin, stop))
    take_fields(sheet, header, whole)


def _title_apart(subject: str) -> str:
    """A subject with its title below the mark before it, of which it is no control: ``S//NF HARBOUR TALKS``."""
    mark, _, title = subject.partition(" ")
    return f"{mark}\n{title}" if "//" in mark and portion(mark) is not None else subject


_SENDS_ON = re.compile(r"\s{0,40}(?:-{2,20} ?(?:Original|Forwarded) message ?-{2,20}|Begin forwarded message:)", re.I)


def is_sent_on(text: str) -> bool:
    """Whether ``text`` begins as a mail that another one sends on: its words were copied without their header."""
    return _SENDS_ON.match(text) is not None and _SENT_ON.match(text, SPACE.match(text).end()) is not None  # type: ignore[union-attr]


def read_sent_on(sheet: Sheet) -> None:
    """Read what stands below the fields of a mail that was sent on; they raise it as those of a header do."""
    source = sheet.source
    at = 0
    while (found := _SENT_ON.match(source, SPACE.match(source, at).end())) is not None:  # type: ignore[union-attr]
        at = found.end()
    sheet.layer("mail")
    flat = Flat.without(source, at, len(source), ())
    read_flat(sheet, flat.through(bare) if (bare := uncovered(flat.text)) is not None else flat, "mail.wrapping")
    take_levels_around(sheet, plain(source[:at]), (0, at))
    fields = HeaderParser().parsestr(source[source.find("\n", 0, at) + 1 : at].lstrip())
    take_levels_around(sheet, plain(field(fields, "Subject") or ""), (0, at))
    take_fields(sheet, fields, (0, at))


def _is_text_file(leaf: Leaf) -> bool:
    """Whether an attachment without a type of its own is a text by its name, or has none; or a mail that is encoded."""
    name = (stated(leaf.header.get_filename) or "").lower()
    return leaf.header.get_content_type() == "message/rfc822" or (
        leaf.header.get_content_type() == "application/octet-stream"
        and (not name or name.endswith((".txt", ".log", ".cable")))
    )


class Attached(NamedTuple):
    """A text that goes with a mail. name: of its file, else its place among the parts, from 1."""

    name: str
    data: bytes


class Attachments(NamedTuple):
    """What goes with a mail. more: there is more that was not looked at."""

    found: list[Attached]
    more: bool = False


def attached(data: bytes, also: Callable[[str], bool] = lambda _: False) -> Attachments:
    """The texts attached to a mail, beside the part that it is read as. also: what else is taken, by its name."""
    if b"boundary" not in data and b"name" not in data:
        return Attachments([])
    source = data.decode("latin-1")  # each byte one code point and back, so that bytes stay what they were
    if not is_mail(source):
        return Attachments([])
    start = behind_divide(source)
    leaves = leaves_of(source, *header_of(source, start, len(source)))
    chosen, _ = _chosen(leaves, lambda leaf: words_of(source, leaf, unquote=start > 0))
    found: list[Attached] = []
    for place, leaf in enumerate(leaves, 1):
        name = stated(leaf.header.get_filename)
        kind = leaf.header.get_content_type()
        # A text without a name is one more part of the mail's own words, which raise it.
        is_text = kind in _FILES or (kind == "text/plain" and bool(name or leaf.sent_on))
        if (is_text or also(name or "")) and leaf is not chosen:
            raw = bytes_of(source, leaf, unquote=start > 0)
            if raw.strip() and len(found) == _MOST_READ:
                return Attachments(found, more=True)
            if raw.strip():
                found.append(Attached(name or str(place), raw))
    return Attachments(found)


_FILES = ("application/octet-stream", "message/rfc822")


def _chosen(leaves: list[Leaf], words: Callable[[Leaf], Flat]) -> tuple[Leaf | None, Flat]:
    """The part that holds the telegram, and its words: plain text that looks like one, else plain text, else a page."""
    texts = [leaf for leaf in leaves if leaf.header.get_content_type() == "text/plain"]
    pages = [leaf for leaf in leaves if leaf.header.get_content_type() == "text/html"]
    best: tuple[Leaf | None, Flat] = (None, Flat())
    for leaf in texts[:_MOST_READ]:
        flat = words(leaf)
        if _TELEGRAM.search(flat.text):
            return leaf, flat
        for sign in (QUOTE, BAR):
            bare = without_quotes(flat.text, sign)
            if bare is not None and _TELEGRAM.search(bare.text):
                return leaf, flat.through(bare)
        if best[0] is None and flat.text.strip():
            best = leaf, flat
    for leaf in pages[:_MOST_READ]:
        flat = words(leaf)
        page = flat.through(words_of_page(flat.text))
        if page.length and best[0] is None:
            return leaf, page
    return best


def _below_forwarding(flat: Flat) -> Flat:
    """The words below the fields of the mail that was sent on, where the telegram stands below them.

    Only fields above the telegram are taken: those in it are of a mail that it quotes, and so is what is under them.
    """
    text, below = flat.text, 0
    if "\nfrom" not in f"\n{text[:_DEEP]}".lower():  # with which each of them begins, or goes on
        return flat
    for found in _SENT_ON.finditer(text, 0, _DEEP):
        above = _TELEGRAM.search(text, below, found.start()) or _MARKED.search(text, below, found.end())
        if above is not None:
            break
        below = found.end()
    if not below or _TELEGRAM.search(text, below) is None:
        return flat
    return flat.through(Flat.without(text, below, len(text), ()))
