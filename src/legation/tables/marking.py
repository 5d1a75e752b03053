"""Markings as they are written: from the words of a telegram to a point of the lattice, and back to words.

The lattice itself stands in ``core.marking``; this room knows the vocabulary (``data/marking.toml``):
levels, controls and captions, release lists, and how long a source stays classified. Words that no row knows
are never waved through: an unknown level counts as the highest, an unknown caption is a need of its own name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date
from functools import cache, lru_cache
from itertools import accumulate
from typing import Literal, NamedTuple

import msgspec

from legation.core.draft import Draft
from legation.core.marking import OPEN, UNREADABLE, UNREADABLE_RANK, Marking, join_all
from legation.core.telegram import Classification, Paragraph, Telegram
from legation.core.text import Span
from legation.tables.rows import TableError, table, toml
from legation.tables.tags import tag_rows

CLASSIFIED_RANK = 2
"""From this rank on a text is classified; below it lies administrative control (LOU, SBU)."""

UNREADABLE_LEVEL = "TOP SECRET (SOURCE MARKING NOT READ)"
NOT_READ = "marking not read"
"""What stands in lists and on cards for a marking that was not read; banners have ``UNREADABLE_LEVEL``."""

UNREADABLE_MARK = "TS?"

ABOVE_ITS_MARK = "CLS006"
"""The finding that a marking within a paragraph is above its portion mark, at the place of that marking."""


class Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """portions: its marks, the written one first. words: other spellings. since, until: days of use."""

    name: str
    rank: int
    portions: tuple[str, ...]
    words: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


class Control(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A control, channel or caption. ``lifts``: rank it gives at least. ``pattern``: more words for it."""

    name: str
    need: bool
    scope: Literal["whole", "portion"]
    group: Literal["compartment", "alliance", "control", "distribution"]
    portions: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    lifts: int = 0
    pattern: str | None = None


class Alliance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A level of an alliance: its words and its portion mark, and the level and the controls that they mean."""

    words: str
    mark: str
    level: str
    controls: tuple[str, ...]


class Foreign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A level of another government (``of``) in its own words, and the level that it raises a telegram to."""

    words: str
    of: str
    level: str


class Behind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A word that says something of access directly behind a level, and nothing elsewhere. need: as of a control."""

    words: str
    need: bool


class OnALine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of a line that is a marking and no sentence, beside its level."""

    said: tuple[str, ...]
    part: tuple[str, ...]
    telling: tuple[str, ...]


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An executive order on classification, in force from ``effective`` until the next one."""

    order: str
    effective: date
    confirmed: bool
    signed: date | None = None
    amended_by: str | None = None


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``code`` on a text of ``rank``: declassified at the end of the ``years``-th full year after its own."""

    code: str
    rank: int
    years: int


class Duration(msgspec.Struct, frozen=True):
    """How long one source stays classified: a day, or words in its place (an event, ``25X1-HUM``)."""

    on: date | None
    words: tuple[str, ...] = ()


@cache
def _levels() -> tuple[Level, ...]:
    return tuple(table("marking.toml", "level", Level))


@cache
def _controls() -> tuple[Control, ...]:
    return tuple(table("marking.toml", "control", Control))


@cache
def executive_orders() -> tuple[Order, ...]:
    """Every order, by the day it took effect."""
    return tuple(sorted(table("marking.toml", "executive_order", Order), key=lambda o: o.effective))


@cache
def _level_words() -> dict[str, Level]:
    found: dict[str, Level] = {}
    for level in _levels():
        for word in (level.name, *level.words):
            if found.setdefault(word, level) is not level:
                raise TableError(f"marking.toml [[level]]: {word!r} stands twice")
    return found


@cache
def _level_marks() -> dict[str, Level]:
    return {mark: level for level in _levels() for mark in level.portions}


@cache
def _control_words() -> dict[str, Control]:
    found: dict[str, Control] = {}
    for control in _controls():
        for word in (control.name, *control.words):
            if found.setdefault(word, control) is not control:
                raise TableError(f"marking.toml [[control]]: {word!r} stands twice")
    return found


@cache
def _control_marks() -> dict[str, Control]:
    marks = {mark: control for control in _controls() for mark in control.portions}
    # A caption of several words is no portion mark, and OC is ORCON there, not a channel.
    return {**{word: c for word, c in _control_words().items() if " " not in word}, **marks}


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Control], ...]:
    return tuple((re.compile(c.pattern), c) for c in _controls() if c.pattern is not None)


@cache
def _alliances() -> tuple[re.Pattern[str], dict[str, str]]:
    """What a mark of an alliance begins with, and the mark of this scheme that says the same: ``S//NATO`` for NS."""
    said: dict[str, str] = {}
    for row in table("marking.toml", "alliance", Alliance):
        if row.level not in _level_words() or not all(control in _control_words() for control in row.controls):
            raise TableError(f"marking.toml [[alliance]]: {row.words!r} has a level or a control that no row has")
        means = "//".join([_level_words()[row.level].portions[0], *row.controls])
        for written in (row.words, row.mark):
            said[written] = means
    longest_first = "|".join(re.escape(written) for written in sorted(said, key=len, reverse=True))
    return re.compile(rf"(?://)?(?P<of>{longest_first})(?![A-Z])"), said


def allied_marks() -> tuple[str, ...]:
    """The portion marks of an alliance that are letters: ``NS``, ``CTSA``; longest first."""
    marks = {row.mark for row in table("marking.toml", "alliance", Alliance) if row.mark.isalpha()}
    return tuple(sorted(marks, key=lambda mark: (-len(mark), mark)))


@cache
def foreign_levels() -> dict[str, str]:
    """Levels of other governments in their own words, and the level that each raises a telegram to."""
    rows = table("marking.toml", "foreign", Foreign)
    for row in rows:
        if row.level not in _level_words() or row.words in _level_words() or row.of not in _by_two_letters():
            raise TableError(
                f"marking.toml [[foreign]]: {row.words!r} is of no nation, or has no level of its own here"
            )
    return {row.words: row.level for row in rows}


@cache
def behind_levels() -> dict[str, bool]:
    """Words that count directly behind a level only, and whether who reads the text must hold them."""
    return {row.words: row.need for row in table("marking.toml", "behind", Behind)}


@cache
def words_on_a_line() -> OnALine:
    """The words that may stand on a line with a level where that is a marking."""
    return msgspec.convert(toml("marking.toml")["on_a_line"], OnALine)


def nations() -> frozenset[str]:
    """The nations of release lists, by three letters."""
    return frozenset(toml("marking.toml")["nations"])


def _plain_mark(mark: str) -> str:
    """A mark in capitals without brackets; that of an alliance or of another government as this scheme has it."""
    folded = _folded(mark).strip("()[]. ")
    begins, means = _alliances()
    if (allied := begins.match(folded)) is not None:
        return f"{means[allied['of']]}{folded[allied.end() :]}"
    foreign = _FOREIGN.match(folded)
    return f"{foreign['level']}//FGI {foreign['of']}{folded[foreign.end() :]}" if foreign is not None else folded


@cache
def _trigraphs() -> dict[str, frozenset[str]]:
    found = {three: frozenset({two}) for three, two in toml("marking.toml")["nations"].items()}
    groups = {name: frozenset(members) for name, members in toml("marking.toml")["release"].items()}
    return {**found, **groups}


@cache
def _by_two_letters() -> dict[str, str]:
    return {two: three for three, two in toml("marking.toml")["nations"].items()}


def _folded(words: str) -> str:
    return " ".join(words.upper().split())


@lru_cache(maxsize=256)
def rank_of(level: str | None) -> int:
    """Rank of a level by its name or another spelling; ``UNREADABLE_RANK`` for None and unknown words."""
    known = _level_words().get(_folded(level)) if level else None
    return known.rank if known is not None else UNREADABLE_RANK


def level_named(words: str) -> str | None:
    """Name of a level by its name, another spelling or its portion mark; None for what is no level."""
    folded = _folded(words)
    known = _level_words().get(folded) or _level_marks().get(folded)
    return known.name if known is not None and known.rank < UNREADABLE_RANK else None


def level_names() -> tuple[str, ...]:
    """Names of the levels, the lowest first."""
    return tuple(level.name for level in sorted(_levels(), key=lambda level: level.rank))


@cache
def level_words() -> frozenset[str]:
    """Every spelling of a level that is one word, in small letters; what stands in a text and tells no matter in it."""
    return frozenset(word.casefold() for word in _level_words() if " " not in word)


def order_on(day: date) -> Order | None:
    """The executive order in force on a day; None before the first."""
    in_force = None
    for order in executive_orders():
        if order.effective <= day:
            in_force = order
    return in_force


# A mark is read without its blanks: RELTO and RELUSA,GBR, but RELIDO is a control.
_RELEASE = re.compile(
    r"\b(?:REL(?:EASABLE)?(?: TO)?:?\s+|RELTO:?|REL(?!IDO\b)(?=[A-Z]{3,4}(?:,|/|$)))"
    r"([A-Z]{2,4}(?:(?:\s*,\s*|\s+AND\s+)[A-Z]{2,4})*)"
)


def _release(words: str) -> tuple[str, frozenset[str] | None]:
    """Take a release list out of ``words``: what is left, and the nations by two letters."""
    found = _RELEASE.search(words)
    if found is None:
        return words, None
    nations: set[str] = set()
    for code in re.split(r"\s*,\s*|\s+AND\s+", found[1]):
        # A code that no row knows lets nobody in.
        nations |= _trigraphs().get(code, frozenset({code} if len(code) == 2 else ()))
    return words[: found.start()] + words[found.end() :], frozenset(nations)


def _control_of(words: str) -> Control | None:
    known = _control_words().get(words)
    if known is not None:
        return known
    return next((control for pattern, control in _patterns() if pattern.fullmatch(words)), None)


@cache
def _captions_alone() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Captions one behind another and nothing else, and each of them; where two begin alike the longer counts."""
    names = sorted((word for word in _control_words() if len(word) > 3), key=len, reverse=True)
    any_of = "|".join(map(re.escape, names))
    return re.compile(rf"(?:[ ,/-]*+(?>{any_of}))*+[ ,/-]*+"), re.compile(any_of)


def _run_together(words: str) -> list[Control] | None:
    """Captions that stand in one, as in ``SIPDIS NOFORN`` or ``NODISSTADIS``; None if a part is unknown."""
    alone, each = _captions_alone()
    if alone.fullmatch(words) is None:
        return None
    return [_control_words()[word] for word in dict.fromkeys(each.findall(words))]


def _handling(captions: tuple[str, ...]) -> list[tuple[Marking, str]]:
    """Every caption as a marking on rank 0 or its ``lifts``, with its scope."""
    read: list[tuple[Marking, str]] = []
    for caption in captions:
        words, release = _release(_folded(caption))
        if release is not None:
            read.append((Marking(0, frozenset(), release), "portion"))
        words = words.strip(" /,;.-()")
        if not words:
            continue
        known = _control_of(words)
        controls = [known] if known is not None else _run_together(words)
        if controls is None:
            # Commas and semicolons part the fields of a label, exclamation marks its markings.
            need = _folded(re.sub(r"[;,!]", " ", words))
            read.append((Marking(0, frozenset({need}) if need else frozenset()), "whole"))
            continue
        for control in controls:
            needs = frozenset({control.name}) if control.need else frozenset()
            read.append((Marking(control.lifts, needs), control.scope))
    return read


def marking_of(classification: Classification) -> Marking:
    """The marking of a whole telegram by its classification line and captions.

    A level that is absent or that no row knows gives ``UNREADABLE``. SENSITIVE lifts UNCLASSIFIED to rank 1.
    """
    rank = rank_of(classification.level)
    if rank == UNREADABLE_RANK:
        return UNREADABLE
    return join_all(
        [Marking(rank), *(part for part, _ in _handling((*classification.caveats, *classification.captions)))]
    )


def telegram_marking(telegram: Telegram | Draft) -> Marking:
    """``marking_of`` its classification, and at least that of every portion mark that can be read; so of a draft, with
    the marks within its words.

    A paragraph marked above its telegram (rule M07), or for fewer nations, would else be let out with it. Of a mark
    that has a word no row knows, what can be read counts, and the word as ``least_of_mark`` has it.
    """
    marks = [said_by_mark(paragraph.marking) for paragraph in telegram.paragraphs]
    if isinstance(telegram, Draft):  # of a telegram that was read the line has been raised by them
        marks.extend(marks_within(telegram.subject or ""))
        for paragraph in telegram.paragraphs:
            marks.extend((*marks_within(paragraph.heading or ""), *marks_within(paragraph.text)))
    return join_all([marking_of(telegram.classification), *(mark for mark in marks if mark is not None)])


def classification_of(marking: Marking, on: date | None = None) -> Classification:
    """The classification line that says a marking: inverse of ``marking_of``. ``on`` as for ``level_of``."""
    if marking.rank >= UNREADABLE_RANK:
        return Classification()
    rows = {control.name for control in _controls() if control.group != "distribution"}
    caveats = sorted(marking.needs & rows)
    if marking.release is not None:
        nations = sorted((_by_two_letters().get(one, one) for one in marking.release), key=lambda n: (n != "USA", n))
        caveats.append(f"REL TO {', '.join(nations) or 'NONE'}")
    return Classification(_named(marking.rank, on).name, tuple(caveats), tuple(sorted(marking.needs - rows)))


# A mark in brackets anywhere; behind two letters they are a plural: ``OFFICIAL(S)``.
_MARK_WITHIN = re.compile(
    r"[(\[{<](?<![A-Za-z]{2}[(\[{<])"
    r"(?:(?<=\()(?=[^()]{1,70}\))|(?<=\[)(?=[^\[\]]{1,70}\])|(?<={)(?=[^{}]{1,70}})|(?<=<)(?=[^<>]{1,70}>))\s{0,3}"
    r"(?i:(?P<mark>(?://[A-Z]|[TSCRNLUFOE])[A-Z0-9/, .:;\n-]{0,60}?)[\s.]{0,3}[)\]}>])"
)
_OPENS_A_POINT = re.compile(
    r"(?:\A|[\n.:;!?\"*)–—-])[ \t]{0,40}(?:\(?[A-Za-z0-9]{1,3}[.)]{1,2}[ \t]{0,9}|[-–—*•o]{1,3}[ \t]{0,9})?\Z"
)
_LABEL_B = re.compile(r"\(B\)(?!\s{0,3}\()", re.IGNORECASE)
_MOST_OF_A_LABEL = 50
# ``(S. KOREA)`` and ``(C-130)`` are no marks.
_FIRST_WORD = re.compile(r"(?P<top>TOP )?(?P<level>TS|S|C|SECRET|CONFIDENTIAL)(?![A-Z.]| ?-? ?\d)")


def marks_within(text: str) -> tuple[Marking, ...]:
    """Every portion mark that stands in a text, that of a sub-paragraph too; what only looks like one counts.

    It may be in small letters, in brackets of any kind, wrapped, with blanks or a dot before the closing one. At the
    beginning of a point what opens with a level is one, whatever stands behind it: ``(S UMBRA)``. ``(R)`` is one there
    alone (elsewhere it is a party or a right), and ``(C)`` goes on a list of letters where ``(B)`` stands before it.
    """
    if "(" not in text and "[" not in text and "{" not in text and "<" not in text:
        return ()
    return _marks_of_short(text) if len(text) <= _SHORT else _all_marks(text)


# A text is asked for several times while its telegram is read; the longest are not worth the memory they would keep.
_SHORT = 2_000


@lru_cache(maxsize=512)
def _marks_of_short(text: str) -> tuple[Marking, ...]:
    return _all_marks(text)


def _all_marks(text: str) -> tuple[Marking, ...]:
    label = _LABEL_B.search(text)
    listed = label.start() if label is not None else len(text)
    marks = (_mark_found(text, found, listed) for found in _MARK_WITHIN.finditer(text))
    return tuple(mark for mark in marks if mark is not None)


def _mark_found(text: str, found: re.Match[str], listed: int) -> Marking | None:
    """listed: from where on letters in brackets may be those of a list."""
    at, words = found.start(), _folded(_without_exemptions(found["mark"].replace(";", ",")))
    opens = _OPENS_A_POINT.search(text, max(0, at - _MOST_OF_A_LABEL), at) is not None
    if (words == "R" and not opens) or (words == "C" and at > listed):
        return None
    said = portion(words) or (least_of_mark(words) if "//" in words else None)
    if said is None and opens and words != "S/HE" and (first := _FIRST_WORD.match(words)) is not None:
        return least_of_mark(f"TS{words[first.end() :]}" if first["top"] else words)
    return said


def _without_exemptions(words: str) -> str:
    """A mark without how long it holds: ``S/NF//25X1``."""
    return re.sub(r"(?://?|[ ,-])\s{0,3}(?:25|50|75)X[0-9A-Z-]{0,8}", "", words, flags=re.IGNORECASE)


@cache
def _governments() -> frozenset[str]:
    """The words that say whose information a portion is."""
    nations = toml("marking.toml")["nations"]
    codes = {row.code for row in tag_rows() if row.kind == "geo"}
    return frozenset({*_trigraphs(), *nations.values(), *codes, *toml("marking.toml")["governments"]["words"]})


_FOREIGN = re.compile(r"//(?P<of>[A-Z]{3}) (?P<level>TS|S|C|R|U)(?![A-Z])")


def _is_government(part: str) -> bool:
    # What is a control as well, such as NF, stays one; but what the table names as a government, such as NATO, is that.
    return part in toml("marking.toml")["governments"]["words"] or (
        part not in _control_marks() and part in _governments()
    )


# A board reads the few marks of its telegrams again for every row.
@lru_cache(maxsize=4096)
def portion(mark: str | None) -> Marking | None:
    """A mark such as ``C``, ``(C/NF)``, ``S//OC/REL TO USA, GBR`` or ``S/FGI UK``; None if it cannot be read."""
    if mark is None:
        return None
    folded = _plain_mark(mark)
    if folded == UNREADABLE_MARK:
        return UNREADABLE
    rest, release = _release(folded)
    whole = _level_words().get(rest.strip(" /"))
    parts = [rest.strip(" /")] if whole else [p for p in re.split(r"[/\-,\s]+", rest) if p]
    if not parts:
        return None
    level = whole or _level_marks().get(parts[0]) or _level_words().get(parts[0])
    if level is None:
        return None
    marking = Marking(level.rank, frozenset(), release)
    # Whose information it is closes it to nobody; a government that no table has leaves the mark unread.
    ends = {at for at, part in enumerate(parts) if part == "FGI"}
    for at, part in enumerate(parts[1:], 1):
        if at - 1 in ends and _is_government(part):
            ends.add(at)
            continue
        control = _control_marks().get(part)
        if control is None:
            return None
        marking = marking.join(Marking(control.lifts, frozenset({control.name}) if control.need else frozenset()))
    return marking


@lru_cache(maxsize=4096)
def least_of_mark(mark: str | None) -> Marking | None:
    """What a mark surely says that ``portion`` cannot read, as a word of it is in no row; None where it has no level.

    Such a word is a need of its own name behind two strokes, where controls stand (``S//SAR-BP``), as it is on the
    classification line. Behind one stroke, where it mostly is a slip of the pen (``C/MF``), it says nothing.
    """
    if mark is None:
        return None
    rest, release = _release(_plain_mark(mark))
    head, *groups = rest.split("//")
    level, *said = re.split(r"[/\-,\s]+", head.strip(" /,-"))
    known = _level_marks().get(level) or _level_words().get(level)
    if known is None:
        return None
    marking = Marking(known.rank, frozenset(), release)
    for word in said:
        if word in _control_marks():
            marking = marking.join(_needed(word))
    for word in (word.strip() for group in groups for word in re.split(r"[/,]", group)):
        # Whom REL alone lets it out to stands on the classification line; whose information it is closes it to nobody.
        if word and word.split()[0] not in ("REL", "FGI"):
            marking = marking.join(_needed(word))
    return marking


def said_by_mark(mark: str | None) -> Marking | None:
    """What a paragraph's mark says, as far as it can be read; ``UNREADABLE`` where no level can. None for no mark."""
    if mark is None:
        return None
    return portion(mark) or least_of_mark(mark) or UNREADABLE


def _needed(word: str) -> Marking:
    control = _control_marks().get(word)
    if control is None:
        need = _folded(re.sub(r"[;,!]", " ", word))
        return Marking(0, frozenset({need} if need else ()))
    return Marking(control.lifts, frozenset({control.name}) if control.need else frozenset())


@lru_cache(maxsize=4096)
def marking_in(words: str) -> Marking:
    """The marking that a portion mark or banner written here says: inverse of ``mark_of`` and of ``level_of``.

    Words that say none are held as ``UNREADABLE``, and so is a level that was not read, with the handling beside it.
    """
    known = portion(words)
    if known is not None:
        return known
    rest, release = _release(_folded(words))
    head, *groups = (group.strip(" /") for group in rest.split("//"))
    level = _level_words().get(head) or _level_marks().get(head)
    rank = level.rank if level is not None and head not in (UNREADABLE_LEVEL, UNREADABLE_MARK) else UNREADABLE_RANK
    names = [name.strip() for group in groups for name in group.split("/") if name.strip()]
    controls = {name: _control_words().get(name) or _control_marks().get(name) for name in names}
    return Marking(rank, frozenset(control.name if control else name for name, control in controls.items()), release)


def paragraph_marking(telegram: Telegram, paragraph: Paragraph | None) -> Marking:
    """The marking of one paragraph: its portion mark, and every mark within it, under the captions of the whole.

    Without a readable mark, and for what stands outside the paragraphs (None), it is the telegram's, and never less
    than what can be read of the mark; so where a finding tells of a marking within it that is above its own. A control
    of the classification line (NOFORN) goes to the paragraphs that bear it; where none does, to all that are not simply
    U.
    """
    own = portion(paragraph.marking) if paragraph is not None else None
    among = _among(telegram)
    if paragraph is None or own is None:
        least = said_by_mark(paragraph.marking) if paragraph is not None else None
        return join_all([among.line, *([least] if least is not None else [])])
    within = [*marks_within(paragraph.heading or ""), *marks_within(paragraph.text)]
    if among.has_finding(paragraph.span):
        within.append(among.whole)
    marking = join_all([own, *within, among.for_all])
    return marking.join(among.for_closed) if marking.rank > 0 else marking


class _Among(NamedTuple):
    """What the paragraphs of one telegram have in common.

    line: what its classification says. for_all, for_closed: what of that goes to each of them, and to each that is not
    simply U. starts, ends: of the findings within them, by their start; each end is the furthest so far.
    """

    line: Marking
    whole: Marking
    for_all: Marking
    for_closed: Marking
    starts: list[int]
    ends: list[int]

    def has_finding(self, span: Span) -> bool:
        before = bisect_left(self.starts, span.end)
        return before > 0 and self.ends[before - 1] > span.start


_AMONG = "_among"


def _among(telegram: Telegram) -> _Among:
    """Made once for a telegram, which is asked for every paragraph of it: each looks at all."""
    kept = vars(telegram)
    if _AMONG not in kept:
        kept[_AMONG] = _made_among(telegram)
    found: _Among = kept[_AMONG]
    return found


def _made_among(telegram: Telegram) -> _Among:
    for_all, for_closed = OPEN, OPEN
    marks = {mark for mark in (portion(p.marking) for p in telegram.paragraphs) if mark is not None}
    for part, scope in _handling((*telegram.classification.caveats, *telegram.classification.captions)):
        if scope == "whole":
            # SENSITIVE speaks of the telegram; a paragraph marked U in it is U.
            for_all = for_all.join(Marking(0, part.needs))
        elif not any(part.needs & m.needs or (part.release is not None and m.release is not None) for m in marks):
            for_closed = for_closed.join(part)
    spans = sorted(found.span for found in telegram.findings if found.code == ABOVE_ITS_MARK)
    return _Among(
        line=marking_of(telegram.classification),
        whole=telegram_marking(telegram),
        for_all=for_all,
        for_closed=for_closed,
        starts=[span.start for span in spans],
        ends=list(accumulate((span.end for span in spans), max)),
    )


OWN_MARK = re.compile(r"^\s*(?:SUBJ(?:ECT)?\s*[:.]?\s*)?\(([^()]{1,24})\)", re.IGNORECASE)
"""The mark of its own with which the line of a subject begins."""


def subject_marking(telegram: Telegram) -> Marking:
    """The marking of the subject line: its own mark where it has one (rule M14), else the telegram's; each within."""
    # The field is read without its mark; the line has it.
    lines = [telegram.quote(element.span) for element in telegram.elements if element.kind == "text.subject"]
    mark = next((found for line in (*lines, telegram.subject or "") if (found := OWN_MARK.match(line))), None)
    said = mark[1] if mark is not None and least_of_mark(mark[1]) is not None else None  # or it is words in brackets
    line = Paragraph(None, said, None, None, telegram.subject or "", (), Span(0, 0))
    return paragraph_marking(telegram, line)


def _named(rank: int, on: date | None) -> Level:
    rows = [level for level in _levels() if level.rank == rank]
    if not rows:
        raise ValueError(f"no level of rank {rank}")
    if on is None:
        return next((level for level in rows if level.until is None), rows[0])
    fitting = (lv for lv in rows if (lv.since is None or lv.since <= on) and (lv.until is None or on <= lv.until))
    return next(fitting, rows[0])


@lru_cache(maxsize=4096)
def _written(marking: Marking, *, short: bool) -> tuple[str, ...]:
    groups: dict[str, list[str]] = {"compartment": [], "alliance": [], "control": [], "distribution": []}
    rows = {control.name: control for control in _controls()}
    for name, control in rows.items():
        if name in marking.needs:
            groups[control.group].append(control.portions[0] if short and control.portions else name)
    # NOFORN and a release list exclude each other; the closer one is written (rule M53).
    if marking.release is not None and "NOFORN" not in marking.needs:
        nations = sorted(_by_two_letters().get(nation, nation) for nation in marking.release)
        nations.sort(key=lambda nation: nation != "USA")
        groups["control"].append(f"REL TO {', '.join(nations) or 'NONE'}")
    groups["distribution"].extend(sorted(marking.needs - rows.keys()))
    return tuple(["/".join(group) for group in groups.values() if group])


# Asked for with every telegram of every list; an archive has a few markings and some thousand days.
@lru_cache(maxsize=16384)
def level_of(marking: Marking, on: date | None = None) -> str:
    """Banner words, such as ``CONFIDENTIAL//NOFORN`` or ``SECRET//ORCON/NOFORN//EXDIS``.

    on: day of the text, which settles the name of rank 1 (LIMITED OFFICIAL USE, or SENSITIVE BUT
    UNCLASSIFIED); None for a text of today.
    """
    name = UNREADABLE_LEVEL if marking.rank >= UNREADABLE_RANK else _named(marking.rank, on).name
    return "//".join([name, *_written(marking, short=False)])


def listed_as(banner: str) -> str:
    """Banner words as lists and cards have them, where they are of one telegram."""
    return banner.replace(UNREADABLE_LEVEL, NOT_READ)


@lru_cache(maxsize=4096)
def mark_of(marking: Marking, on: date | None = None) -> str:
    """Portion mark without its brackets, such as ``C//NF``; ``on`` as for ``level_of``."""
    mark = UNREADABLE_MARK if marking.rank >= UNREADABLE_RANK else _named(marking.rank, on).portions[0]
    return "//".join([mark, *_written(marking, short=True)])


_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_EXEMPTION = re.compile(r"^(?:25X[1-9](?:-[A-Z]+)?|50X\d(?:-[A-Z]+)?|75X\d?)$", re.IGNORECASE)
# Marks that leave the day to someone else: a derived text carries 25 years from its source (32 CFR 2001.22).
# So does the paragraph of the order that a reason names beside them: ``1.5(D) X6``.
_OPEN_ENDED = re.compile(
    r"^(?:OADR|X[1-8](?:[,/ ]+X?[1-8])*|XGDS.*|MR|N/?A|SOURCE MARKED.*|1\.[3-6] ?\(?[A-H]\)?)$", re.IGNORECASE
)


def is_exemption(words: str) -> bool:
    """Whether it is a mark of exemption from automatic declassification, such as ``25X1-HUMAN``."""
    return _EXEMPTION.match(words) is not None


def is_endless(words: str) -> bool:
    """Whether it is a mark of exemption that stands for a day of its own, such as ``50X1-HUM``."""
    return is_exemption(words) and "-" in words


def of_portions(marking: Marking) -> Marking:
    """As a portion mark says it: without what is said once for a whole telegram, such as EXDIS."""
    whole = {control.name for control in _controls() if control.scope == "whole"}
    known = {control.name for control in _controls()}
    needs = frozenset(need for need in marking.needs if need in known and need not in whole)
    return Marking(marking.rank, needs, marking.release)


def declassify_on(telegram: Telegram) -> Duration:
    """Until when a text drawn from a classified telegram stays classified.

    The day its E.O. line states; for OADR, X1-X8 and where no day is stated 25 years from its own date; the
    end of the schedule for GDS; an event in words as it is worded. Source: reference/marking.md section 4.
    """
    line = telegram.executive_order
    stated = [s.strip() for s in (line.declassify_on, line.code, *line.exemptions) if s and s.strip()]
    exempt = tuple(dict.fromkeys(s.upper() for s in stated if _EXEMPTION.match(s)))
    value = line.declassify_on.strip() if line.declassify_on else ""
    if _DAY.match(value):
        try:
            return Duration(date.fromisoformat(value), exempt)
        except ValueError:  # no such day: as good as none
            value = ""
    made = telegram.day
    # Without a day 25Xn is no date or event: those marks stand for one.
    if any(map(is_endless, exempt)):
        return Duration(None, exempt)
    if value and not _OPEN_ENDED.match(value) and not _EXEMPTION.match(value) and value.upper() not in _schedules():
        return Duration(None, (*exempt, value))
    rank = marking_of(telegram.classification).rank
    for code in (s.upper() for s in stated):
        years = schedule_years(code, rank)
        if years is not None and made is not None:
            return Duration(date(made.year + years, 12, 31), exempt)
    if made is None:
        return Duration(None, (*exempt, "25 years from its date, which was not read"))
    return Duration(years_after(made, 25), exempt)


def schedule_years(code: str, rank: int) -> int | None:
    """After how many full years a schedule such as GDS declassifies a text of a rank; None where it says nothing."""
    return _schedules().get(code.upper(), {}).get(rank)


@cache
def _schedules() -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    for row in table("marking.toml", "schedule", Schedule):
        found.setdefault(row.code, {})[row.rank] = row.years
    return found


def years_after(day: date, years: int) -> date:
    """The anniversary of a day; of 29 February, 1 March where there is none."""
    year = min(day.year + years, date.max.year)
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 3, 1)
