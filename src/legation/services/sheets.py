"""Boards, stories, proposals, threads, gaps and traffic as tables, each line under its mark.

They are for a spreadsheet or a printer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from legation.core.marking import Marking, join_all
from legation.services.boards.board import View, address, movement_marking
from legation.services.boards.telling import Told
from legation.services.gaps.gaps import Gap
from legation.services.gaps.letter import when
from legation.services.news.today import TURNS, Called, Held, Moved, Today
from legation.services.proposals.leads import Leads, no_leads
from legation.services.proposals.proposals import Undecided
from legation.services.reading import name_of
from legation.services.report import Line, Report
from legation.services.threads.threads import Thread, shown_key
from legation.services.titling import NO_TITLES, title_words
from legation.storage.records import Traffic
from legation.tables.banners import level_of, mark_of, marking_in


def board_sheet(view: View) -> Report:
    """A board, a line for each thing."""
    lines = [
        Line(
            marking=row.marking,
            cells=(
                row.entity,
                str(row.number),
                row.text,
                row.kind or "",
                row.by or "",
                row.to or "",
                row.state,
                row.turn,
                row.holder or "",
                row.due or "",
                "overdue" if row.overdue else "",
                str(row.objective or ""),
                row.last.on,
                row.last.says,
            ),
            sources=row.sources,
            entered_by=row.entered_by,
            about=(row.entity, row.number),
        )
        for row in view.rows
    ]
    columns = ("thing", "number", "text", "kind", "by", "to", "state", "turn", "holder", "due", "overdue")
    return Report(
        name="board",
        dialogue=view.id,
        title=view.title,
        banner=view.banner,
        as_of=view.as_of,
        columns=(*columns, "objective", "last moved", "last movement"),
        lines=tuple(lines),
        main=2,
    )


def story_sheet(view: View, told: Iterable[Told]) -> Report:
    """A story, a line for each movement, with the words that it rests on."""
    things = {row.id: row for row in view.rows}
    lines, markings = [], [marking_in(view.marking)]
    for one in told:
        moved = one.movement
        about = things.get(moved.about)
        held = [movement_marking(moved), *(marking_in(quote.marking) for quote in one.quotes)]
        markings += held
        # The whole of a telegram is no quotation.
        quoted = [q.text for q in one.quotes if q.paragraph is not None]
        lines.append(
            Line(
                marking=mark_of(join_all(held)),
                cells=(
                    moved.on,
                    f"{about.entity} {about.name}" if about else "dialogue",
                    moved.says if one.counts else f"{moved.says}, taken back",
                    moved.actor("by") or "",
                    moved.before or "",
                    moved.after,
                    moved.text,
                    " ".join(" ".join(words.split()) for words in quoted),
                    moved.author,
                ),
                sources=tuple(dict.fromkeys(address(source) for source in moved.sources)),
                about=(about.entity, about.number) if about else None,
            )
        )
    return Report(
        name="story",
        dialogue=view.id,
        title=view.title,
        banner=level_of(join_all(markings)),
        as_of=view.as_of,
        columns=("day", "about", "moved", "by", "from", "to", "text", "words", "entered by"),
        lines=tuple(lines),
        main=2,
    )


def gap_sheet(gaps: Iterable[Gap]) -> Report:
    """Telegrams known only by reference, a line for each."""
    lines: list[Line] = []
    held: list[Marking] = []
    for gap in gaps:
        held.append(marking_in(gap.banner))
        sent = "; ".join(f"{one.sent} {one.addressed}" for one in gap.requests)
        lines.append(
            Line(
                marking=gap.marking,
                cells=(gap.name, when(gap.estimate), gap.status, sent, "; ".join(gap.words)),
                sources=(*gap.cited_by, *gap.estimate.rests_on),
            )
        )
    return Report(
        name="gaps",
        dialogue="",
        title="Gaps",
        banner=level_of(join_all(held)),
        as_of=None,
        columns=("telegram", "sent", "status", "asked", "cited as"),
        lines=tuple(lines),
    )


def thread_sheet(thread: Thread) -> Report:
    """A thread, a line for each telegram of it."""
    graph = thread.graph
    cites: dict[str, list[str]] = {}
    drawn = {node.key: [node.access] for node in graph.nodes}
    for edge in graph.edges:
        cites.setdefault(edge.citing, []).append(edge.cited)
        drawn[edge.citing].append(edge.access)
    citing = {
        cited: [one for one, some in cites.items() if cited in some] for node in graph.nodes for cited in [node.key]
    }
    called = {node.key: node.called for node in graph.nodes}
    lines = [
        Line(
            marking=mark_of(join_all([Marking.from_label(label) for label in drawn[node.key]])),
            cells=(
                node.called,
                str(node.distance),
                (node.held.date or "") if node.held is not None else "",
                (node.held.subject or "") if node.held is not None else "",
                "held" if node.held is not None else "known by reference",
                # A file's name is of the telegram that it names, and the line is marked by the one that cites.
                " ".join(map(shown_key, cites.get(node.key, ()))),
            ),
            # What is not held is known from those that cite it.
            sources=(name_of(node.held),) if node.held is not None else tuple(called[key] for key in citing[node.key]),
        )
        for node in graph.nodes
    ]
    return Report(
        name="thread",
        dialogue="",
        title=f"Thread of {thread.called}",
        banner=graph.banner,
        as_of=thread.as_of,
        columns=("telegram", "steps", "date", "subject", "held", "cites"),
        lines=tuple(lines),
    )


def proposal_sheet(found: Undecided, dialogue: str) -> Report:
    """Proposals that wait for a decision, a line for each."""
    lines = []
    for telegram, one in found.proposals:
        spoken = [marking_in(known.marking) for known in one.spoken_of]
        said = one.proposal
        lines.append(
            Line(
                # A proposal without a mark of its own is held as the telegrams are.
                marking=mark_of(join_all([marking_in(said.marking or found.banner), *spoken])),
                cells=(
                    telegram,
                    str(one.number),
                    said.kind,
                    said.text,
                    one.becomes or "",
                    "; ".join(known.text for known in one.spoken_of),
                    f"{said.confidence:.2f}",
                    said.rule,
                ),
                sources=tuple(dict.fromkeys(address(source) for source in said.sources)),
            )
        )
    return Report(
        name="proposals",
        dialogue=dialogue,
        title=found.title,
        banner=found.banner,
        as_of=found.as_of,
        columns=("telegram", "number", "kind", "text", "becomes", "may speak of", "confidence", "rule"),
        lines=tuple(lines),
        main=3,
    )


def leads_sheet(found: Leads, dialogue: str, titles: Mapping[str, str] = NO_TITLES) -> Report:
    """Leads of a dialogue, a line for each. titles: who wrote to whom, of those without a subject."""
    return Report(
        name="leads",
        dialogue=dialogue,
        title=found.title,
        banner=found.banner,
        as_of=found.as_of,
        columns=("telegram", "date", "subject", "cites", "cited by", "to decide"),
        lines=tuple(
            Line(
                marking=mark_of(Marking.from_label(one.telegram.access)),
                cells=(
                    name_of(one.telegram),
                    one.telegram.date or "",
                    title_words(one.telegram, titles),
                    " ".join(one.cites),
                    " ".join(one.cited_by),
                    str(one.waiting),
                ),
                sources=(name_of(one.telegram),),
            )
            for one in found.leads
        ),
        main=2,
        empty=no_leads(found),
    )


def traffic_sheet(counts: Iterable[Traffic], as_of: str | None = None) -> Report:
    """Traffic, a line for each post, month and marking."""
    held = list(counts)
    markings = [Marking.from_label(one.access) for one in held]
    return Report(
        name="traffic",
        dialogue="",
        title="Traffic",
        banner=level_of(join_all(markings)),
        as_of=as_of,
        columns=("post", "month", "telegrams"),
        lines=tuple(
            Line(marking=mark_of(marking), cells=(one.post or "", one.month or "", str(one.count)), sources=())
            for one, marking in zip(held, markings, strict=True)
        ),
    )


def today_sheet(today: Today) -> Report:
    """What lies before a reader, a line for each thing, movement, alert, telegram and dialogue that the page shows."""
    return Report(
        name="today",
        dialogue="",
        title="Today",
        banner=today.banner,
        as_of=today.as_of,
        columns=("part", "dialogue", "thing", "number", "text", "stands", "holder", "due", "on", "says"),
        lines=(
            *(
                _held_line(part, one)
                for part in ("overdue", *TURNS)
                for one in (today.overdue if part == "overdue" else getattr(today, part))
            ),
            *(_moved_line(one) for one in today.moved),
            *(_alert_line(one) for one in today.alerts),
            *(
                Line(
                    marking=mark_of(Marking.from_label(one.listing.access)),
                    cells=(
                        "traffic",
                        "",
                        "telegram",
                        "",
                        one.listing.subject or "",
                        one.precedence or "",
                        "",
                        "",
                        one.listing.date or "",
                        "",
                    ),
                    sources=(name_of(one.listing),),
                )
                for one in today.traffic
            ),
            *(
                Line(
                    marking=mark_of(marking_in(one.marking)),
                    cells=(
                        "dialogues",
                        one.id,
                        "dialogue",
                        "",
                        one.title,
                        one.state or "",
                        "",
                        "",
                        one.last.on if one.last is not None else "",
                        one.last.says if one.last is not None else "",
                    ),
                    sources=(one.last.source,) if one.last is not None and one.last.source else (),
                )
                for one in today.dialogues
            ),
        ),
        main=4,
    )


def _held_line(part: str, one: Held) -> Line:
    row = one.row
    cells = (row.entity, str(row.number), row.text, row.state, row.holder or "", row.due or "")
    return Line(
        marking=row.marking,
        cells=(part, one.dialogue, *cells, row.last.on, row.last.says),
        sources=row.sources,
        entered_by=row.entered_by,
        about=(row.entity, row.number),
    )


def _moved_line(one: Moved) -> Line:
    return Line(
        marking=one.marking,
        cells=("moved", one.dialogue, one.entity, str(one.number or ""), one.text, "", "", "", one.on, one.says),
        sources=one.sources,
    )


def _alert_line(called: Called) -> Line:
    one = called.alert
    thing = (one.entity or "telegram", str(one.number or ""), one.text)
    return Line(
        marking=one.marking,
        cells=("alerts", called.dialogue, *thing, "", "", "", one.on, one.says),
        sources=one.sources,
        entered_by=one.entered_by,
    )
