"""Writing a telegram as mail: the transmission copy as text, what its header says in the fields of MMHS.

The inverse of ``formats.mail.mail``. The same draft and addresses give the same bytes, so that a mail sent a second
time is the same mail. Source: RFC 5322, RFC 2045-2047, RFC 6477, RFC 7444; the mapping is set out in
docs/reference/mail.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.charset import QP, Charset
from email.header import Header
from email.quoprimime import body_encode
from email.utils import format_datetime

from legation.core.draft import Draft
from legation.core.marking import Marking
from legation.core.telegram import Addressee, Classification
from legation.formats.mail.label import POLICY
from legation.formats.writing.writing import write
from legation.tables.marking import marking_of

_NUMBERS = {"ROUTINE": 1, "PRIORITY": 2, "IMMEDIATE": 3, "NIACT IMMEDIATE": 3, "FLASH": 4, "EMERGENCY COMMAND": 5}
_TRANSFER = {1: -2, 2: 0, 3: 2, 4: 4, 5: 6}
_COLOURS = ("green", "green", "green", "aqua", "red", "orange")
_MILITARY = re.compile(r"[^A-Za-z0-9 '()+,./:=?-]")
_LONGEST = 69
_LONGEST_LINE = 998  # RFC 5322, 2.1.1
_LONGEST_WORD = 76  # of a field that is folded at its blanks
_ASCII = re.compile(r"[\x20-\x7e\t\n]*")
_UTF8 = Charset("utf-8")
_UTF8.header_encoding = QP


def write_mail(
    draft: Draft,
    *,
    message_id: str,
    sender: str,
    address: Callable[[str], str | None],
    marking: Marking,
) -> bytes:
    """The mail that carries a telegram, lines ending in CR LF.

    Args:
        message_id: with its angle brackets.
        sender: mail address of the originator.
        address: the mail address of a plain language address; None where it is reached by other means.
        marking: as closely as the telegram is held; the label says it.

    Raises RefusedError as ``write`` does.
    """
    text = write(draft)
    ascii_alone = _ASCII.fullmatch(text) is not None
    plain = ascii_alone and max(map(len, text.split("\n"))) <= _LONGEST_LINE
    fields = [
        ("From", _mailbox(draft.from_.plad or "", sender)),
        *_addressed("To", draft.to, address),
        *_addressed("Cc", draft.info, address),
        ("Date", _moment(draft)),
        ("Message-ID", message_id),
        ("Subject", draft.subject or ""),
        *_of_mmhs(draft, address),
        ("SIO-Label", _label(draft.classification, marking)),
        ("MIME-Version", "1.0"),
        ("Content-Type", f"text/plain; charset={'us-ascii' if ascii_alone else 'utf-8'}"),
        ("Content-Transfer-Encoding", "7bit" if plain else "quoted-printable"),
    ]
    # The encoder takes bytes as the signs of their numbers.
    body = text if plain else body_encode(text.encode().decode("latin-1"))
    head = "\n".join(f"{name}: {_folded(name, value)}" for name, value in fields if value)
    return f"{head}\n\n{body}".replace("\r\n", "\n").replace("\n", "\r\n").encode("ascii")


def label_of(classification: Classification) -> str:
    """The display marking of a classification, such as ``CONFIDENTIAL//NOFORN``."""
    return "//".join([classification.level or "", *classification.caveats])


def _of_mmhs(draft: Draft, address: Callable[[str], str | None]) -> list[tuple[str, str]]:
    sent = draft.transmission
    given = draft.precedence
    signals = "; ".join(_military(signal) for signal in sent.signals)
    marks = [_military(mark) for mark in (*draft.classification.captions, *(f"XMT {one}" for one in draft.exempt))]
    codes = [tag for tag in draft.tags if 3 <= len(tag) <= 8 and not _MILITARY.search(tag)]
    others = [tag for tag in draft.tags if tag not in codes]
    serial = (sent.serial or "").partition("/")[0]
    number = _NUMBERS.get(given.action or "", 1)
    return [
        ("MMHS-Extended-Authorisation-Info", _moment(draft)),
        ("MMHS-Primary-Precedence", _precedence(given.action)),
        ("MMHS-Copy-Precedence", _precedence(given.info or given.action) if draft.info else ""),
        ("MMHS-Originator-PLAD", _military(draft.from_.plad or "")),
        ("MMHS-Originator-Reference", _military(f"{draft.post} {draft.number:06d}")),
        (
            "MMHS-Acp127-Message-Identifier",
            _military(f"{sent.station} {serial} {sent.filed}") if sent.station and serial and sent.filed else "",
        ),
        ("MMHS-Message-Instructions", signals),
        ("MMHS-Other-Recipients-Indicator-To", _by_other_means(draft.to, address)),
        ("MMHS-Other-Recipients-Indicator-CC", _by_other_means(draft.info, address)),
        ("MMHS-Handling-Instructions", "; ".join(marks)),
        ("MMHS-Subject-Indicator-Codes", "; ".join(codes)),
        ("Keywords", ", ".join(others)),
        ("MT-Priority", str(_TRANSFER[number])),
    ]


def _addressed(
    field: str, addressees: Sequence[Addressee], address: Callable[[str], str | None]
) -> list[tuple[str, str]]:
    told = [_mailbox(one.plad, mail) for one in addressees if (mail := address(one.plad)) is not None]
    return [(field, ", ".join(told))]


def _by_other_means(addressees: Sequence[Addressee], address: Callable[[str], str | None]) -> str:
    return "; ".join(_military(one.plad) for one in addressees if address(one.plad) is None)


def _mailbox(plad: str, mail: str) -> str:
    if _ASCII.fullmatch(plad) is None:  # the name alone is encoded: within an encoded word an address is none
        return f"{_encoded('To', ' '.join(plad.split()))} <{mail}>"
    quoted = plad.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{mail}>'


def _moment(draft: Draft) -> str:
    at = datetime.fromisoformat(str(draft.dtg).replace("Z", "+00:00")).astimezone(UTC)
    return format_datetime(at)


def _precedence(name: str | None) -> str:
    number = _NUMBERS.get(name or "", 1)
    word = {1: "routine", 2: "priority", 3: "immediate", 4: "flash", 5: "override"}[number]
    return f"{number} ({word})"


def _military(words: str) -> str:
    """Words in the characters of a military string, at most as many as a line of a circuit."""
    return _MILITARY.sub(" ", words)[:_LONGEST].strip()


def _label(classification: Classification, marking: Marking) -> str:
    shown = label_of(classification).replace("\\", "\\\\").replace('"', '\\"')
    colour = _COLOURS[min(marking_of(classification).rank, len(_COLOURS) - 1)]
    return f'marking="{shown}"; fgcolor=black; bgcolor={colour}; type="{POLICY}"; label="{marking.label}"'


def _has_long_word(value: str) -> bool:
    return max(map(len, value.split(" "))) > _LONGEST_WORD


def _encoded(name: str, value: str) -> str:
    return Header(value, _UTF8, header_name=name).encode()


def _folded(name: str, value: str) -> str:
    """A field's value in lines of at most 76 characters where it has blanks; signs beyond ASCII as encoded words."""
    value = " ".join(value.split())  # a line end within would begin another field
    # What only looks like an encoded word would be read as what it stands for.
    if _ASCII.fullmatch(value) is None or (name == "Subject" and ("=?" in value or _has_long_word(value))):
        return _encoded(name, value)
    lines, line = [], f"{name}:"
    for word in value.split(" "):
        if len(line) + 1 + len(word) > 76 and line not in (f"{name}:", ""):
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\n".join([*lines, line]).removeprefix(f"{name}: ")
