"""The classification authority: who classified a telegram and why. Source: telegram-format 4.9."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from legation.core.telegram import ClassifiedBy
from legation.formats.labels import SPOILED_CLASSIFIED
from legation.formats.plain import in_capitals
from legation.tables.offices import office_rows
from legation.tables.posts import load_posts
from legation.tables.titles import title_words

_LEAD = re.compile(
    r"(?:(?:1\.\s?)?\((?:TS|S|C|U|SBU)(?:/N?F)?\)\s?|1\.\s)?"
    r"(?:THIS (?:MESSAGE|CABLE|TELEGRAM) (?:IS|WAS|HAS BEEN) )?"
    r"(?:CLASSIF(?:I?ED|IER|YING)"
    rf"|{SPOILED_CLASSIFIED}(?= ?BY))(?: ?BY| OFFICIAL)?"
    r"\s?[:;.-]{0,2}\s?(?:BY\s?:?\s)?"
    r"(?:(?:\((?:TS|S|C|U|SBU)\)|1\.)\s?)?(?:CLASSIFIED BY\s?:?\s)?"  # said by the form and by the drafter
)
_REASON = re.compile(
    # Its first sign is asked for before what stands around it, since the engine finds a first sign by itself.
    r"(?P<section>[1L](?:(?:(?<=1)(?<!\d1)|(?<=\bL)(?=[.,])) ?[.,:] ?[456]"
    r"|(?:(?<=REASON 1)|(?<=REASONS 1)|(?<=REASON: 1)|(?<=REASONS: 1))[45](?= ?\()))"
    r"\s?[:;,-]?\s?(?:(?:SUB ?-?)?(?:PARA(?:GRAPH)?|SECTION|CLAUSE|ITEM|LETTER)?S?\s(?=[(\[{\"'A-H]))?"
    r"(?P<letters>(?:(?<=[456])[A-H]\b)?(?:[\s,/;&.()+\[\]{}\"'“”‘’-]|\bAND\b|\bOR\b|\bTHROUGH\b|\b[A-H]\b(?!\.\s?O\b)|(?<=[(/,])[A-H](?=[/,)]))*)"
)
# Letters behind the label alone, whose section is that of their day.
_LETTERS_ALONE = re.compile(
    r"\bREASONS?(?: FOR CLASSIFICATION)?\s?[:;-]{0,2}\s?"
    r"(?P<letters>\(?[A-H]\b(?:[\s,/;&.()-]|\bAND\b|\bOR\b|\b[A-H]\b)*)$"
)
_THROUGH = re.compile(r"([A-H])\)? ?\bTHROUGH\b ?\(?([A-H])\b")
_NEW_SECTION = date(2003, 9, 22)  # until then the reasons stood in section 1.5, since then in 1.4
# Where the words about the person end. A line broken at its last column may part the word.
_END = re.compile(
    r"(?<![A-Z0-9])(?:RE ?A ?S? ?O ?N|REAS\b|(?:SECTION |SEC\. )?1 ?[.,] ?[1-8](?![0-9])|DERIVED FROM|DECLASSIFY ON"
    r"|DECL:|E\.O|EO 1|EXECUTIVE ORDER)"
)
# ``Charge d,Affaires``: release software has put commas for apostrophes.
_COMMA_IN_TITLE = re.compile(r",(?<=\b[Dd],)(?=[Aa]ff)")
_DECLASSIFY = re.compile(r"\bDECLASSIFY (?:ON|AFTER)\s?:?\s{0,9}(?P<until>[^\n;]{4,60})")
_TRAILING = re.compile(
    r"[\s,;.]\s?(?:F ?OR(?: RE?A?S?O?)?|PER|UNDER|PURSUANT TO|BASED ON|IAW|AND|IN ACCORDANCE WITH|WITH|FOR THE)$"
)
_TITLE_BEHIND = re.compile(
    r"(?P<name>(?:[^(), ]{2,30}, )?[^(),]{3,60}?) ?\((?P<title>[^()]{2,60})\)(?P<rest>.{0,200})$"
)
_SURNAME = re.compile(r"(?:[A-Za-z'’.]{1,6} ){0,3}[A-Z][\w'’-]{1,30}")
_GIVEN = re.compile(r"(?:[A-Z]\.? ?){1,3}|[A-Z][A-Z'’-]{1,20}(?: (?:[A-Z]\.?|[A-Z][A-Z'’-]{1,20})){0,2}")
_WORD = re.compile(r"[^\s:]+:?")
_OF_NAME = re.compile(r"[A-Z\"0][\w.'’\"-]{0,30}[,;]?")
_ENDS_IN_SON = re.compile(r"[ ,](?:JR|SR)\Z", re.IGNORECASE)
_MOST_WORDS = 24  # of a title and the name behind it
_MOST_OF_NAME = 5
# A title that goes on behind a comma: ``Chief, Political Section``.
_TITLE_LEADS = frozenset({"CHIEF", "DIRECTOR", "COUNSELOR", "ACTING CHIEF", "DEPUTY CHIEF", "HEAD", "CONSUL"})
_PART_OF_POST = re.compile(r"(?:SECTION|UNIT|AFFAIRS|DIVISION)$")
_EDGES = " .,;:(-"
# A sentence that says who classified, and nothing else: no second sentence, no clause, no more words than a name has.
_ENDED = re.compile(
    r"(?<![ .(][A-Z])(?<!\b(?:MR|MS|DR|JR|SR|ST|LT))(?<!\b(?:MRS|AMB|COL|GEN|MAJ|CDR|ADM|POL|DEP))"
    r"(?<!\b(?:CAPT|CONS|ECON))"
    r"[.;:!?] {0,3}[A-Z0-9\"'(]|[.;:!?] {0,3}(?:THE|AN|IN|ON|AT|AFTER|HIS|HER|OUR|THEIR|THIS|THESE|THERE)\b"
    r"|[(\[{<](?:TS|S|C|U|R|SBU)\b"  # a mark
)
_CLAUSE = re.compile(
    r"\b(?:WHO|WHOM|WHOSE|WHICH|THAT|WILL|WOULD|SHALL|MAY|MUST|CAN|COULD|IS|ARE|WAS|WERE|BE|BEEN|HAS|HAVE|HAD|SAID|SAYS"
    r"|TOLD|NOT|BUT|IF|WHEN|WHILE|BECAUSE|SINCE|SO|IT|HE|SHE|WE|THEY|I)\b(?!\.)"
)
_SIMPLE_WORD = re.compile(r"[A-Z][A-Z'’.-]*")
_OF_REASONS = frozenset(
    {
        *("FOR", "REASON", "REASONS", "AND", "OR", "THROUGH", "SECTION", "SECTIONS", "PARA", "PARAGRAPH", "OF", "THE"),
        *("EO", "O", "EXECUTIVE", "ORDER", "AS", "AMENDED", "UNDER", "PER", "CLASSIFICATION"),
        *("DECL", "DECLASSIFY", "ON", "MR", "OADR"),
        *"ABCDEFGHX",
    }
)
_LONGEST = 600


def read_authority(words: str) -> ClassifiedBy:
    """Name, title, organization and reasons of a ``Classified By`` line, its lines folded into one.

    Reasons are written as ``1.4(b)`` whatever the text's own shape.
    """
    return _read(words[:_LONGEST])


def names_alone(words: str) -> bool:
    """Whether what stands behind ``This message is classified by`` is a name and reasons, and no more of a sentence."""
    upper = in_capitals(" ".join(words.split()))
    if len(upper) > _LONGEST // 2:
        return False
    end = _END.search(upper)
    who, behind = (upper[: end.start()], upper[end.start() :]) if end is not None else (upper, "")
    if any(word not in _OF_REASONS for word in re.findall("[A-Z]+", behind)) or _CLAUSE.search(who) is not None:
        return False
    if _ENDED.search(f" {who}") is not None:
        return False
    table = title_words()
    names = [
        word
        for word in _SIMPLE_WORD.findall(who)
        if len(word.strip(".")) > 1
        and not table.has(word)
        and word not in table.joining
        and word not in table.particles
        and word.strip(".") not in table.suffixes
    ]
    return len(names) <= _MOST_OF_NAME


def declassify_on(words: str) -> str | None:
    """When the lines of the authority declassify, in capitals: the day of ``Declassify On: 2019/06/30``."""
    found = _DECLASSIFY.search(in_capitals(words[:_LONGEST]))
    return str(found["until"]).strip(" .") if found is not None else None


@lru_cache(maxsize=2048)  # the same few officers classify all that a post sends
def _read(words: str) -> ClassifiedBy:
    words = _COMMA_IN_TITLE.sub("'", words)
    upper = in_capitals(words)
    lead = _LEAD.match(upper)
    begin = lead.end() if lead else len(words)
    reasons = _reasons(upper)
    end = _END.search(upper, begin)
    whole = words[begin : end.start() if end else len(words)]
    who = whole.strip(_EDGES)
    while (trailing := _TRAILING.search(in_capitals(who[-24:]))) is not None:
        who = who[: len(who) - len(trailing[0])].strip(_EDGES)
    if _ENDS_IN_SON.search(who) is not None and f"{who}." in whole:
        who = f"{who}."  # the point is of the name: ``JOHN ROE JR. REASON: 1.4 (B)``
    name, title, organization = _parted(who)
    return ClassifiedBy(name, title, organization, reasons)


def _reasons(upper: str) -> tuple[str, ...]:
    """The reasons in words in capitals, each once."""
    return tuple(
        dict.fromkeys(
            f"1.{found['section'][-1]}({letter})"
            for found in _REASON.finditer(upper)
            for letter in _letters(found["letters"])
        )
    )


def _letters(words: str) -> Iterator[str]:
    """The letters of a list of reasons: ``(B) AND (D)``, ``B THROUGH D``."""
    if "THROUGH" in words:
        words = _THROUGH.sub(_all_between, words)
    for letter in words.replace("AND", " ").replace("OR", " "):
        if "A" <= letter <= "H":
            yield letter.lower()


def _all_between(found: re.Match[str]) -> str:
    return " ".join(map(chr, range(ord(found[1]), ord(found[2]) + 1)))


def letters_alone(words: str, day: date | None) -> tuple[str, ...]:
    """The reasons of ``Reasons: (b) and (d)``, which names no section: that in which they stood on ``day``."""
    found = _LETTERS_ALONE.search(in_capitals(words[:_LONGEST]).rstrip(" .")) if day is not None else None
    if found is None or day is None:
        return ()
    section = "1.4" if day >= _NEW_SECTION else "1.5"
    return tuple(dict.fromkeys(f"{section}({letter})" for letter in _letters(found["letters"])))


_BEHIND_ORDER = re.compile(
    r"[\s,;(.-]*+(?:(?:FOR )?REASONS?\b(?=[^\n]{0,24}?1 ?[.,:] ?[45])|(?:SECTION )?1 ?[.,] ?[45] ?\(?[A-H]\b)"
)


def reasons_behind(value: str) -> tuple[int, tuple[str, ...]]:
    """Where the reasons begin that stand behind the day of an executive order, and which; its length if none do."""
    if "1" not in value:
        return len(value), ()
    upper = in_capitals(value[:_LONGEST])
    found = _BEHIND_ORDER.search(upper)
    reasons = _reasons(upper[found.start() :]) if found is not None else ()
    return (found.start(), reasons) if found is not None and reasons else (len(value), ())


def _parted(who: str) -> tuple[str | None, str | None, str | None]:
    """Name, title and organization, whether the title stands first or behind the name."""
    titled = _behind_title(who)
    if titled is not None:
        title, name, behind = titled
        parts = behind.split(",")
        while len(parts) > 1 and not parts[0].strip(_EDGES):
            del parts[0]
        if _is_surname_first([name, parts[0].strip()]):
            name = f"{name}, {parts.pop(0).strip()}"
        if parts and _is_suffix(parts[0]):
            name = f"{name}, {parts.pop(0).strip()}"
        return name, title, ",".join(parts).strip(" ,;()") or None
    bracketed = _TITLE_BEHIND.match(who)
    if bracketed is not None and _is_title(bracketed["title"]):
        pieces = [piece.strip() for piece in bracketed["name"].split(",")]
        if len(pieces) == 1 or _is_surname_first([*pieces, bracketed["title"]]):
            return bracketed["name"], bracketed["title"], bracketed["rest"].strip(" ,;") or None
    parts = [part for part in (piece.strip() for piece in who.split(",")) if part]
    if not parts:
        return None, None, None
    if len(parts) == 1 and " " in who and _is_title(who):
        return None, who, None  # ``Political Chief``: the office alone
    _join_suffix(parts)
    if _is_surname_first(parts):
        parts[:2] = [f"{parts[0]}, {parts[1]}"]
        _join_suffix(parts)
    name, title = parts[0], parts[1] if len(parts) > 1 else None
    rest = parts[2:]
    if title is not None and _is_title(name) and not _is_title(title):
        name, title = title, name
    elif (
        title is not None and rest and in_capitals(title) in _TITLE_LEADS and _PART_OF_POST.search(in_capitals(rest[0]))
    ) or (title is not None and rest and in_capitals(rest[0]).replace(".", "").replace(" ", "") == "AI"):
        title = f"{title}, {rest.pop(0)}"
    return name, title, ", ".join(rest) or None


def _behind_title(who: str) -> tuple[str | None, str, str] | None:
    """Title, name and what is left of ``who`` if a name stands behind the words of a title; else None."""
    table = title_words()
    upper = in_capitals(who)
    first = title_from = title_to = 0  # where the words of the name and of the title begin, and where the title ends
    begun = led = False  # whether a name has begun, and whether the title leads on to a place or a bureau
    words = list(_WORD.finditer(upper))[:_MOST_WORDS]
    stop = len(words)
    for index, found in enumerate(words):
        word = found[0]
        if word[0] == "(" and begun and title_to:
            stop = index
            break
        last = index == stop - 1 or word[-1] in ",;"
        if table.has(word) and not (last and begun and title_to and not led):  # ``Counselor A. Major``
            first, begun, led, title_to = index + 1, False, False, found.end()
            if word == "BY":
                title_from = found.end()
        elif not begun and word.strip(",") in table.joining:
            first, led = index + 1, led or word in ("FOR", "TO", "OF")
        else:
            begun = True
        if word[-1] in ",;" and begun:
            stop = index + 1
            break
    if not title_to:
        return None
    if led and stop - first > 2:
        first += 1
        while first + 2 < stop and words[first][0] in ("AND", "&"):
            first += 2
        title_to = words[first - 1].end()
    named = words[first:stop]
    if not 1 <= len(named) <= _MOST_OF_NAME or not all(_OF_NAME.fullmatch(found[0]) for found in named):
        return None
    name = who[named[0].start() : named[-1].end()].strip(" ,;")
    title = who[title_from:title_to].strip(" ,;:-")
    return title or None, name, who[named[-1].end() :]


def _join_suffix(parts: list[str]) -> None:
    if len(parts) > 1 and _is_suffix(parts[1]):
        parts[:2] = [f"{parts[0]}, {parts[1]}"]


def _is_surname_first(parts: list[str]) -> bool:
    """Whether the second part is the rest of the name that the first begins: ``ROE, JANE S., DCM``.

    One word behind a name may as well be a title or a place: an initial or the title behind it must speak for a name.
    """
    if len(parts) < 2 or _SURNAME.fullmatch(parts[0].partition(",")[0]) is None:
        return False
    lead, _, surname = in_capitals(parts[0].partition(",")[0]).rpartition(" ")
    table = title_words()
    if not table.particles.issuperset(lead.split()) or table.has(surname):
        return False
    given = in_capitals(parts[1])
    if _GIVEN.fullmatch(given) is None or any(table.has(word) for word in given.split() if len(word.strip(".")) > 1):
        return False
    if given in office_rows() or load_posts().key(given) is not None:
        return False
    behind = parts[2] if len(parts) > 2 else ""
    return given[-1] == "." or given[-2:-1] == " " or (behind != "" and (_is_suffix(behind) or _is_title(behind)))


def _is_suffix(words: str) -> bool:
    """Whether what stands behind a comma belongs to the name before it: ``Jr.``."""
    return in_capitals(words).strip(" .") in title_words().suffixes


def _is_title(words: str) -> bool:
    table = title_words()
    return all(table.has(word) or word.strip(",") in table.joining for word in in_capitals(words).split())
