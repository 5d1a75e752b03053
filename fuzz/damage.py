"""Damage as copies show it, and worse: lines cut, doubled, moved, joined, spliced; letters lost, changed, lowered.

Each kind takes a telegram's bytes and a source of chance and gives other bytes. It is told the seeds as well, since
lines of another telegram inside this one are a damage too.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

Damage = Callable[[list[bytes], random.Random, Sequence[bytes]], list[bytes]]

# What a line or a word may be changed to: labels, signs and numbers that rooms of the reader look for.
WORDS = (
    *(b"REF: ", b"REFS: A. ", b"TAGS: ", b"SUBJECT: ", b"E.O. 13526: DECL: ", b"CLASSIFIED BY: ", b"REASON: 1.4 (B)"),
    *(b"TO ", b"INFO ", b"FM ", b"XMT ", b"BT", b"NNNN", b"ZCZC", b"PAGE 01 ", b"PAGE 02 ROME 00893 01 OF 02 051623Z"),
    *(b"1. (C) ", b"2. ", b"2). ", b"-- ", b"-----", b"SUMMARY: ", b"END SUMMARY.", b"COMMENT: ", b"A) ", b"(A) "),
    *(b"REF A", b"REFS A-Z", b"REFTEL", b"ROME 893", b"STATE 112 AND 113", b"MSGID/", b"REF/A/", b"NARR/", b"//"),
    *(b"O R 051513Z MAR 15", b"051513Z", b"C O N F I D E N T I A L ", b"UNCLAS", b"SECTION 01 OF 02", b"SIPDIS"),
    *(b"QUOTE", b"UNQUOTE", b"Message Text", b"Message Attributes", b"ROME 00000893  002 OF 003", b"<TEI ", b"<p>"),
    *(b'<div type="document">', b"</div>", b"<note>", b"&amp;", b"<!--", b"\xc2\xb6", b"\xef\xbb\xbf", b"\xff\xfe"),
    *(b"\0", b"\r", b"\f", b"\x85", b"\xc2\xa0", b"\xe2\x80\xa8", b"\xc5\xbf", b"\xc4\xb0", b"\xef\xac\x81", b"\xdf"),
    *(b"\xd9\xa1\xd9\xa2\xd9\xa3", b"\xc2\xb2", b"0" * 5000, b"9" * 40, b" " * 200, b"(" * 50),
)


def _cut(lines: list[bytes], chance: random.Random, _: Sequence[bytes]) -> list[bytes]:
    at = chance.randrange(len(lines))
    return lines[:at] + lines[at + chance.randint(1, 5) :]


def _double(lines: list[bytes], chance: random.Random, _: Sequence[bytes]) -> list[bytes]:
    at, count = chance.randrange(len(lines)), chance.choice((1, 1, 3, 20))
    part = lines[at : at + chance.randint(1, 4)]
    return lines[:at] + part * count + lines[at:]


def _shuffle(lines: list[bytes], chance: random.Random, _: Sequence[bytes]) -> list[bytes]:
    at = chance.randrange(len(lines))
    part = lines[at : at + 8]
    chance.shuffle(part)
    return lines[:at] + part + lines[at + 8 :]


def _join(lines: list[bytes], chance: random.Random, _: Sequence[bytes]) -> list[bytes]:
    return [line.rstrip(b"\r\n") + b" " if chance.random() < 0.2 else line for line in lines]


def _break(lines: list[bytes], chance: random.Random, _: Sequence[bytes]) -> list[bytes]:
    broken: list[bytes] = []
    for line in lines:
        if len(line) > 8 and chance.random() < 0.2:
            at = chance.randrange(1, len(line))
            broken += [line[:at] + chance.choice((b"\n", b"\r\n", b"\r", b"-\n", b"\n\n")), line[at:]]
        else:
            broken.append(line)
    return broken


def _case(lines: list[bytes], chance: random.Random, _: Sequence[bytes]) -> list[bytes]:
    change = chance.choice((bytes.lower, bytes.upper, bytes.title, bytes.swapcase))
    return [change(line) if chance.random() < 0.3 else line for line in lines]


def _noise(lines: list[bytes], chance: random.Random, _: Sequence[bytes]) -> list[bytes]:
    signs = b"O0I1l.:-()#/,; \n"
    spoiled: list[bytes] = []
    for line in lines:
        letters = bytearray(line)
        for _n in range(len(line) // 40 + (chance.random() < 0.2)):
            if letters:
                letters[chance.randrange(len(letters))] = chance.choice(signs)
        spoiled.append(bytes(letters))
    return spoiled


def _word(lines: list[bytes], chance: random.Random, _: Sequence[bytes]) -> list[bytes]:
    at = chance.randrange(len(lines))
    line, word = lines[at], chance.choice(WORDS)
    if chance.random() < 0.1:
        word *= chance.randint(2, 200)
    place = chance.choice((0, len(line.rstrip()), chance.randrange(len(line) + 1)))
    return [*lines[:at], line[:place] + word + line[place:], *lines[at + 1 :]]


def _splice(lines: list[bytes], chance: random.Random, seeds: Sequence[bytes]) -> list[bytes]:
    if not seeds:
        return lines
    other = chance.choice(seeds).splitlines(keepends=True) or [b"\n"]
    at, begin = chance.randrange(len(lines)), chance.randrange(len(other))
    return lines[:at] + other[begin : begin + chance.choice((1, 5, 40))] + lines[at:]


def _bytes(lines: list[bytes], chance: random.Random, _: Sequence[bytes]) -> list[bytes]:
    data = bytearray(b"".join(lines))
    for _n in range(chance.choice((1, 1, 4, 16))):
        if data:
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 2)] = chance.randbytes(chance.randint(0, 2))
    return bytes(data).splitlines(keepends=True)


def _ends(lines: list[bytes], chance: random.Random, _: Sequence[bytes]) -> list[bytes]:
    end = chance.choice((b"\n", b"\r\n", b"\r", b"\r\r\n", b"\n\n", b"\x85"))
    return [line.rstrip(b"\r\n") + end for line in lines]


# Letters that are others without regard to case: long s, Kelvin's sign, the Turkish dotted and dotless i.
_ALIKE = {b"s": b"\xc5\xbf", b"k": b"\xe2\x84\xaa", b"i": b"\xc4\xb0", b"I": b"\xc4\xb1"}


def _alike(lines: list[bytes], chance: random.Random, _: Sequence[bytes]) -> list[bytes]:
    letters = [(form, other) for letter, other in _ALIKE.items() for form in (letter, letter.swapcase())]
    spoiled: list[bytes] = []
    for line in lines:
        letter, other = chance.choice(letters)
        spoiled.append(line.replace(letter, other, 1))
    return spoiled


KINDS: dict[str, Damage] = {
    "cut": _cut,
    "double": _double,
    "shuffle": _shuffle,
    "join": _join,
    "break": _break,
    "case": _case,
    "noise": _noise,
    "word": _word,
    "splice": _splice,
    "bytes": _bytes,
    "ends": _ends,
    "alike": _alike,
}


def damaged(data: bytes, chance: random.Random, seeds: Sequence[bytes] = (), *, longest: int = 1 << 20) -> bytes:
    """``data`` with one to four damages done to it, at most ``longest`` bytes of it."""
    for name in chance.choices(tuple(KINDS), k=chance.randint(1, 4)):
        lines = data.splitlines(keepends=True)
        data = b"".join(KINDS[name](lines or [b""], chance, seeds))[:longest]
    return data
