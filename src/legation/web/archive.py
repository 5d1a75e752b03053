"""The page of one telegram."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter
from litestar.response import Redirect

from legation.app import House
from legation.core.enclosing import KINDS, document_within, kind_within
from legation.core.errors import NotFoundError
from legation.core.marking import Reader
from legation.core.mrn import name_to
from legation.core.telegram import Reference, Telegram, to_json
from legation.core.text import Span
from legation.services.annotations.annotating import LONGEST, Noted
from legation.services.annotations.citing import anchors
from legation.services.archive.markings import settled_told
from legation.services.archive.versions import Edition, sections_told
from legation.services.banners import MARKING, banner_of, banner_within, listing_level, outward
from legation.services.boards.board import marks
from legation.services.boards.telling import Listed
from legation.services.proposals.acceptance import Proposed
from legation.services.threads.threads import Thread
from legation.services.ties.corresponding import labelled
from legation.storage.numbered_to import cited_as_numbered_to, numbered_to
from legation.storage.records import Listing, Record, listing_of
from legation.tables.moments import cited_moments, moment_name
from legation.web.asked import Asked, TheHouse, TheReader
from legation.web.faithful import (
    Block,
    Overlay,
    Part,
    blocks,
    first_places,
    is_tagged,
    legend,
    parts,
    reference_overlays,
)
from legation.web.fields import fields_of
from legation.web.kinds import TINTS
from legation.web.proposing import OFFERED, chosen_dialogue, kinds_of, proposal_values, spoken_of, undecided
from legation.web.screens import Screens, gap_link, telegram_link

AT_ONCE = 4_000
"""Characters of a telegram, all its versions together, up to which what it proposes is read with its page.

By its length and not by what was read already: a page does not tell that others opened the telegram before.
"""
LARGE = 300_000
"""Characters beyond which that is read when it is asked for alone, and does not follow the page: it takes seconds."""
_PATIENCE_SECONDS = 2.0


def archive_pages(screens: Screens) -> list[HTTPRouteHandler]:
    """``/telegram/{name}``."""

    @get("/telegram/{name:str}", sync_to_thread=True)
    def telegram(
        request: Asked,
        house: TheHouse,
        reader: TheReader,
        name: str,
        version: str = "",
        into: Annotated[str, Parameter(query="dialogue")] = "",
        part: str = "",
        at: str = "",
        read: str = "",
    ) -> Response[Any]:
        for suffix, form in _FORMS.items():
            if name.endswith(suffix):
                try:
                    edition = chosen_edition(house.versions.editions(reader, name.removesuffix(suffix)), name, version)
                except NotFoundError:
                    continue  # a file without a number may be named so
                answer = form(edition.record, listing_level(listing_of(edition.record)))
                if answer is not None:
                    return answer
        try:
            editions = house.versions.editions(reader, name)
        except NotFoundError:
            if (missing := _known_by_reference(house, reader, name)) is None:
                raise
            return Redirect(gap_link(missing), status_code=303)  # where it says so, and who cites it
        edition = chosen_edition(editions, name, version)
        said = [part.telegram for one in editions for part in one.parts]
        length = sum(len(one.source) for one in said)
        waits, asked_for = length > AT_ONCE, read == "proposals" or bool(into)
        if waits and asked_for and edition.record.telegram.mrn:
            waits = not house.read_once.begin(said, within_seconds=_PATIENCE_SECONDS)
            if waits and request.headers.get("hx-request") is not None:
                return Response(None, status_code=204)
        cut = parts(edition.record.telegram)
        return _telegram_page(
            screens,
            request,
            house,
            reader,
            editions,
            edition,
            version=version,
            into=into,
            cut=cut,
            number=_part(edition.record.telegram, cut, part, at),
            propose=not waits,
            follows=asked_for or length <= LARGE,
        )

    return [telegram]


def as_json(value: Any) -> Response[bytes]:
    """A value of the services as JSON; a header says how closely it is held, as over the API."""
    over = banner_within(value)
    headers = {MARKING: over} if over is not None else {}
    return Response(msgspec.json.encode(outward(value)), media_type="application/json", headers=headers)


def _document(kind: str) -> Callable[[Record, str], Response[Any] | None]:
    def form(record: Record, over: str) -> Response[Any] | None:
        held = document_within(record.original)
        if held is None or held.kind != kind:
            return None
        # It is saved and not shown within the page, where its scripts would run under the desk's address.
        headers = {MARKING: over, "content-disposition": "attachment"}
        return Response(held.data, media_type=KINDS[kind], headers=headers)

    return form


_FORMS: dict[str, Callable[[Record, str], Response[Any] | None]] = {
    ".json": lambda record, over: Response(
        to_json(record.telegram), media_type="application/json", headers={MARKING: over}
    ),
    ".txt": lambda record, over: Response(
        record.telegram.source.encode("utf-8", "replace"), media_type="text/plain", headers={MARKING: over}
    ),
    **{f".{kind}": _document(kind) for kind in KINDS},
}
"""A telegram as a file; the header says how closely it is held. None where it has no such form."""


def chosen_edition(editions: Sequence[Edition], name: str, wanted: str) -> Edition:
    """The version, or the section, whose hash begins so; the version received last where none is asked for."""
    for edition in reversed(editions):
        if edition.record.sha256.startswith(wanted):
            return edition
        for part in edition.parts:
            if part.sha256.startswith(wanted):
                return Edition(record=part, parts=(part,))
    raise NotFoundError(f"version {wanted[:12]} of telegram {name}")


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A block of the text and what stands beside it."""

    block: Block
    findings: tuple[dict[str, str], ...]
    references: tuple[Reference, ...]
    proposals: tuple[Proposed, ...]
    annotations: tuple[Noted, ...]


def _telegram_page(
    screens: Screens,
    request: Asked,
    house: House,
    reader: Reader,
    editions: Sequence[Edition],
    edition: Edition,
    *,
    version: str,
    into: str,
    cut: Sequence[Part],
    number: int,
    propose: bool,
    follows: bool,
) -> Response[str]:
    record = edition.record
    telegram = record.telegram
    listing = listing_of(record)
    name = telegram.mrn or record.sha256[:12]
    hashes = [part.sha256 for part in edition.parts]
    decided = house.markings.standing(hashes)
    dialogues, dialogue, proposals = _offered(house, reader, telegram, into, propose=propose)
    chosen = _called(house, reader, dialogue) if dialogue and proposals else None
    thread = _thread(house, reader, record)
    held = {name for one in thread.cites if one.held for name in (one.cited, one.name)}
    unheld = _unheld(telegram, thread)
    meant = _meant(telegram, thread, unheld)
    annotations = house.annotating.of(reader, name)
    here = anchors(telegram)
    shown = cut[number - 1] if len(cut) > 1 else None
    known = held.union(meant.values()).difference(unheld.values())
    placed = _placed(telegram, shown, proposals, known, meant, [one for one in annotations if one.place in here])
    return screens.show(
        request,
        "telegram.html",
        telegram=telegram,
        record=record,
        name=name,
        level_words=listing_level(listing),
        settled=[
            settled_told(one) for sha256 in hashes if sha256 in decided for one in house.markings.of(reader, sha256)
        ],
        asked=version,
        documents=[
            (kind, part.sha256[:12]) for part in edition.parts if (kind := kind_within(part.original)) is not None
        ],
        into=into,
        fields=fields_of(telegram, _places_shown(telegram, shown)) if number == 1 else [],
        parts=cut,
        part=number,
        unread=not propose,
        follows=follows,
        placed=placed,
        legend=[(tint, TINTS[tint]) for tint in legend(telegram)],
        tagged=is_tagged(telegram),
        held=held,
        meant=meant,
        unheld=unheld,
        editions=editions,
        sections=sections_told(edition),
        thread=thread,
        dialogues=dialogues,
        dialogue=dialogue,
        chosen=chosen,
        open_proposals=undecided(proposals),
        proposed_dialogue=next((p for p in proposals if p.proposal.kind == "dialogue"), None),
        proposals=proposals,
        values=proposal_values,
        kinds=kinds_of(house, reader, dialogue, proposals),
        annotations=[one for one in annotations if one.place not in here],
        longest=LONGEST,
        # Proposals are those of every version, and show what they speak of; of the thread only numbers are shown.
        banner=banner_of(
            [*(one.marking for one in annotations), *spoken_of(proposals), *([chosen[1]] if chosen else [])],
            # What has no number is shown by the name of its file, which is of that telegram.
            [*(listing_of(one.record) for one in editions), *_by_file(thread)],
        ),
    )


def _offered(
    house: House, reader: Reader, telegram: Telegram, into: str, *, propose: bool
) -> tuple[list[Listed], str | None, list[Proposed]]:
    """The dialogues to choose from, the one that is chosen if any, and what the telegram proposes to it.

    into: the dialogue that was asked for. propose: whether proposals are read at all. Raises NotFoundError.
    """
    if into and not house.dialogues.stands(reader, into):
        raise NotFoundError(f"dialogue {into}")
    if not propose:
        return [], into or None, []
    dialogues = house.dialogues.named(reader, "", limit=OFFERED)
    proposals = house.dialogues.proposals(reader, telegram.called, into or None)
    dialogue = into or chosen_dialogue(dialogues, proposals)
    if dialogue and not into:
        proposals = house.dialogues.proposals(reader, telegram.called, dialogue)
    return dialogues, dialogue, proposals


def _called(house: House, reader: Reader, dialogue: str) -> tuple[str, str] | None:
    """The title of a dialogue and its portion mark; None where the reader sees entries of it and no title."""
    own = house.dialogues.board(reader, dialogue).dialogue
    return (own.text, marks([own])) if own is not None and own.text else None


def _places_shown(telegram: Telegram, shown: Part | None) -> dict[str, str]:
    """Where the fields stand first, of those that stand in the part that is shown or before it."""
    return {
        kind: place
        for kind, place in first_places(telegram).items()
        if shown is None or telegram.elements[int(place[1:])].span.start < shown.span.end
    }


def _thread(house: House, reader: Reader, record: Record) -> Thread:
    telegram = record.telegram
    name = name_to(telegram.mrn, numbered_to(telegram)) if telegram.mrn is not None else record.sha256
    return house.threads.thread(reader, name, depth=0)


def _known_by_reference(house: House, reader: Reader, name: str) -> str | None:
    """The name of a telegram that is not held and that others cite; None for one of which nothing is known."""
    try:
        return house.gaps.gap(reader, name).name
    except NotFoundError:
        return None


def _part(telegram: Telegram, cut: Sequence[Part], part: str, at: str) -> int:
    """The number, from 1, of the part that was asked for, or of the one that holds an anchor; else the first."""
    if at:
        place = anchors(telegram).get(at)
        start = telegram.paragraphs[place].span.start if place is not None else _place_of(telegram, at)
        return next((n for n, one in enumerate(cut, 1) if one.span.start <= start < one.span.end), 1)
    return min(int(part), len(cut)) if part.isascii() and part.isdecimal() and len(part) < 6 and int(part) else 1


def _place_of(telegram: Telegram, at: str) -> int:
    """Where the element ``e12`` or the finding ``f3`` begins; 0 for anything else."""
    found = re.fullmatch(r"([ef])(\d{1,6})", at)
    if found is None:
        return 0
    held = telegram.elements if found[1] == "e" else telegram.findings
    number = int(found[2]) - (found[1] == "f")
    return held[number].span.start if 0 <= number < len(held) else 0


def _placed(
    telegram: Telegram,
    shown: Part | None,
    proposals: Sequence[Proposed],
    held: set[str],
    meant: Mapping[str, str],
    annotations: Sequence[Noted],
) -> list[Placed]:
    """The blocks of the text, each with what begins in it or was written on it.

    held: names of the telegrams that its references mean and that are held. meant: the words of references to their
    names, for those that name no number.
    """
    first, last = shown.span if shown is not None else Span(0, len(telegram.source) + 1)
    references = [
        reference
        for reference in (*telegram.references, *(m for p in telegram.paragraphs for m in p.mentions))
        if first <= reference.span.start < last
    ]
    findings = [
        (
            finding.span,
            {"id": f"f{n}", "code": finding.code, "severity": finding.severity, "says": finding.says},
        )
        for n, finding in enumerate(telegram.findings, 1)
        # One on the very end of the text goes with its last character.
        if first <= min(finding.span.start, len(telegram.source) - 1) < last
    ]
    overlays = reference_overlays(references, lambda one: _reference_link(_name_of(telegram, one, meant), held))
    overlays += [
        Overlay(span=span, css=f"finding {f['severity']}", says=f"{f['severity']}: {f['says']}", id=f["id"])
        for span, f in findings
    ]
    here = {one.number: _span_here(one, telegram) for one in proposals}
    overlays += [
        Overlay(span=span, css="proposed", says=f"proposal {number}", id=f"w{number}")
        for number, span in here.items()
        if span is not None
    ]
    cut = blocks(telegram, overlays, shown)
    if not cut:
        return []
    starts = [block.span.start for block in cut]

    def at(place: int) -> int:
        return max(bisect_right(starts, place) - 1, 0)

    def beside(one: Proposed) -> int | None:
        span = here[one.number]
        if span is not None:
            return at(span.start) if first <= span.start < last else None
        # Read from another version: beside the paragraph of the same number, else at the head.
        number = one.proposal.sources[0].paragraph if one.proposal.sources else None
        homes = (n for n, b in enumerate(cut) if b.paragraph is not None and b.paragraph.number == number)
        return next(homes, 0 if first == 0 else None)

    found: list[list[dict[str, str]]] = [[] for _ in cut]
    cited: list[list[Reference]] = [[] for _ in cut]
    proposed: list[list[Proposed]] = [[] for _ in cut]
    for span, finding in findings:
        found[at(span.start)].append(finding)
    for reference in references:
        cited[at(reference.span.start)].append(reference)
    for one in proposals:
        home = beside(one)
        if home is not None:
            proposed[home].append(one)
    written: dict[str | None, list[Noted]] = {}
    for note in annotations:
        written.setdefault(note.place, []).append(note)
    return [
        Placed(
            block=block,
            findings=tuple(f),
            references=tuple(r),
            proposals=tuple(p),
            annotations=tuple(written.get(block.anchor, ())),
        )
        for block, f, r, p in zip(cut, found, cited, proposed, strict=True)
    ]


def _span_here(one: Proposed, telegram: Telegram) -> Span | None:
    for source in one.proposal.sources:
        if source.sha256 in ("", telegram.sha256) and source.span.start < source.span.end:
            return source.span
    return None


def _by_file(thread: Thread) -> list[Listing]:
    return [one.citing for one in thread.cited_by if one.citing.mrn is None]


def _unheld(telegram: Telegram, thread: Thread) -> dict[str, str]:
    """The words of references by originator and moment to what they mean and is not held, in their own form of it."""
    told = {one.text for one in thread.cites if not one.held}
    moments = cited_moments(telegram)
    return {one.text: moment_name(moment.originator, moment.at) for one, moment in moments if one.text in told}


def _meant(telegram: Telegram, thread: Thread, unheld: dict[str, str]) -> dict[str, str]:
    """The words of references that name no number to the telegrams that they mean, ``REF A`` among them."""
    words = {one.text: one.name for one in thread.cites if one.held} | unheld
    labels = labelled(telegram, {one: words[one.text] for one in telegram.references if one.text in words})
    mentions = [mention for paragraph in telegram.paragraphs for mention in paragraph.mentions]
    return words | {one.text: labels[one.label] for one in mentions if one.mrn is None and one.label in labels}


def _name_of(telegram: Telegram, reference: Reference, meant: Mapping[str, str]) -> str:
    """The name of what a reference names; empty where it names none."""
    if reference.mrn is None:
        return meant.get(reference.text, "")
    return name_to(reference.mrn, cited_as_numbered_to(telegram, reference))


def _reference_link(name: str, held: set[str]) -> str:
    if not name:
        return ""
    return telegram_link(name) if name in held else gap_link(name)
