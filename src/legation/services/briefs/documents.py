"""A brief as a document to carry: Markdown, Word (DOCX) and PDF.

Banner at the head and foot, of every page where there are pages, a portion mark before every paragraph, the paragraphs
it rests on after it, and the sources at the end: the same lines in each form, and nothing else.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import msgspec

from legation.services.briefs.brief import NAMES, Brief, Line

_JSON = msgspec.json.Encoder()
_NO_SIGN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def to_markdown(brief: Brief) -> str:
    """The brief as Markdown, banner first and last. What telegrams say is escaped, so it stays text."""
    told = [
        brief.banner,
        f"# {_told(brief.title)}",
        brief.dated,
    ]
    if brief.past:
        told.insert(1, brief.past)
    for section in brief.sections:
        told.append(f"## {_told(section.titled) if section.titled is not None else section.heading}")
        told.extend(_told(line) for line in section.lines)
    if brief.derived_from:
        told.append("## Classification")
        told.extend(escaped(text) for text in _classification(brief))
    if brief.sources:
        told.append("## Sources")
        told.append("\n".join(f"- {escaped(text)}" for text in _sources(brief)))
    told.append(brief.banner)
    return "\n\n".join(told) + "\n"


def to_docx(brief: Brief) -> bytes:
    """The brief as a Word document."""
    import docx  # slow to load, and needed for this alone
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    document: Any = docx.Document()
    document.styles["Normal"].font.size = Pt(11)
    for style in (document.styles[name] for name in ("Normal", "Heading 1", "Heading 2")):
        style.font.name, style.font.color.rgb = "Times New Roman", RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for theme in [name for name in fonts.attrib if name.endswith("Theme")]:
            del fonts.attrib[theme]  # it would win over the name
    sheet = document.sections[0]
    sheet.page_width, sheet.page_height = Mm(210), Mm(297)
    for part in (sheet.header, sheet.footer):
        paragraph = part.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(brief.banner).bold = True
    numbered = sheet.footer.add_paragraph()
    numbered.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for before, field in (("", "PAGE"), (" / ", "NUMPAGES")):
        if before:
            numbered.add_run(before).font.size = Pt(8)
        counted = OxmlElement("w:fldSimple")  # python-docx has no fields
        counted.set(qn("w:instr"), field)
        shown = numbered.add_run("1")  # until it is counted
        shown.font.size = Pt(8)
        counted.append(shown._r)
        numbered._p.append(counted)
    properties = document.core_properties
    # The title of a file is shown where the file is listed: it says nothing that is marked.
    properties.title, properties.author, properties.comments = NAMES[brief.kind], "Legation", brief.banner
    properties.created = properties.modified = datetime.fromisoformat(brief.made).replace(tzinfo=UTC)

    def told(paragraph: Any, line: Line) -> None:
        paragraph.add_run(f"({line.marking}) ").bold = True
        paragraph.add_run(_clean(" ".join(line.text.split())))
        if line.rests_on:
            paragraph.add_run(_clean(f" [{line.rests_on}]")).font.size = Pt(8)

    if brief.past:
        document.add_paragraph(brief.past)
    told(document.add_heading(level=1), brief.title)
    document.add_paragraph(brief.dated)
    for section in brief.sections:
        heading = document.add_heading(level=2)
        if section.titled is not None:
            told(heading, section.titled)
        else:
            heading.add_run(section.heading)
        for line in section.lines:
            told(document.add_paragraph(), line)
    if brief.derived_from:
        document.add_heading("Classification", level=2)
        for text in _classification(brief):
            document.add_paragraph(_clean(text))
    if brief.sources:
        document.add_heading("Sources", level=2)
        for text in _sources(brief):
            document.add_paragraph(_clean(text), style="List Bullet")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def to_pdf(brief: Brief) -> bytes:
    """The brief as a PDF. Telegram text reaches the typesetter as data and is never read as markup."""
    import typst  # slow to load, and needed for this alone

    def line(one: Line) -> dict[str, Any]:
        return {
            "mark": one.marking,
            "text": _clean(" ".join(one.text.split())),
            "cites": _clean(one.rests_on),
        }

    data = {
        "banner": brief.banner,
        "past": brief.past or "",
        "kind": NAMES[brief.kind],
        "made": brief.made,
        "title": line(brief.title),
        "intro": brief.dated,
        "sections": [
            {
                "heading": section.heading,
                "title": line(section.titled) if section.titled is not None else None,
                "lines": [line(one) for one in section.lines],
            }
            for section in brief.sections
        ],
        "classification": [_clean(text) for text in _classification(brief)] if brief.derived_from else [],
        "sources": [_clean(text) for text in _sources(brief)],
    }
    template = (files("legation.services.briefs") / "brief.typ").read_bytes()
    made: bytes = typst.compile(template, sys_inputs={"brief": _JSON.encode(data).decode()})
    return made


FORMS: Mapping[str, tuple[str, Callable[[Brief], bytes]]] = {
    "md": ("text/markdown; charset=utf-8", lambda brief: to_markdown(brief).encode()),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", to_docx),
    "pdf": ("application/pdf", to_pdf),
    "json": ("application/json", msgspec.json.encode),
}
"""The media type of each form, by the suffix of its files, and what writes it."""


def _classification(brief: Brief) -> list[str]:
    named = brief.derived_from
    derived = named[0] if len(named) == 1 else f"Multiple Sources: {', '.join(named)}"
    return [f"Derived from: {derived}", f"Declassify on: {brief.declassification}"]


def _sources(brief: Brief) -> list[str]:
    return [
        f"({one.marking}) {one.citation}, {one.day}{f': {one.subject}' if one.subject else ''}" for one in brief.used
    ]


def _clean(text: str) -> str:
    """Without the control characters of old telegrams, which no XML may hold and a terminal would obey."""
    return _NO_SIGN.sub(" ", text)


def _told(line: Line) -> str:
    cites = [f"[{escaped(line.rests_on)}]"] if line.rests_on else []
    return " ".join([f"({line.marking})", escaped(" ".join(line.text.split())), *cites])


def escaped(text: str) -> str:
    """The text with every sign that Markdown obeys escaped, and none that a terminal would obey."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", _clean(text))
