"""Findings that compare one part of a document with another, or that say what is absent."""

from __future__ import annotations

import re

import msgspec

from legation.core.mrn import Mrn
from legation.core.telegram import ExecutiveOrder, Release
from legation.formats.markings.levels import level_named
from legation.formats.markings.raising import CODE as RAISED
from legation.formats.sheet import RECORD, Sheet
from legation.formats.textpart.orders import was_in_force

_NO_RELEASE = Release()
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

# The letter of a security warning signal and the levels it fits (telegram-format, FL4).
_SIGNAL_LEVELS = {
    "U": {"UNCLASSIFIED"},
    "E": {"UNCLASSIFIED", "LIMITED OFFICIAL USE", "OFFICIAL USE ONLY"},
    "R": {"RESTRICTED"},
    "C": {"CONFIDENTIAL"},
    "S": {"SECRET"},
    "T": {"TOP SECRET"},
}


def check(sheet: Sheet, mrn: Mrn | None) -> None:
    """Add the findings to the sheet; ``mrn`` is the telegram's own number, if one could be formed."""
    fields = sheet.fields
    if not sheet.source or any(found.code == "BYT002" for found in sheet.findings):
        return
    whole = (0, min(len(sheet.source), 80))
    if "record_written" in fields:
        start, end = next((mark[:2] for mark in sheet.marks if mark[2] == "release.mrn"), whole)
        end = start + len(sheet.source[start:end].rstrip())
        sheet.find("MRN003", start, end, text=fields["record_written"], read=fields["record_mrn"])
    if not sheet.marks or (sheet.layers in (["body"], ["fragment"]) and not fields.get("paragraphs")):
        sheet.find("NOT001", *whole)
        return
    if mrn is not None and mrn is fields.get("called"):
        sheet.find("MRN004", *whole, read=mrn)
    if sheet.layers in (["fragment"], ["identifier"]):
        return
    if "dtg" not in fields and not any(f.code == "DTG002" for f in sheet.findings):
        sheet.find("DTG001", *whole)
    release: Release = fields.get("release", _NO_RELEASE)
    if "dtg" not in fields and fields.get("is_day_of_receipt") and release.created is None:
        start, end = next((mark[:2] for mark in sheet.marks if mark[2] == "heading.date"), whole)
        sheet.find("DTG004", start, start + len(sheet.source[start:end].rstrip()), read=fields["written_day"])
    if mrn is None:
        sheet.find("MRN001", *whole)
    record: Mrn | None = fields.get("record_mrn")
    own_number = fields.get("number")
    if record is not None and own_number is not None and own_number != record.number:
        sheet.find("MRN002", *whole, text=f"{fields.get('post')} {own_number}", read=record)
    _check_level(sheet, whole)
    _check_order(sheet)
    if "subject" not in fields and "body" not in sheet.layers:
        sheet.find("SUB001", *whole)


def _check_order(sheet: Sheet) -> None:
    """Tell of an order that was not in force on the telegram's own day, and of a day that lies before it."""
    order: ExecutiveOrder | None = sheet.fields.get("executive_order")
    if order is None or order.order is None or sheet.day is None or "dtg" not in sheet.fields:
        return
    start, end = next((m[:2] for m in sheet.marks if m[2] == "text.executive_order"), (0, 1))
    if not was_in_force(order.order, sheet.day):
        sheet.find("EOL002", start, end, text=f"E.O. {order.order}", read=sheet.day)
    until = order.declassify_on or ""
    if _DAY.fullmatch(until) is not None and until < sheet.day.isoformat():
        # Taken as its day it would let a telegram out on the day that it was sent.
        sheet.fields["executive_order"] = msgspec.structs.replace(order, declassify_on=f"stated as {until}")
        sheet.find("EOL003", start, end, text=until, read=sheet.day)


def _check_level(sheet: Sheet, whole: tuple[int, int]) -> None:
    level = sheet.fields.get("level")
    if level is None:
        # Held as the highest, it is held by nothing beside it.
        sheet.findings = [found for found in sheet.findings if found.code != RAISED]
        sheet.find("CLS001", *whole)
        return
    if len(sheet.lines) > 1 and not any(found.code == "CLS004" for found in sheet.findings):
        lower = next(one for one in sheet.lines if one != sheet.line_level)
        sheet.find("CLS004", *whole, text=lower, read=sheet.line_level)
    release = sheet.fields.get("release")
    if release is not None and release.classification:
        recorded = level_named(release.classification.split("//")[0])
        line = sheet.line_level
        if recorded is not None and line is not None and recorded != line:
            sheet.find("CLS002", *whole, text=release.classification, read=line)
    transmission = sheet.fields.get("transmission")
    if transmission is not None and transmission.security:
        # The signal itself may have raised the telegram: it is compared with what the lines or the record state.
        stated = sheet.line_level or sheet.stated.get(RECORD, level)
        signal, *letters = transmission.security.split()  # the letters alone in JANAP 128
        letter = (letters or [signal])[0][0]
        # ZNR says that it may go unencrypted, and ZNY that it may not: ``ZNR CCCCC`` fits no level.
        is_odd = bool(letters) and (signal == "ZNR") != (letter == "U")
        if is_odd or stated not in _SIGNAL_LEVELS.get(letter, {stated}):
            sheet.find("CLS003", *whole, text=transmission.security, read=stated)
