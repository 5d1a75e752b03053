"""The header of a mail with a telegram in it: who sent it, to whom and when, and the fields of military mail (MMHS).

Source: RFC 5322, RFC 2047, RFC 6477 as set out in the project's notes on mail.
"""

from __future__ import annotations

import re
from datetime import UTC, date
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

import msgspec

from legation.core.dtg import MONTH_PATTERN, month_named
from legation.core.mrn import Mrn, parse_mrn
from legation.core.telegram import Addressee, Originator, Precedence, Release, Transmission
from legation.formats.mail.label import take_label
from legation.formats.mail.parts import whole_signs
from legation.formats.ownnumber import take_record_number
from legation.formats.said_about import take_said_about
from legation.formats.sheet import Sheet
from legation.tables.captions import caption_names, row_name

_PRECEDENCES = {
    number: name
    for name, *numbers in (
        ("ROUTINE", "0", "1", "DEFERRED", "ROUTINE"),
        ("PRIORITY", "2", "PRIORITY"),
        ("IMMEDIATE", "3", "IMMEDIATE"),
        ("FLASH", "4", "FLASH"),
        ("EMERGENCY COMMAND", "5", "OVERRIDE"),
    )
    for number in numbers
}
"""Numbers and words of a military header to the precedence; a telegram is sent under the same (``writing.mail``)."""
_MOST_NESTED = 100  # comments and groups in the addresses of one kind
_UNNESTED = str.maketrans("():", "   ")
_MOST_READ = 20  # values of one field
# Fields that say who, when and how, and those that other rooms read.
_NOT_ABOUT = re.compile(
    "(?:From|To|Cc|Bcc|Date|Sender|Reply-To|Message-ID|Received|Return-Path|References|In-Reply-To|MIME-Version|Content-.*"
    "|SIO-Label|DKIM.*|ARC-.*|List-.*)",
    re.IGNORECASE,
)


def take_header(sheet: Sheet, header: Message) -> None:
    """Number and day of the header, which settle the years of the references in the text."""
    sent = _instant(field(header, "MMHS-Extended-Authorisation-Info", "MMHS-Extended-Authorization-Info", "Date"))
    origin = next(iter(_addresses([field(header, "From") or ""])), ("", ""))
    created = sent.removesuffix("Z") if sent else _day_as_printed(field(header, "Sent", "Date"))
    sheet.fields["release"] = Release(created=created, origin=_name(origin))
    sheet.settle_day()
    reference = field(header, "MMHS-Originator-Reference")
    found = re.fullmatch(r"(?P<post>[A-Z][A-Z .'-]{1,40}?)\s{1,3}(?P<number>\d{1,7})", reference or "")
    if found is not None and sheet.year is not None:
        post = sheet.posts.key(found["post"]) or re.sub(r"[^A-Z]", "", found["post"])
        sheet.fields["record_mrn"] = Mrn(sheet.year, post, int(found["number"]))
    elif reference:
        take_record_number(sheet, reference)


def _take_year(sheet: Sheet, subject: str) -> None:
    """The telegram's own number with its year, where the subject of the mail names it alone: ``Fwd: 08BELISAR211``."""
    named = set(_NUMBERS.findall(subject.upper()))
    mrn = parse_mrn(named.pop(), sheet.posts.aliases) if len(named) == 1 else None
    if mrn is not None and (mrn.post, mrn.number) == (sheet.fields.get("post"), sheet.fields["number"]):
        sheet.fields["record_mrn"] = mrn


_NUMBERS = re.compile(r"(?<![A-Z0-9])(?:19|20)?\d\d[A-Z]{3,30}\d{1,6}(?![A-Z0-9])")
_PRINTED_DAY = re.compile(
    rf"(?:[A-Z][a-z]{{2,8}},? )?(?P<month>{MONTH_PATTERN})\.? (?P<day>\d{{1,2}}), (?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


def fill_from_header(sheet: Sheet, header: Message) -> None:
    """What the header says and the telegram's own words do not."""
    fields = sheet.fields
    authorised = _instant(field(header, "MMHS-Extended-Authorisation-Info", "MMHS-Extended-Authorization-Info"))
    if authorised is not None:
        fields.setdefault("dtg", authorised)
    sender = field(header, "MMHS-Originator-PLAD") or fields["release"].origin
    held: Originator | None = fields.get("from_")
    if sender and (held is None or held.plad == fields["release"].origin):
        fields["from_"] = Originator(sender)
    for way, mail, other in (("to", "To", "To"), ("info", "Cc", "CC")):
        named = [_name(pair) for pair in _addresses([str(decoded(v)) for v in header.get_all(mail, [])])]
        named += (field(header, f"MMHS-Other-Recipients-Indicator-{other}") or "").split(";")
        if not fields.get(way):
            fields[way] = tuple(Addressee(name.strip()) for name in named if name and name.strip())
    subject = field(header, "Subject")
    if subject and "record_mrn" not in fields and "number" in fields and "dtg" not in fields:
        _take_year(sheet, subject)
    if not fields.get("subject") and subject:
        fields["subject"] = subject
    given: Precedence = fields.get("precedence") or Precedence()
    kinds = {kind for _, _, kind in sheet.marks}
    fields["precedence"] = Precedence(
        given.action or _precedence(field(header, "MMHS-Primary-Precedence")),
        # One prosign in the telegram is for all its addressees, whatever the header repeats of it. What stands beside
        # an address is of that one.
        given.info
        if "heading.precedence" in kinds
        else given.info or _precedence(field(header, "MMHS-Copy-Precedence")),
    )
    handling = (field(header, "MMHS-Handling-Instructions") or "").upper().split(";")
    sheet.captions.extend(row_name(words.strip()) for words in handling if words.strip() in caption_names())
    if not fields.get("exempt"):
        fields["exempt"] = _exempt(header, handling)
    if (label := field(header, "SIO-Label")) is not None:
        take_label(sheet, label)
    codes = f"{field(header, 'MMHS-Subject-Indicator-Codes') or ''};{field(header, 'Keywords') or ''}"
    if not fields.get("tags"):
        fields["tags"] = tuple(dict.fromkeys(code.strip() for code in re.split(r"[;,]", codes) if code.strip()))
    station = (field(header, "MMHS-Acp127-Message-Identifier") or "").split()
    copy: Transmission = fields.get("transmission") or Transmission()
    if len(station) == 3 and copy.station is None:
        copy = msgspec.structs.replace(copy, station=station[0], serial=station[1].lstrip("#"), filed=station[2])
    signals = [one.strip() for one in (field(header, "MMHS-Message-Instructions") or "").split(";") if one.strip()]
    if signals and not copy.signals:
        copy = msgspec.structs.replace(copy, signals=tuple(signals))
    fields["transmission"] = copy


def _exempt(header: Message, handling: list[str]) -> tuple[str, ...]:
    """Members of a collective that must not get it: by their addresses, and as ``XMT`` among the instructions."""
    addressed = _addresses([decoded(value) for value in header.get_all("MMHS-Exempted-Address", [])])
    named = [name for pair in addressed if (name := _name(pair)) is not None]
    named += [words.strip().removeprefix("XMT ").strip() for words in handling if words.strip().startswith("XMT ")]
    return tuple(dict.fromkeys(named))


def take_fields(sheet: Sheet, header: Message, place: tuple[int, int]) -> None:
    """Raise the telegram by what the fields of a mail's header say of its marking: ``X-Classification: SECRET``."""
    for name in dict.fromkeys(header.keys()):
        if _NOT_ABOUT.fullmatch(name) is None:
            for value in header.get_all(name, [])[:_MOST_READ]:
                is_subject = name.lower() == "subject"
                take_said_about(sheet, name, decoded(value), place, caption_at_edge=is_subject)


def field(header: Message, *names: str) -> str | None:
    """The first of the named fields, encoded words decoded and lines unfolded."""
    for name in names:
        value = header.get(name)
        if value is not None:
            words = " ".join(decoded(value).split())
            return words or None
    return None


def decoded(value: object) -> str:
    """A value of a field in plain words; as it stands where its encoded words cannot be read."""
    try:
        return whole_signs(str(make_header(decode_header(str(value)))))
    except (MessageError, LookupError, ValueError):
        return str(value)


def _addresses(fields: list[str]) -> list[tuple[str, str]]:
    """The names and addresses in the fields of a header."""
    if sum(one.count("(") + one.count(":") for one in fields) > _MOST_NESTED:
        # The library reads a comment in a comment, and a group in a group, by calling itself, and fails of too many.
        fields = [one.translate(_UNNESTED) for one in fields]
    # As a program prints them they have no address, and a comma is part of a name: ``Roe, Jane; Doe, John``.
    if fields and not any("@" in one or '"' in one for one in fields):
        return [(name.strip(), "") for one in fields for name in one.split(";") if name.strip()]
    return getaddresses(fields)


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


def _day_as_printed(words: str | None) -> str | None:
    """The day of a mail that a program has printed, by the clock of who did: ``Thursday, March 12, 2009 4:51 PM``."""
    found = _PRINTED_DAY.match(words) if words is not None else None
    month = month_named(found["month"][:3]) if found is not None else None
    if found is None or month is None:
        return None
    try:
        return date(int(found["year"]), month, int(found["day"])).isoformat()
    except ValueError:  # a day that the month has not
        return None


def _precedence(words: str | None) -> str | None:
    if words is None:
        return None
    bare = re.sub(r"\([^()]{0,60}\)", "", words).strip()
    return _PRECEDENCES.get(bare.upper())
