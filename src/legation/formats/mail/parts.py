"""The parts of a mail message: where the content of each stands, and the words or bytes that are written there.

Source: RFC 2045-2046, as set out in the project's notes on mail.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Callable, Iterator
from email.message import Message
from email.parser import HeaderParser
from functools import cache
from typing import NamedTuple

from legation.formats.flat import Flat

_BLANK_LINE = re.compile(r"\r?\n\r?\n")
_ESCAPED = re.compile(r"(?:=[0-9A-Fa-f]{2}){1,3000}|=[ \t]{0,20}\r?\n")
_QUOTED_FROM = re.compile(r"^>{1,9}From ", re.MULTILINE)
_DEEPEST = 8  # parts within parts
_MOST_PARTS = 500
_LONGEST_HEADER = 65_536


class Leaf(NamedTuple):
    """One part without parts of its own: its header, and where its content stands; ``sent_on``: in a mail within.

    unseen: it has parts, or others stand behind it, that are not looked at.
    """

    header: Message
    start: int
    end: int
    sent_on: bool = False
    unseen: bool = False


def leaves_of(text: str, header: Message, content: int) -> list[Leaf]:
    """The parts of a message that have no parts of their own, in order. content: where its content begins."""
    return list(_leaves(text, header, content, len(text), 0, [_MOST_PARTS]))


def _leaves(text: str, header: Message, content: int, end: int, depth: int, left: list[int]) -> Iterator[Leaf]:
    """The parts without parts of their own of one whose content is ``text[content:end]``; ``left``: how many more."""
    left[0] -= 1
    boundary = stated(header.get_boundary) if header.get_content_maintype() == "multipart" else None
    is_mail_within = header.get_content_type() == "message/rfc822" and encoding_of(header) in _PLAIN
    if not boundary and not is_mail_within:
        yield Leaf(header, content, end)
    elif depth >= _DEEPEST or left[0] <= 0:
        yield Leaf(header, content, end, unseen=True)
    elif is_mail_within:
        for leaf in _leaves(text, *header_of(text, content, end), end, depth + 1, left):
            yield leaf._replace(sent_on=True)
    else:
        for begin, stop in _between(text, content, end, f"--{boundary}"):
            if left[0] <= 0:
                yield Leaf(header, begin, end, unseen=True)
                return
            yield from _leaves(text, *header_of(text, begin, stop), stop, depth + 1, left)


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


def header_of(text: str, start: int, end: int) -> tuple[Message, int]:
    """The header fields of a part, and where its content begins."""
    if text.startswith(("\n", "\r\n"), start):
        return Message(), text.find("\n", start) + 1
    stop = header_end(text, start, end)
    blank = _BLANK_LINE.match(text, stop, end)
    return HeaderParser().parsestr(text[start:stop]), blank.end() if blank is not None else stop


def header_end(text: str, start: int, end: int) -> int:
    """Where the header of a part ends: before its first empty line, or where no header is looked for any more."""
    blank = _BLANK_LINE.search(text, start, min(end, start + _LONGEST_HEADER))
    return blank.start() if blank is not None else min(end, start + _LONGEST_HEADER)


def words_of(source: str, leaf: Leaf, *, unquote: bool) -> Flat:
    """The words of a part, decoded. unquote: it is of a folder, in which lines that begin with From are quoted."""
    flat = Flat()
    charset = charset_of(leaf)
    encoding = encoding_of(leaf.header)
    if is_block(leaf):
        content = source[leaf.start : leaf.end]
        raw = _BLOCKS[encoding](content) if encoding in _BLOCKS else content.encode("latin-1", "replace")
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


def bytes_of(source: str, leaf: Leaf, *, unquote: bool) -> bytes:
    """The content of a part of a mail that was decoded as Latin-1, so that each byte is one code point."""
    content = source[leaf.start : leaf.end]
    encoding = encoding_of(leaf.header)
    if encoding in _BLOCKS:
        return _BLOCKS[encoding](content)
    if unquote:
        content = _QUOTED_FROM.sub(lambda found: found[0][1:], content)
    raw = content.encode("latin-1")
    return quopri.decodestring(raw) if encoding == "quoted-printable" else raw


def _of_base64(content: str) -> bytes:
    """All that is encoded so, whatever stands between, is missing at its end or goes on behind it."""
    found = bytearray()
    for signs in _NO_BASE64.sub(b"", content.encode("ascii", "replace")).split(b"="):
        whole = signs[: len(signs) - (len(signs) % 4 == 1)]  # of one sign nothing can be made
        found += binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))
    return bytes(found)


def _of_uuencode(content: str) -> bytes:
    """What is encoded so; lines that are damaged are left out."""
    found = bytearray()
    for line in content.encode("ascii", "replace").splitlines():
        if line and not line.startswith((b"begin ", b"end")):
            try:
                found += binascii.a2b_uu(line)
            except binascii.Error:
                continue
    return bytes(found)


_BLOCKS: dict[str, Callable[[str], bytes]] = {
    "base64": _of_base64,
    **dict.fromkeys(("x-uuencode", "uuencode", "x-uue", "uue"), _of_uuencode),
}
"""Encodings in which no word stands at a place of its own."""
_PLAIN = ("7bit", "8bit", "binary", "7-bit", "8-bit", "7bits", "8bits", "none", "")


def encoding_of(header: Message) -> str:
    """How the content of a part is encoded: ``7bit``, ``base64``, ``quoted-printable`` or whatever it says.

    Of several that are said the one counts in which a word would be seen least.
    """
    told = [str(one).strip().lower() for one in header.get_all("Content-Transfer-Encoding", ["7bit"])]
    return min(told, key=lambda one: (one not in _BLOCKS, one != "quoted-printable"))


def is_readable(leaf: Leaf) -> bool:
    """Whether it can be told what a part says: its parts are looked at, and it is encoded in one way that is known."""
    told = {str(one).strip().lower() for one in leaf.header.get_all("Content-Transfer-Encoding", ["7bit"])}
    return not leaf.unseen and len(told) == 1 and told <= {*_PLAIN, *_BLOCKS, "quoted-printable"}


def charset_of(leaf: Leaf) -> str:
    """The character set in which a part is written, as it says; UTF-8 where it does not."""
    return stated(leaf.header.get_content_charset) or "utf-8"


def is_block(leaf: Leaf) -> bool:
    """Whether the words of a part stand nowhere in the mail as they are."""
    return encoding_of(leaf.header) in _BLOCKS or not _shows_letters(charset_of(leaf))


@cache
def _shows_letters(charset: str) -> bool:
    """Whether what looks like ASCII is ASCII in a character set; UTF-7 has other letters in ``+AFM-``."""
    try:
        return _ASCII.decode(charset, "replace") == _ASCII.decode("ascii")
    except (LookupError, ValueError):
        return True


_ASCII = bytes(range(32, 127))
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")


def stated(parameter: Callable[[], str | None]) -> str | None:
    """A parameter of a field; None where it is in a charset that cannot be read."""
    try:
        return parameter()
    except (LookupError, ValueError):
        return None


def _text(raw: bytes, charset: str) -> str:
    try:
        return whole_signs(raw.decode(charset, "replace"))
    except (LookupError, ValueError):  # it is unknown, or takes no such signs whatever it is told
        return raw.decode("utf-8", "replace")


def whole_signs(words: str) -> str:
    """``words`` with a mark in the place of each half of a sign, as UTF-7 may leave one."""
    return words.encode("utf-8", "replace").decode()
