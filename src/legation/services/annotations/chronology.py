"""A chronology of gathered annotations: what was said when, in its words, what is written on it, its citation.

As a table for a spreadsheet or a terminal, and as Markdown for a paper; each entry under its mark, all under a banner.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from legation.core.marking import OPEN
from legation.services.annotations.annotating import Gathered, Notebook
from legation.services.annotations.citing import CitedAs, with_notes
from legation.services.briefs.documents import escaped
from legation.services.reading import name_of
from legation.services.report import Line, Report
from legation.tables.banners import level_of


def chronology_sheet(book: Notebook) -> Report:
    """A line for each annotation, by the day of its telegram."""
    return Report(
        name="annotations",
        dialogue="",
        title=_title(book),
        banner=_banner(book),
        as_of=None,
        columns=("date", "subject", "words", "annotation", "by", "citation"),
        lines=tuple(
            Line(
                marking=one.marking,
                cells=(
                    one.listing.date or "",
                    one.title,
                    one.quoted,
                    one.annotation.text,
                    one.annotation.by,
                    one.cited.chicago,
                ),
                sources=(one.cited.address,),
            )
            for one in book.gathered
        ),
        main=2,
        empty="Nothing is written there that you may read.",
    )


def chronology_markdown(book: Notebook) -> str:
    """The same for a paper, banner first and last. What telegrams and annotations say is escaped, so it stays text."""
    told = [_banner(book), f"# {escaped(_title(book))}"]
    for one in book.gathered:
        told.extend(_entry(one))
    told.append(_banner(book))
    return "\n\n".join(told) + "\n"


def cited_once(book: Notebook) -> Iterable[CitedAs]:
    """The citations of a notebook in its order, each place once, with its words and all that is written on it.

    What is written on versions under several banners stands in an entry for each, for an entry has but one.
    """
    places: dict[tuple[str, str], list[Gathered]] = {}
    for one in book.gathered:
        places.setdefault((one.cited.address, one.cited.marking), []).append(one)
    return map(_cited_with_notes, places.values())


def _cited_with_notes(written: Sequence[Gathered]) -> CitedAs:
    """One place, its words under their mark and each annotation under its own."""
    first = written[0]
    return with_notes(
        first.cited,
        f"({first.marking}) {first.quoted}" if first.quoted else "",
        [f"({one.marking}) {one.annotation.text} ({one.annotation.by})" for one in written],
        list(dict.fromkeys(keyword for one in written for keyword in one.annotation.keywords)),
    )


def _entry(one: Gathered) -> Iterable[str]:
    title = " ".join(one.title.split())
    yield f"**{one.listing.date or 'No date'}** ({one.marking}) {escaped(name_of(one.listing))}: {escaped(title)}"
    if one.quoted:
        yield f"> {escaped(one.quoted)}"
    yield f"{escaped(' '.join(one.annotation.text.split()))} ({escaped(one.annotation.by)})"
    yield escaped(one.cited.chicago)


def _banner(book: Notebook) -> str:
    return book.banner or level_of(OPEN)


def _title(book: Notebook) -> str:
    of = f" #{book.keyword}" if book.keyword else ""
    by = f" by {book.by}" if book.by else ""
    return f"Annotations{of}{by}"
