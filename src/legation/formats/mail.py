"""Telegrams by mail: a message with the telegram in a part of it, the fields of MMHS in its header, and mail folders.

The source is the raw message. Where a part is encoded sign by sign (quoted-printable) a span leads to the signs that
stand for its words; where it is encoded as a whole (base64) a span leads to the whole encoded block, since no words
stand anywhere in it. What the header says fills what the telegram's own words leave empty.

Source: RFC 5322, RFC 2045-2047, RFC 6477 as set out in the project's notes on mail.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Callable, Iterator
from datetime import UTC
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import HeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from itertools import islice
from typing import NamedTuple

import msgspec

from legation.core.mrn import Mrn
from legation.core.telegram import Addressee, Originator, Precedence, Release, Transmission
from legation.formats.covered import BAR, QUOTE, uncovered, without_quotes
from legation.formats.flat import Flat
from legation.formats.html import words_of_page, words_shown
from legation.formats.lines import SPACE
from legation.formats.mail_label import take_label
from legation.formats.ownnumber import take_record_number
from legation.formats.plain import plain
from legation.formats.said_about import take_said_about
from legation.formats.sheet import Sheet
from legation.formats.smart import is_field_block
from legation.formats.stated import take_levels_around
from legation.formats.wrapping import read_flat
from legation.tables.captions import caption_names, row_name

_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,60}:(?:[ \t]|\r?\n)")
_FOLDER = re.compile(r"From \S{1,200} [^\n]{0,80}\d{4}[^\n]{0,20}\n")
_DIVIDES = re.compile(rb"^From \S{1,200} [^\n]{0,80}\d{4}[^\n]{0,20}\n(?=[A-Za-z][A-Za-z0-9-]{1,60}:)", re.MULTILINE)
# A field block of a telegram has a From and a Subject too; only mail has one of these, or such an address or date.
_MAIL = re.compile(
    r"^(?:(?:Message-ID|MIME-Version|Received|Return-Path|Content-Type|Sent|MMHS-[A-Za-z0-9-]{3,60}):"
    r"|From:[^\n@]{0,200}[^\n@\s]@[^\n@\s]|Date: {1,9}(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d)",
    re.M | re.I,
)
_BLANK_LINE = re.compile(r"\r?\n\r?\n")
_ESCAPED = re.compile(r"(?:=[0-9A-Fa-f]{2}){1,3000}|=[ \t]{0,20}\r?\n")
_QUOTED_FROM = re.compile(r"^>{1,9}From ", re.MULTILINE)
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
_PRECEDENCES = {"0": "ROUTINE", "1": "ROUTINE", "2": "PRIORITY", "3": "IMMEDIATE", "4": "FLASH", "5": "OVERRIDE"}
_DEEPEST = 8  # parts within parts
_MOST_PARTS = 500
_MOST_READ = 20  # parts of one kind that are looked at for a telegram
_LONGEST_HEADER = 65_536
_MOST_NESTED = 100  # comments and groups in the addresses of one kind
_UNNESTED = str.maketrans("():", "   ")


class _Leaf(NamedTuple):
    """One part without parts of its own: its header, and where its content stands; ``sent_on``: in a mail within."""

    header: Message
    start: int
    end: int
    sent_on: bool = False


def is_mail(text: str) -> bool:
    """Whether ``text`` is a mail message, with or without the line that divides it from others in a folder."""
    at = 0
    if text.startswith("From ") and (divides := _FOLDER.match(text)) is not None:
        at = divides.end()
    if _FIELD.match(text, at) is None:
        return False
    sign = _MAIL.search(text, at, _header_end(text, at, len(text)))
    if sign is None or at:
        return bool(at)
    # An address and a clock stand in the field block of a telegram, too.
    return sign[0][:5].lower() not in ("from:", "date:") or not is_field_block(text, at, len(text))


def read_mail(sheet: Sheet) -> None:
    """Read the telegram in a mail message."""
    source = sheet.source
    divides = _FOLDER.match(source) if source.startswith("From ") else None
    sheet.layer("mbox" if divides is not None else "mail")
    start = divides.end() if divides is not None else 0
    header, content = _header(source, start, len(source))
    leaves = list(_leaves(source, header, content, len(source), 0, [_MOST_PARTS]))
    _take_header(sheet, header)
    said: dict[int, Flat] = {}

    def words(leaf: _Leaf) -> Flat:
        if leaf.start not in said:
            said[leaf.start] = _words(source, leaf, unquote=divides is not None)
        return said[leaf.start]

    chosen, flat = _chosen(leaves, words)
    flat = _below_forwarding(flat)
    if chosen is not None and _encoding(chosen) == "base64":
        sheet.marks.append((chosen.start, chosen.end, "mail.encoded"))
        held, sheet.marks = sheet.marks, []
        looked_at = read_flat(sheet, flat, "mail.wrapping")
        sheet.marks = [*held, *sheet.marks]
    else:
        looked_at = read_flat(sheet, flat, "mail.wrapping")
    for leaf in leaves:
        place = (leaf.start, leaf.end)
        if leaf.header.get_content_maintype() == "text" and not (looked_at and words(leaf) is flat):
            text = words(leaf).text
            take_levels_around(
                sheet, plain(text if leaf.header.get_content_type() == "text/plain" else words_shown(text)), place
            )
        elif _is_text_file(leaf):
            take_levels_around(sheet, plain(words(leaf).text), place)
        if leaf.sent_on:
            _take_fields(sheet, leaf.header, place)
        if name := _stated(leaf.header.get_filename):
            take_said_about(sheet, "", re.sub(r"[_ .]+", "/", name), place)
        if described := leaf.header.get("Content-Description"):
            take_said_about(sheet, "", _decoded(described), place)
    whole = (start, content)
    take_levels_around(sheet, plain(_field(header, "Subject") or ""), whole)
    take_levels_around(sheet, plain(source[start:content]), whole)
    if header.get_content_maintype() == "multipart" and leaves:
        # What stands before the first part and behind the last one, which most readers of mail do not show.
        for begin, stop in ((content, min(leaf.start for leaf in leaves)), (leaves[-1].end, len(source))):
            take_levels_around(sheet, plain(source[begin:stop]), (begin, stop))
    _take_fields(sheet, header, whole)
    if chosen is not None:
        head = words(chosen).text[:_DEEP]
        for found in islice(_SUBJECT.finditer(head), _MOST_READ) if "Subject: " in head else ():
            take_said_about(sheet, "Subject", found[1], (chosen.start, chosen.end), caption_at_edge=True)
    _fill(sheet, header)


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
    take_levels_around(sheet, plain(_field(fields, "Subject") or ""), (0, at))
    _take_fields(sheet, fields, (0, at))


def _is_text_file(leaf: _Leaf) -> bool:
    """Whether an attachment without a type of its own is a text by its name."""
    name = (_stated(leaf.header.get_filename) or "").lower()
    return leaf.header.get_content_type() == "application/octet-stream" and name.endswith((".txt", ".log", ".cable"))


# Fields that say who, when and how, and those that other rooms read.
_NOT_ABOUT = re.compile(
    "(?:From|To|Cc|Bcc|Date|Sender|Reply-To|Message-ID|Received|Return-Path|References|In-Reply-To|MIME-Version|Content-.*"
    "|SIO-Label|DKIM.*|ARC-.*|List-.*)",
    re.IGNORECASE,
)


def _take_fields(sheet: Sheet, header: Message, place: tuple[int, int]) -> None:
    """Raise the telegram by what the fields of a mail's header say of its marking: ``X-Classification: SECRET``."""
    for name in dict.fromkeys(header.keys()):
        if _NOT_ABOUT.fullmatch(name) is None:
            for value in header.get_all(name, [])[:_MOST_READ]:
                is_subject = name.lower() == "subject"
                take_said_about(sheet, name, _decoded(value), place, caption_at_edge=is_subject)


def is_mbox(data: bytes) -> bool:
    """Whether ``data`` is a folder of mail messages."""
    return data.startswith(b"From ") and _DIVIDES.match(data) is not None


class Attached(NamedTuple):
    """A text that goes with a mail. name: of its file, else its place among the parts, from 1."""

    name: str
    data: bytes


def attached(data: bytes, also: Callable[[str], bool] = lambda _: False) -> list[Attached]:
    """The texts attached to a mail, beside the part that it is read as. also: what else is taken, by its name."""
    if b"boundary" not in data and b"name" not in data:
        return []
    source = data.decode("latin-1")  # each byte one code point and back, so that bytes stay what they were
    divides = _FOLDER.match(source) if source.startswith("From ") else None
    if not is_mail(source):
        return []
    header, content = _header(source, 0 if divides is None else divides.end(), len(source))
    leaves = list(_leaves(source, header, content, len(source), 0, [_MOST_PARTS]))
    chosen, _ = _chosen(leaves, lambda leaf: _words(source, leaf, unquote=divides is not None))
    found: list[Attached] = []
    for place, leaf in enumerate(leaves, 1):
        name = _stated(leaf.header.get_filename)
        is_text = leaf.header.get_content_type() in ("text/plain", "application/octet-stream")
        if (is_text or also(name or "")) and leaf is not chosen and (name or leaf.sent_on) and len(found) < _MOST_READ:
            raw = _bytes(source, leaf, unquote=divides is not None)
            if raw.strip():
                found.append(Attached(name or str(place), raw))
    return found


def _bytes(source: str, leaf: _Leaf, *, unquote: bool) -> bytes:
    """The content of a part of a mail that was decoded as Latin-1."""
    content = source[leaf.start : leaf.end]
    encoding = _encoding(leaf)
    try:
        if encoding == "base64":
            return base64.b64decode(content.encode("ascii", "replace"))
    except (binascii.Error, ValueError):
        return b""
    if unquote:
        content = _QUOTED_FROM.sub(lambda found: found[0][1:], content)
    raw = content.encode("latin-1")
    return quopri.decodestring(raw) if encoding == "quoted-printable" else raw


def messages(data: bytes) -> Iterator[tuple[int, int]]:
    """Where each message of a folder stands, its dividing line included. A line divides after an empty line only."""
    start = 0
    for divides in _DIVIDES.finditer(data, 1):
        at = divides.start()
        if data[max(0, at - 2) : at] == b"\n\n" or data[max(0, at - 4) : at] == b"\r\n\r\n":
            yield start, at
            start = at
    yield start, len(data)


def _header_end(text: str, start: int, end: int) -> int:
    blank = _BLANK_LINE.search(text, start, min(end, start + _LONGEST_HEADER))
    return blank.start() if blank is not None else min(end, start + _LONGEST_HEADER)


def _header(text: str, start: int, end: int) -> tuple[Message, int]:
    """The header fields of a part, and where its content begins."""
    if text.startswith(("\n", "\r\n"), start):
        return Message(), text.find("\n", start) + 1
    stop = _header_end(text, start, end)
    blank = _BLANK_LINE.match(text, stop, end)
    return HeaderParser().parsestr(text[start:stop]), blank.end() if blank is not None else stop


def _leaves(text: str, header: Message, content: int, end: int, depth: int, left: list[int]) -> Iterator[_Leaf]:
    """The parts without parts of their own of one whose content is ``text[content:end]``; ``left``: how many more."""
    left[0] -= 1
    boundary = _stated(header.get_boundary) if header.get_content_maintype() == "multipart" else None
    if header.get_content_type() == "message/rfc822" and depth < _DEEPEST and left[0] > 0:
        for leaf in _leaves(text, *_header(text, content, end), end, depth + 1, left):
            yield leaf._replace(sent_on=True)
    elif not boundary or depth >= _DEEPEST:
        yield _Leaf(header, content, end)
    else:
        for begin, stop in _between(text, content, end, f"--{boundary}"):
            if left[0] <= 0:
                return
            yield from _leaves(text, *_header(text, begin, stop), stop, depth + 1, left)


def _between(text: str, start: int, end: int, boundary: str) -> Iterator[tuple[int, int]]:
    """Where the parts stand between lines that begin with ``boundary``."""
    begin: int | None = None
    at = text.find(boundary, start, end)
    while at >= 0:
        if at == start or text[at - 1] == "\n":
            if begin is not None:
                stop = at - (2 if text[at - 2 : at] == "\r\n" else 1)
                yield begin, max(begin, stop)
            if text.startswith("--", at + len(boundary)):
                return
            line = text.find("\n", at, end)
            begin = line + 1 if line >= 0 else end
        at = text.find(boundary, at + len(boundary), end)
    if begin is not None and begin < end:
        yield begin, end


def _chosen(leaves: list[_Leaf], words: Callable[[_Leaf], Flat]) -> tuple[_Leaf | None, Flat]:
    """The part that holds the telegram, and its words: plain text that looks like one, else plain text, else a page."""
    texts = [leaf for leaf in leaves if leaf.header.get_content_type() == "text/plain"]
    pages = [leaf for leaf in leaves if leaf.header.get_content_type() == "text/html"]
    best: tuple[_Leaf | None, Flat] = (None, Flat())
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


def _encoding(leaf: _Leaf) -> str:
    return str(leaf.header.get("Content-Transfer-Encoding", "7bit")).strip().lower()


def _words(source: str, leaf: _Leaf, *, unquote: bool) -> Flat:
    """The words of a part, decoded."""
    flat = Flat()
    charset = _stated(leaf.header.get_content_charset) or "utf-8"
    encoding = _encoding(leaf)
    if encoding == "base64":
        try:
            raw = base64.b64decode(source[leaf.start : leaf.end].encode("ascii", "replace"))
        except (binascii.Error, ValueError):
            raw = b""
        flat.add_block(_text(raw, charset), leaf.start, leaf.end)
        return flat
    at = leaf.start
    if encoding == "quoted-printable":
        for found in _ESCAPED.finditer(source, leaf.start, leaf.end):
            flat.add(source[at : found.start()], at)
            if not found[0].isspace() and found[0][1] not in " \t\r\n":
                words = _text(bytes.fromhex(found[0].replace("=", "")), charset)
                if len(words) * 3 == len(found[0]):
                    for index, sign in enumerate(words):
                        flat.add(sign, found.start() + 3 * index, 3)
                else:
                    flat.add_block(words, found.start(), found.end())
            at = found.end()
    elif unquote:
        for found in _QUOTED_FROM.finditer(source, leaf.start, leaf.end):
            flat.add(source[at : found.start()], at)
            at = found.start() + 1
    flat.add(source[at : leaf.end], at)
    return flat


def _stated(parameter: Callable[[], str | None]) -> str | None:
    """A parameter of a field; None where it is in a charset that cannot be read."""
    try:
        return parameter()
    except (LookupError, ValueError):
        return None


def _text(raw: bytes, charset: str) -> str:
    try:
        return _whole_signs(raw.decode(charset, "replace"))
    except (LookupError, ValueError):  # it is unknown, or takes no such signs whatever it is told
        return raw.decode("utf-8", "replace")


def _whole_signs(words: str) -> str:
    """``words`` with a mark in the place of each half of a sign, as UTF-7 may leave one."""
    return words.encode("utf-8", "replace").decode()


def _take_header(sheet: Sheet, header: Message) -> None:
    """Number and day of the header, which settle the years of the references in the text."""
    sent = _instant(_field(header, "MMHS-Extended-Authorisation-Info", "MMHS-Extended-Authorization-Info", "Date"))
    origin = next(iter(_addresses([_field(header, "From") or ""])), ("", ""))
    sheet.fields["release"] = Release(created=sent.removesuffix("Z") if sent else None, origin=_name(origin))
    sheet.settle_day()
    reference = _field(header, "MMHS-Originator-Reference")
    found = re.fullmatch(r"(?P<post>[A-Z][A-Z .'-]{1,40}?)\s{1,3}(?P<number>\d{1,7})", reference or "")
    if found is not None and sheet.year is not None:
        post = sheet.posts.key(found["post"]) or re.sub(r"[^A-Z]", "", found["post"])
        sheet.fields["record_mrn"] = Mrn(sheet.year, post, int(found["number"]))
    elif reference:
        take_record_number(sheet, reference)


def _fill(sheet: Sheet, header: Message) -> None:
    """What the header says and the telegram's own words do not."""
    fields = sheet.fields
    authorised = _instant(_field(header, "MMHS-Extended-Authorisation-Info", "MMHS-Extended-Authorization-Info"))
    if authorised is not None:
        fields.setdefault("dtg", authorised)
    sender = _field(header, "MMHS-Originator-PLAD") or fields["release"].origin
    held: Originator | None = fields.get("from_")
    if sender and (held is None or held.plad == fields["release"].origin):
        fields["from_"] = Originator(sender)
    for way, mail, other in (("to", "To", "To"), ("info", "Cc", "CC")):
        named = [_name(pair) for pair in _addresses([str(_decoded(v)) for v in header.get_all(mail, [])])]
        named += (_field(header, f"MMHS-Other-Recipients-Indicator-{other}") or "").split(";")
        if not fields.get(way):
            fields[way] = tuple(Addressee(name.strip()) for name in named if name and name.strip())
    if not fields.get("subject") and (subject := _field(header, "Subject")):
        fields["subject"] = subject
    given: Precedence = fields.get("precedence") or Precedence()
    kinds = {kind for _, _, kind in sheet.marks}
    fields["precedence"] = Precedence(
        given.action or _precedence(_field(header, "MMHS-Primary-Precedence")),
        # One prosign in the telegram is for all its addressees, whatever the header repeats of it. What stands beside
        # an address is of that one.
        given.info
        if "heading.precedence" in kinds
        else given.info or _precedence(_field(header, "MMHS-Copy-Precedence")),
    )
    handling = (_field(header, "MMHS-Handling-Instructions") or "").upper().split(";")
    sheet.captions.extend(row_name(words.strip()) for words in handling if words.strip() in caption_names())
    if (label := _field(header, "SIO-Label")) is not None:
        take_label(sheet, label)
    codes = f"{_field(header, 'MMHS-Subject-Indicator-Codes') or ''};{_field(header, 'Keywords') or ''}"
    if not fields.get("tags"):
        fields["tags"] = tuple(dict.fromkeys(code.strip() for code in re.split(r"[;,]", codes) if code.strip()))
    station = (_field(header, "MMHS-Acp127-Message-Identifier") or "").split()
    copy: Transmission = fields.get("transmission") or Transmission()
    if len(station) == 3 and copy.station is None:
        fields["transmission"] = msgspec.structs.replace(
            copy, station=station[0], serial=station[1].lstrip("#"), filed=station[2]
        )


def _addresses(fields: list[str]) -> list[tuple[str, str]]:
    """The names and addresses in the fields of a header."""
    if sum(one.count("(") + one.count(":") for one in fields) > _MOST_NESTED:
        # The library reads a comment in a comment, and a group in a group, by calling itself, and fails of too many.
        fields = [one.translate(_UNNESTED) for one in fields]
    return getaddresses(fields)


def _field(header: Message, *names: str) -> str | None:
    """The first of the named fields, encoded words decoded and lines unfolded."""
    for name in names:
        value = header.get(name)
        if value is not None:
            words = " ".join(_decoded(value).split())
            return words or None
    return None


def _decoded(value: object) -> str:
    try:
        return _whole_signs(str(make_header(decode_header(str(value)))))
    except (MessageError, LookupError, ValueError):
        return str(value)


def _name(pair: tuple[str, str]) -> str | None:
    """The name of a mailbox, or its address where it has none."""
    return " ".join((pair[0] or pair[1]).split()) or None


def _instant(words: str | None) -> str | None:
    """An RFC 5322 date as instant in UTC, to the minute."""
    try:
        moment = parsedate_to_datetime(words) if words else None
        if moment is None:
            return None
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        return moment.strftime("%Y-%m-%dT%H:%MZ") if moment.year > 999 else None
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _precedence(words: str | None) -> str | None:
    if words is None:
        return None
    bare = re.sub(r"\([^()]{0,60}\)", "", words).strip()
    named = {"DEFERRED": "ROUTINE"}.get(bare.upper(), bare.upper())
    return _PRECEDENCES.get(bare) or (named if named in set(_PRECEDENCES.values()) else None)
