"""What telegrams lie in: lines of a set width, the frame of an archive record, a mail message, a web page."""

from __future__ import annotations

import html
import random

from legation.core.dtg import MONTHS
from legation.simulate.truth import Truth


def wrapped(words: str, width: int) -> list[str]:
    """``words``, parted by single blanks, as lines of at most ``width``, save a longer word."""
    lines: list[str] = []
    at, end = 0, len(words)
    while end - at > width:
        cut = words.rfind(" ", at, at + width + 1)
        if cut <= at:
            cut = words.find(" ", at + width)
            if cut < 0:
                break
        lines.append(words[at:cut])
        at = cut + 1
    lines.append(words[at:])
    return lines


def in_record(lines: list[str], truth: Truth, post: str, chance: random.Random, end: str) -> str:
    """The frame that the archive of 1973-79 puts around a telegram: banner, text, attributes."""
    year, number = truth.dtg[:4], truth.mrn.removeprefix(truth.dtg[2:4] + post.replace(" ", ""))
    stamp = "Declassified/Released US Department of State EO Systematic Review 30 JUN 2005"
    listed = "; ".join(f"({label}) {mrn}" if label else f"{mrn}" for label, mrn in truth.references if mrn)
    handling = ", ".join(truth.captions + truth.caveats) or "n/a"
    day = _day(truth.dtg)
    values = {
        "Automatic Decaptioning": "X",
        "Capture Date": "01 JAN 1994",
        "Channel Indicators": "n/a",
        "Current Classification": "UNCLASSIFIED",
        "Concepts": "n/a",
        "Control Number": "n/a",
        "Copy": "SINGLE",
        "Draft Date": day,
        "Decaption Date": "01 JAN 1960",
        "Disposition Action": "RELEASED",
        "Document Number": f"{year}{post[:6].strip()}{int(number):05d}",
        "Document Source": "CORE",
        "Document Unique ID": "00",
        "Drafter": "n/a",
        "Enclosure": "n/a",
        "Executive Order": "GS" if truth.level != "UNCLASSIFIED" else "N/A",
        "Errors": "N/A",
        "Film Number": f"D{year[2:]}0{chance.randrange(100, 400)}-{chance.randrange(1, 1200):04d}",
        "From": post,
        "Handling Restrictions": "n/a",
        "Line Count": f"'{len(lines)}'",
        "Locator": "TEXT ON-LINE, ON MICROFILM",
        "Office": f"ACTION {truth.distribution[0][1]}",
        "Original Classification": truth.level,
        "Original Handling Restrictions": handling,
        "Page Count": f"'{1 + len(lines) // 48}'",
        "Previous Classification": truth.level,
        "Previous Handling Restrictions": handling,
        "Reference": listed or "n/a",
        "Review Action": "RELEASED, APPROVED",
        "Review Date": "14 AUG 2002",
        "Review Markings": f"! '{stamp}'",
        "Secure": "OPEN",
        "Status": "NATIVE",
        "Subject": truth.subject,
        "TAGS": ", ".join(truth.tags),
        "To": "STATE",
        "Type": "TE",
        "Markings": stamp,
    }
    attributes = [f"{key}: {value}" for key, value in values.items()]
    return end.join([stamp, "", "Message Text", "", *lines, "", "", "Message Attributes", "", *attributes, ""])


def _day(dtg: str) -> str:
    return f"{dtg[8:10]} {MONTHS[int(dtg[5:7]) - 1]} {dtg[:4]}"


def mail_head(truth: Truth) -> str:
    """The header of a mail message with the fields that military mail carries."""
    plads = "; ".join(plad for plad, *_ in truth.info) or "n/a"
    day = f"{int(truth.dtg[8:10])} {MONTHS[int(truth.dtg[5:7]) - 1].title()} {truth.dtg[:4]}"
    return "\n".join(
        [
            "From: Station <station@sender.example>",
            "To: Desk <desk@receiver.example>",
            f"Date: {day} {truth.dtg[11:16]}:00 +0000",
            f"Message-ID: <{truth.mrn}@sender.example>",
            f"Subject: {truth.subject}",
            f"MMHS-Primary-Precedence: {truth.action.lower()}",
            f"MMHS-Originator-PLAD: {truth.from_plad}",
            f"MMHS-Other-Recipients-Indicator-CC: {plads}",
            "MIME-Version: 1.0",
            'Content-Type: text/plain; charset="utf-8"',
            "Content-Transfer-Encoding: 8bit",
            "",
            "",
        ]
    )


def in_mail(text: str, truth: Truth) -> str:
    """A mail message whose text is the telegram."""
    return mail_head(truth) + text


def in_page(text: str, truth: Truth) -> str:
    """A web page that shows the telegram as it came."""
    name = html.escape(truth.mrn)
    return (
        f"<!DOCTYPE html>\n<html><head><title>{name}</title></head><body>\n<p>Browse &amp; find</p>\n"
        f"<pre>\n{html.escape(text, quote=False)}</pre>\n</body></html>\n"
    )
