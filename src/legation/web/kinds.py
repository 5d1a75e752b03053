"""What each element of a telegram is called on the screen, and which of a few tints it has.

Formats make kinds freely; one that has no name here is shown by its dotted kind.
"""

from __future__ import annotations

NAMES = {
    "delivered.dashes": "Dashes of the delivered copy",
    "delivered.distribution": "Distribution of the delivered copy",
    "delivered.drafted": "Drafting and clearance",
    "end.classification": "Classification at the end",
    "end.downgrading": "Downgrading group",
    "end.message": "End of message",
    "genadmin.ampn": "AMPN set",
    "genadmin.end": "End of the last set",
    "genadmin.exer": "EXER set",
    "genadmin.msgid": "MSGID set",
    "genadmin.narr": "NARR set",
    "genadmin.poc": "POC set",
    "genadmin.ref": "REF set",
    "genadmin.rmks": "RMKS set",
    "genadmin.subj": "SUBJ set",
    "heading.bt": "Break between heading and text",
    "heading.date": "Date as written",
    "heading.dtg": "Date-time group",
    "heading.exempt": "Exempted addressees",
    "heading.from": "Originator",
    "heading.groups": "Group count",
    "heading.info": "Information addressees",
    "heading.number": "Telegram number",
    "heading.other": "Heading, other",
    "heading.precedence": "Precedence",
    "heading.signals": "Operating signals",
    "heading.to": "Action addressees",
    "html.markup": "Markup of the page",
    "html.page": "Page around the telegram",
    "layout.blank": "Blank",
    "layout.cover": "What a program put before or around the lines",
    "layout.repeat": "The same text again",
    "layout.unread": "Not read",
    "mail.encoded": "Encoded block of the mail",
    "mail.wrapping": "Mail around the telegram",
    "nara.attributes": "Attributes of the archive record",
    "nara.frame": "Frame of the archive record",
    "nara.lost": "Text that the archive has lost",
    "nara.stamp": "Stamp of the archive record",
    "page.classification": "Classification of the page",
    "page.header": "Header of the page",
    "page.review": "Stamp of a review",
    "release.classification": "Release head: classification",
    "release.columns": "Release head: names of its columns",
    "release.created": "Release head: date of the telegram",
    "release.mrn": "Release head: message reference number",
    "release.note": "Release head: note on what is missing",
    "release.origin": "Release head: origin",
    "release.released": "Release head: date of release",
    "release.title": "Release head: title",
    "section.end": "End of a section",
    "section.heading": "Head of a later section",
    "smart.clearance": "Drafting and clearance",
    "table.row": "Row around the telegram",
    "tei.dateline": "Dateline of the edition",
    "tei.head": "Heading of the edition",
    "tei.markup": "Markup of the edition",
    "tei.note": "Note of the edition",
    "text.attention": "Attention line",
    "text.authority": "Classified by",
    "text.caption": "Caption",
    "text.classification": "Classification line",
    "text.executive_order": "Executive order line",
    "text.number": "Telegram number",
    "text.other": "Text outside the paragraphs",
    "text.paragraph": "Paragraph",
    "text.references": "References",
    "text.series": "Series and section",
    "text.signature": "Signature",
    "text.subject": "Subject",
    "text.tags": "TAGS",
    "transmission.id": "Transmission identifier",
    "transmission.routing": "Routing indicators",
    "transmission.security": "Security and operating signals",
    "transmission.station": "Station and serial number",
}

TINTS = {
    "release": "Release head",
    "transmission": "Transmission",
    "address": "From, to, date",
    "marking": "Classification and handling",
    "matter": "Subject, TAGS, references",
    "body": "Paragraphs",
    "frame": "Pages, distribution, frame",
    "unread": "Not read",
}
"""Every tint and what the legend calls it."""

_GROUPS = {
    "delivered": "frame",
    "end": "frame",
    "genadmin": "matter",
    "heading": "address",
    "html": "frame",
    "mail": "frame",
    "nara": "frame",
    "page": "frame",
    "release": "release",
    "section": "frame",
    "smart": "frame",
    "table": "frame",
    "tei": "frame",
    "transmission": "transmission",
}
_OWN = {
    "end.classification": "marking",
    "layout.unread": "unread",
    "page.classification": "marking",
    "text.authority": "marking",
    "text.caption": "marking",
    "text.classification": "marking",
    "text.executive_order": "marking",
    "text.other": "body",
    "text.paragraph": "body",
    "text.signature": "body",
}


def name_of(kind: str) -> str:
    """What the screen calls an element."""
    return NAMES.get(kind, kind.replace(".", ": ").replace("_", " ").capitalize())


def tint_of(kind: str) -> str | None:
    """The tint of an element; None for blanks, which have nothing to tint."""
    if kind == "layout.blank":
        return None
    return _OWN.get(kind) or _GROUPS.get(kind.partition(".")[0]) or "matter"
