"""A brief as a document to carry: Markdown, Word (DOCX) and PDF.

Banner at the head and foot, of every page where there are pages, a portion mark before every paragraph, the paragraphs
it rests on after it, and the sources at the end: the same lines in each form, and nothing else.
"""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import msgspec

from legation.services.briefs.brief import TITLES, Brief, Cited, Line

_JSON = msgspec.json.Encoder()


def to_markdown(brief: Brief) -> str:
    """The brief as Markdown, banner first and last. What telegrams say is escaped, so it stays text."""
    told = [
        brief.banner,
        f"# {_told(brief.title)}",
        f"{TITLES[brief.kind]} for {escaped(brief.dialogue)} as of {brief.as_of}, made {brief.made}.",
    ]
    if brief.past:
        told.insert(1, brief.past)
    for section in brief.sections:
        if section.title is not None:
            held = msgspec.structs.replace(section.title, text=f"{section.heading}: {section.title.text}")
            told.append(f"## {_told(held)}")
        else:
            told.append(f"## {section.heading}")
        told.extend(_told(line) for line in section.lines)
    if brief.derived_from:
        told.append("## Classification")
        if len(brief.derived_from) == 1:
            told.append(f"Derived from: {escaped(brief.derived_from[0])}")
        else:
            listed = "\n".join(f"- {escaped(name)}" for name in brief.derived_from)
            told.append(f"Derived from: Multiple Sources\n\n{listed}")
        told.append(f"Declassify on: {escaped(brief.declassify_on or 'not known')}")
    if brief.sources:
        told.append("## Sources")
        told.append("\n".join(_source(cited) for cited in brief.sources))
    told.append(brief.banner)
    return "\n\n".join(told) + "\n"


def to_docx(brief: Brief) -> bytes:
    """The brief as a Word document."""
    import docx  # slow to load, and needed for this alone
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    document: Any = docx.Document()
    document.styles["Normal"].font.name = "Liberation Serif"
    document.styles["Normal"].font.size = Pt(11)
    for part in (document.sections[0].header, document.sections[0].footer):
        paragraph = part.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(brief.banner).bold = True
    properties = document.core_properties
    # The title of a file is shown where the file is listed: it says nothing that is marked.
    properties.title, properties.author, properties.comments = TITLES[brief.kind], "Legation", brief.banner
    properties.created = properties.modified = datetime.fromisoformat(brief.made).replace(tzinfo=UTC)

    def told(paragraph: Any, line: Line) -> None:
        paragraph.add_run(f"({line.marking}) ").bold = True
        paragraph.add_run(_clean(" ".join(line.text.split())))
        cites = "".join(f" [{cite}]" for cite in (*line.cites, *line.entered_by))
        paragraph.add_run(_clean(cites)).font.size = Pt(8)

    if brief.past:
        document.add_paragraph(brief.past)
    told(document.add_heading(level=1), brief.title)
    document.add_paragraph(f"{TITLES[brief.kind]} for {brief.dialogue} as of {brief.as_of}, made {brief.made}.")
    for section in brief.sections:
        heading = document.add_heading(level=2)
        if section.title is not None:
            told(heading, msgspec.structs.replace(section.title, text=f"{section.heading}: {section.title.text}"))
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
            "cites": [_clean(cite) for cite in (*one.cites, *one.entered_by)],
        }

    data = {
        "banner": brief.banner,
        "past": brief.past or "",
        "kind": TITLES[brief.kind],
        "made": brief.made,
        "title": line(brief.title),
        "intro": f"{TITLES[brief.kind]} for {brief.dialogue} as of {brief.as_of}, made {brief.made}.",
        "sections": [
            {
                "heading": section.heading,
                "title": line(section.title) if section.title is not None else None,
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


def _classification(brief: Brief) -> list[str]:
    named = brief.derived_from
    derived = named[0] if len(named) == 1 else f"Multiple Sources: {', '.join(named)}"
    return [f"Derived from: {derived}", f"Declassify on: {brief.declassify_on or 'not known'}"]


def _sources(brief: Brief) -> list[str]:
    return [
        f"({cited.marking}) {cited.citation}, {cited.date or 'no date'}"
        f"{f': {chr(32).join(cited.subject.split())}' if cited.subject else ''}"
        for cited in brief.sources
    ]


def _clean(text: str) -> str:
    """Without the control characters of old telegrams, which no XML may hold."""
    return "".join(sign if sign.isprintable() or sign in "\t\n" else " " for sign in text)


def _told(line: Line) -> str:
    cites = [f"[{escaped(cite)}]" for cite in (*line.cites, *line.entered_by)]
    return " ".join([f"({line.marking})", escaped(" ".join(line.text.split())), *cites])


def _source(cited: Cited) -> str:
    subject = f": {escaped(' '.join(cited.subject.split()))}" if cited.subject else ""
    return f"- ({cited.marking}) {escaped(cited.citation)}, {cited.date or 'no date'}{subject}"


def escaped(text: str) -> str:
    """The text with every sign that Markdown obeys escaped."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text)
