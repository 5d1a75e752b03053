"""Reading one telegram: decode it, let the rooms of its layout read, and put the result together.

Reading never fails: any bytes give a telegram and findings.
"""

from __future__ import annotations

from datetime import date, datetime

from legation.core.mrn import Mrn
from legation.core.telegram import NotedDay, Telegram
from legation.core.text import Finding
from legation.formats.body.marked_above import raise_by_marks_within
from legation.formats.checks import check
from legation.formats.copies.covered import uncovered
from legation.formats.copies.file_number import is_as_called, number_of_file
from legation.formats.copies.html import is_page, read_page
from legation.formats.copies.repeated import without_repeat
from legation.formats.copies.wrapping import put_right, read_flat
from legation.formats.decoding import Decoded, decode
from legation.formats.exports.columns import is_row, may_be_table
from legation.formats.exports.rows import read_row
from legation.formats.exports.torn import take_torn
from legation.formats.flat import Flat
from legation.formats.layers import read_layers
from legation.formats.mail.mail import is_mail, is_sent_on, read_mail, read_sent_on
from legation.formats.ownnumber import NumberWithoutYear
from legation.formats.references.foreign_numbers import leave_unread
from legation.formats.references.years import FIRST_YEAR, called_by_file, written_number
from legation.formats.sectionheads import SectionHead
from legation.formats.sheet import Sheet
from legation.formats.volumes.outside import read_only_telegram
from legation.formats.volumes.tei import is_document, only_telegram, read_document
from legation.tables.posts import Posts, load_posts

_AS_READ = (
    "release",
    "transmission",
    "precedence",
    "dtg",
    "from_",
    "to",
    "info",
    "exempt",
    "distribution",
    "section",
    "executive_order",
    "tags",
    "subject",
    "classified_by",
    "paragraphs",
    "summary",
    "signature",
)
"""Fields of the sheet that go into the telegram under their own names."""


def read(
    data: bytes | str, received: date | None = None, *, file: str | None = None, posts: Posts | None = None
) -> Telegram:
    """Read one telegram. Never raises on any content; TypeError for what is neither bytes nor text.

    Args:
        data: bytes in any encoding, or text.
        received: a day, or a moment of it; settles centuries and the years of references where the text has no
            date-time group.
        file: name to carry in the result. A telegram without a number of its own has that of the name.
        posts: the table of posts; the package's own if not given.
    """
    decoded = decode(data)
    if isinstance(received, datetime):  # it is a date to the type checker, and cannot be compared with one
        received = received.date()
    posts = posts or load_posts()
    is_read = bool(decoded.text.strip()) and not any(found.severity == "error" for found in decoded.findings)
    called = number_of_file(file, posts) if is_read else None
    telegram = _read(decoded, received, file, posts, called)
    if called is not None and telegram.mrn == str(called) and not is_as_called(telegram):
        return _read(decoded, received, file, posts, None)
    return telegram


def _read(decoded: Decoded, received: date | None, file: str | None, posts: Posts, called: Mrn | None) -> Telegram:
    sheet = Sheet(decoded.text, posts, received)
    if called is not None:
        sheet.fields["called"] = called
    sheet.findings.extend(decoded.findings)
    if is_document(decoded.text):
        read_document(sheet)
    elif (alone := only_telegram(decoded.text)) is not None:
        read_only_telegram(sheet, *alone)
    elif is_page(decoded.text):
        read_page(sheet)
    elif is_mail(decoded.text):
        read_mail(sheet)
    elif (may_be_torn := may_be_table(decoded.text)) and is_row(decoded.text):
        read_row(sheet)
    elif not any(found.severity == "error" for found in decoded.findings):  # empty, or no text
        if is_sent_on(decoded.text):
            read_sent_on(sheet)
        elif (words := uncovered(decoded.text)) is not None:
            read_flat(sheet, words, "layout.cover")
        elif (words := without_repeat(decoded.text)) is not None:
            read_flat(sheet, words, "layout.repeat")
        elif (words := put_right(decoded.text)) is not None:
            read_flat(sheet, words, "layout.blank")
        else:
            read_layers(sheet)
        row = take_torn(sheet) if may_be_torn else None
        if row is not None and _own_mrn(sheet) is None and (mrn := _own_mrn(row)) is not None:
            sheet.fields["record_mrn"] = mrn
    if decoded.layer is not None:
        sheet.layers.insert(0, decoded.layer)
    return _telegram(sheet, decoded.sha256, file)


def read_parts(
    source: str,
    heads: list[SectionHead],
    sha256: str,
    *,
    flat: Flat | None = None,
    file: str | None = None,
    posts: Posts | None = None,
) -> Telegram:
    """Read the sections of one telegram, which stand in ``source`` in a row.

    Args:
        heads: where their words are, in ``source`` or in the words of ``flat``.
        flat: the words of ``source``, if its lines end in several signs.
    """
    sheet = Sheet(source, posts or load_posts(), None)
    sheet.fields["parts"] = heads
    if flat is None:
        read_layers(sheet)
    else:
        read_flat(sheet, flat, "layout.blank")
    return _telegram(sheet, sha256, file)


def _telegram(sheet: Sheet, sha256: str, file: str | None) -> Telegram:
    fields = sheet.fields
    mrn = _own_mrn(sheet)
    raise_by_marks_within(sheet)
    leave_unread(sheet)
    check(sheet, mrn)
    read_names = list(filter(fields.__contains__, _AS_READ))
    return Telegram(
        file=file,
        sha256=sha256,
        layout="+".join(sheet.layers) or "empty",
        mrn=str(mrn) if mrn else None,
        post=mrn.post if mrn else fields.get("post") or fields.get("originator_post"),
        number=mrn.number if mrn else _number_alone(sheet),
        year=mrn.year if mrn else sheet.year,
        classification=sheet.classification,
        attention=tuple(sheet.attention),
        references=tuple(sheet.references),
        marks=tuple(sheet.marks),
        findings=_in_order(sheet.findings),
        noted_days=_noted_days(sheet),
        written_day=_written_day(sheet),
        source=sheet.source,
        **dict(zip(read_names, map(fields.__getitem__, read_names), strict=True)),
    )


def _number_alone(sheet: Sheet) -> int | None:
    """The number of a telegram of which no message reference number is formed, or of a despatch."""
    fields = sheet.fields
    number: int | None = fields.get("number", fields.get("number_above", fields.get("despatch_number")))
    return number


def _written_day(sheet: Sheet) -> str | None:
    """The day that words tell, unless they tell no more of it than the month."""
    day: date | None = sheet.fields.get("written_day")
    return None if day is None or "is_month_alone" in sheet.fields else day.isoformat()


def _noted_days(sheet: Sheet) -> tuple[NotedDay, ...]:
    """What notes tell of the telegrams that are cited, by place; nothing of a number with several days."""
    if not sheet.noted:
        return ()
    cited = {one.mrn for one in sheet.references}
    cited |= {one.mrn for paragraph in sheet.fields.get("paragraphs", ()) for one in paragraph.mentions}
    alone = (days for mrn, days in sheet.noted.items() if mrn in cited and len({one.day for one in days}) == 1)
    return tuple(sorted((min(days, key=lambda one: one.span) for days in alone), key=lambda one: (one.span, one.mrn)))


def _in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Findings by place, each once."""
    if len(findings) < 2:
        return tuple(findings)
    # Rooms find in order of the text, so that keeping their order leaves little to sort.
    return tuple(sorted(dict.fromkeys(findings), key=lambda found: (found.span, found.code)))


def _own_mrn(sheet: Sheet) -> Mrn | None:
    """The telegram's own number: of its record head, else of its text with the year of its date, else of its file."""
    fields = sheet.fields
    record: Mrn | None = fields.get("record_mrn")
    if record is not None:
        return record
    airgram = fields.get("number") is None and "airgram" in fields
    post, number = written_number(sheet)
    if number is None and "record_own" in fields:
        post, number, airgram = _of_record(fields["record_own"], fields.get("originator_post"))
    year = fields.get("series_year") or (int(fields["dtg"][:4]) if "dtg" in fields else sheet.year)
    if post and number is not None and year and year >= FIRST_YEAR:
        return Mrn(year, post, number, airgram)
    return called_by_file(sheet) if number is None or not year else None


def _of_record(own: NumberWithoutYear, sender: str | None) -> tuple[str | None, int | None, bool]:
    """What a record says of the number without its year; nothing where another post than that sent the telegram."""
    return own if sender is None or sender == own.post else (None, None, False)
