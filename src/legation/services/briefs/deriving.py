"""The marking of what is drawn from marked texts: portions from sources, banner from portions, how long, and why.

A paragraph that repeats words of a source is held as that source's paragraph is. The banner is the join of the
portions. What is derived says from what, and stays classified as long as the source that does so longest; what is
classified for the first time stays so as long as the order in force on its day says. A rule that was not seen in its
source is named as advice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from legation.core.dialogue.days import is_full_day
from legation.core.draft import Draft, DraftParagraph
from legation.core.errors import NotFoundError
from legation.core.marking import OPEN, UNREADABLE_RANK, Marking, Reader, join_all
from legation.core.telegram import ExecutiveOrder, Telegram
from legation.services.reading import Reading
from legation.tables.banners import classification_of, level_of, mark_of
from legation.tables.declassification import undated_rule
from legation.tables.durations import declassify_on, is_endless, is_exemption, order_on, years_after
from legation.tables.marking import marking_of, paragraph_marking
from legation.tables.marking_rows import CLASSIFIED_RANK
from legation.tables.pieces import pieces_of
from legation.tables.portions import marks_within, of_portions, portion

_RUN = 8
"""So many words that stand in a source in the same order are taken from it."""
_WORD = re.compile(r"[^\W_]+")
_DERIVED = re.compile(r"\s*DERIVED FROM\b", re.IGNORECASE)
MULTIPLE = "Multiple Sources"


class Because(msgspec.Struct, frozen=True, kw_only=True):
    """Why something was marked so. paragraph: place in the draft from 1; None for the telegram as a whole."""

    paragraph: int | None
    says: str
    sources: tuple[str, ...] = ()


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """A draft with its markings filled in. derived_from: names of the classified sources used."""

    draft: Draft
    banner: str
    derived_from: tuple[str, ...]
    declassify_on: str | None
    because: tuple[Because, ...]


class Deriving:
    """Marks drafts from what they are drawn from, for a reader."""

    def __init__(self, reading: Reading, now: Callable[[], datetime]) -> None:
        self._reading = reading
        self._now = now

    def mark(self, reader: Reader, draft: Draft, names: Sequence[str] = (), on: date | None = None) -> Marked:
        """The draft with portions, banner, order and duration filled in, each with its reason. No mark is lowered.

        names: telegrams that it is drawn from; without any, its references that are held. on: its day, else that of
        its date-time group, else today. Raises NotFoundError for a name that is not held.
        """
        day = on or _day(draft) or self._now().date()
        because: list[Because] = []
        sources: dict[str, Telegram] = {}
        for name in names:
            telegram = self._reading.telegram(reader, name)
            sources[telegram.mrn or telegram.sha256[:12]] = telegram
        if not names:
            for text in draft.references:
                held = self._held(reader, text, day)
                if held is None:
                    because.append(
                        Because(paragraph=None, says=f"{text} is not held here: how it is marked is not known")
                    )
                else:
                    sources[held.mrn or held.sha256[:12]] = held
        return mark_draft(draft, sources, day, because)

    def _held(self, reader: Reader, text: str, day: date) -> Telegram | None:
        # A reference of a telegram's own year, or of the one before, leaves the year out.
        for name in (text, f"{day.year % 100:02d} {text}", f"{(day.year - 1) % 100:02d} {text}"):
            try:
                return self._reading.telegram(reader, name)
            except NotFoundError:
                continue
        return None


def mark_draft(
    draft: Draft,
    sources: Mapping[str, Telegram],
    day: date,
    because: Iterable[Because] = (),
    drawn: Collection[str] = (),
) -> Marked:
    """``Deriving.mark``, of sources by name. drawn: those from which it is known to be drawn, in whichever words."""
    told = list(because)
    runs = _runs(sources)
    paragraphs, used, distribution = [], set[str](), OPEN
    for place, paragraph in enumerate(draft.paragraphs, 1):
        found = _found(paragraph.text, runs)
        joined = join_all([marking for _, _, marking in found])
        if found:
            used.update(name for name, _, marking in found if marking.rank >= CLASSIFIED_RANK)
            distribution = distribution.join(joined)
        made = _portion(place, paragraph, found, joined, day, told, any_source=bool(sources))
        paragraphs.append(paragraph if made is None else msgspec.structs.replace(paragraph, marking=made))
    marks = [mark for mark in (portion(paragraph.marking) for paragraph in paragraphs) if mark is not None]
    within = [mark for one in paragraphs for mark in (*marks_within(one.heading or ""), *marks_within(one.text))]
    asked = join_all([*marks, *within, *marks_within(draft.subject or ""), distribution])
    stated = marking_of(draft.classification) if draft.classification.level else OPEN
    whole = asked.join(stated)
    if stated.rank >= UNREADABLE_RANK:
        # What its words say is for a person to tell: nothing that cannot be read is lowered to its portions.
        told.append(Because(paragraph=None, says=f"{draft.classification.level} is no level: write the one it bears"))
    elif stated.rank < asked.rank:
        told.append(Because(paragraph=None, says=f"the banner is that of its highest portion: {level_of(whole, day)}"))
    elif stated.rank > asked.rank and marks:
        told.append(
            Because(
                paragraph=None, says="the banner stays above its portions: only where the whole says more than they"
            )
        )
    line = classification_of(whole, day) if stated.rank < UNREADABLE_RANK else draft.classification
    routing = [c for c in draft.classification.captions if c not in line.captions and c not in line.caveats]
    line = msgspec.structs.replace(line, captions=(*line.captions, *routing))
    names = sorted(used.union(drawn)) or sorted(
        n for n, t in sources.items() if marking_of(t.classification).rank >= CLASSIFIED_RANK
    )
    order, until = _duration(draft, whole, [sources[name] for name in names], day, told)
    derived = tuple(names) if whole.rank >= CLASSIFIED_RANK else ()
    if derived and not any(_DERIVED.match(paragraph.text) for paragraph in paragraphs):
        named = derived[0] if len(derived) == 1 else MULTIPLE
        paragraphs.insert(
            0, DraftParagraph(text=f"DERIVED FROM: {named}. DECLASSIFY ON: {until or 'not known'}.", marking="U")
        )
        told.append(Because(paragraph=None, says=f"it is derived: from {named}", sources=derived))
        if draft.classified_by.reasons:
            told.append(Because(paragraph=None, says="what is derived gives no reason: that stands in its sources"))
    return Marked(
        draft=msgspec.structs.replace(draft, paragraphs=tuple(paragraphs), classification=line, executive_order=order),
        banner=level_of(whole, day),
        derived_from=derived,
        declassify_on=until,
        because=tuple(told),
    )


def longest(telegrams: Iterable[Telegram]) -> str | None:
    """Until when what is drawn from these stays classified: the latest day, after it the marks and events beside it.

    None where there are none. A mark that no day ends, such as 50X1-HUM, outlasts every day, so that none stands before
    it: whoever read the two would take the day for the end.
    """
    durations = [declassify_on(telegram) for telegram in telegrams]
    if not durations:
        return None
    endless = any(duration.on is None and any(map(is_endless, duration.words)) for duration in durations)
    days = [] if endless else [duration.on for duration in durations if duration.on is not None]
    said = dict.fromkeys(word for duration in durations for word in duration.words)
    return "; ".join([*([max(days).isoformat()] if days else []), *said])


def _portion(
    place: int,
    paragraph: DraftParagraph,
    found: Sequence[tuple[str, int | None, Marking]],
    joined: Marking,
    day: date,
    told: list[Because],
    *,
    any_source: bool,
) -> str | None:
    """The mark that a paragraph is to bear; None where it stays as it is."""
    own = portion(paragraph.marking)
    asked = of_portions(joined)
    named = tuple(f"{name} para {number}" if number is not None else name for name, number, _ in found)
    if own is None and not found:
        if any_source and paragraph.marking is None:
            told.append(Because(paragraph=place, says="no source has its words: mark it by hand"))
        return None
    if own is None:
        told.append(Because(paragraph=place, says=f"({mark_of(asked, day)}), as the words it repeats", sources=named))
        return mark_of(asked, day)
    if own.join(asked) == own:
        return None
    raised = mark_of(own.join(asked), day)
    told.append(Because(paragraph=place, says=f"raised to ({raised}), as the words it repeats", sources=named))
    return raised


def _duration(
    draft: Draft, whole: Marking, sources: Sequence[Telegram], day: date, told: list[Because]
) -> tuple[ExecutiveOrder, str | None]:
    """The E.O. line, and until when, in words."""
    line, order = draft.executive_order, order_on(day)
    number = order.order if order is not None else line.order
    if line.order is not None and line.order != number:
        told.append(Because(paragraph=None, says=f"the order in force on its day is E.O. {number}, not {line.order}"))
    if whole.rank < CLASSIFIED_RANK:
        return ExecutiveOrder(number, "N/A"), None
    said = longest(sources)
    parts = said.split("; ") if said is not None else []
    passed = [one for one in parts if is_full_day(one) and one <= day.isoformat()]
    if passed:
        # A day that is gone by would end it before it is sent; that they are open is for a person to say.
        told.append(Because(paragraph=None, says=f"its sources were classified until {passed[0]}, which has passed"))
        parts = [one for one in parts if one not in passed]
    if parts:
        until = "; ".join(parts)
        marks = tuple(one for one in parts if is_exemption(one))
        stated = next((one for one in parts if not is_exemption(one)), None)
        told.append(Because(paragraph=None, says=f"it stays classified as long as its sources do: {until}"))
        return ExecutiveOrder(number, "DECL", stated, marks), until
    if line.declassify_on or line.exemptions or (line.code or "N/A") not in ("N/A", "NA", "DECL"):
        said = "; ".join(one for one in (line.declassify_on, *line.exemptions) if one) or line.code
        return msgspec.structs.replace(line, order=number), said
    rule = undated_rule(day)
    if rule is None or rule[1].years is None:
        told.append(Because(paragraph=None, says="no rule says how long it stays classified: give a date"))
        return msgspec.structs.replace(line, order=number), None
    on = years_after(day, rule[1].years).isoformat()
    advice = "" if rule[1].confirmed else " (unconfirmed: advice)"
    told.append(Because(paragraph=None, says=f"{rule[1].says}{advice}"))
    return ExecutiveOrder(number, "DECL", on), on


def _runs(sources: Mapping[str, Telegram]) -> dict[tuple[str, ...], list[tuple[str, int | None, Marking]]]:
    """Every run of words of the sources' paragraphs, with where it stands and how it is held."""
    found: dict[tuple[str, ...], list[tuple[str, int | None, Marking]]] = {}
    for name, telegram in sources.items():
        for paragraph in telegram.paragraphs:
            own = paragraph_marking(telegram, paragraph)
            # What is attached below a paragraph stands in its text and is held closer.
            apart = [(held, telegram.quote(span)) for span, held in pieces_of(telegram, paragraph) if held != own]
            for held, text in ((own, paragraph.text), *apart):
                where = (name, paragraph.number, held)
                for run in _words(text):
                    some = found.setdefault(run, [])
                    if where not in some:
                        some.append(where)
    return found


def _found(
    text: str, runs: Mapping[tuple[str, ...], list[tuple[str, int | None, Marking]]]
) -> list[tuple[str, int | None, Marking]]:
    return list(dict.fromkeys(where for run in _words(text) for where in runs.get(run, ())))


def _words(text: str) -> list[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return [tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]


def _day(draft: Draft) -> date | None:
    try:
        return date.fromisoformat((draft.dtg or "")[:10])
    except ValueError:
        return None
