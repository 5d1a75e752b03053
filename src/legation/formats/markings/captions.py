"""Captions and caveats as they stand on lines of their own or behind the level."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from legation.core.letters import in_plain_capitals
from legation.formats.lines import Line
from legation.formats.markings.levels import controls_of, level_named
from legation.formats.sheet import LINE, Sheet
from legation.tables.captions import (
    alliance_names,
    caption_names,
    caveat_names,
    control_name,
    is_need,
    row_name,
    short_caveats,
)
from legation.tables.marking_rows import behind_levels, is_no_control, words_on_a_line
from legation.tables.rows import toml

_ONLY = re.compile(
    r"(?:F[O0]R )?[A-Z][A-Z ,.&/'-]{1,60} [O0]N[LI1]Y$"
    r"|EYES[ -]?[O0]N[LI1]Y(?:(?: FOR | ?[-:,/] ?).{1,60}| [A-Z][A-Z ,.&/'-]{1,60})?$"
)
_PRINTED = re.compile(r"FOR (?:RM(?:/?R)?|DC/?[RT]) USE ONLY")
"""What is printed on a form for those who file it. For the Department's use is a restriction, as anybody's is."""
_ENDS_ONLY = re.compile(r"[O0]N[LI1]Y\Z")
# Whom such a line is for: ``FOR ASSISTANT SECRETARY ROE - EYES ONLY``, ``EYES ONLY THE SECRETARY``.
_ONLY_FOR = re.compile(
    r"FOR (?P<whom>.+?)(?:'S?| ?[-,/(]| ) ?EYES ONLY$|EYES ONLY(?: ?[-:,/] ?| )(?:FOR )?(?P<behind>.+)$"
)
_HANDLING = ("EFTO", "SENSITIVE", "FOR OFFICIAL USE ONLY", "SBU", "NF")
_IN_SHORT = {"SBU": "SENSITIVE", "NF": "NOFORN"}  # behind a level; elsewhere such letters are a word of something else
_RELEASE = re.compile(
    r"(?<![A-Z])(?:REL(?:EASABLE)?(?: T[O0])?|DISPLAY ONLY):? +[A-Z]{2,4}(?:(?: ?, ?| AND )[A-Z]{2,4})*(?![A-Z])"
)
# Letters spaced as those of a level, or with another sign between them: ``S E N S I T I V E``, ``N/O/D/I/S``.
_SPACED = re.compile(
    r"[A-Z0-9](?: \S){4,24}(?: {2,4}\S(?: \S){2,24}){0,3}|[A-Z0-9](?: \S){1,24}(?: {2,4}\S(?: \S){1,24}){1,3}"
    r"|[A-Z0-9](?: ?[/,_*] ?[^\s/,_*]){4,24}"
)
_SPACED_BEHIND = re.compile(r"(?<![A-Z])(?:(?:N O|E X|L I M|S T A) D I S|N O F O R N)(?![A-Z])")
_BETWEEN = re.compile("[ /,_*]")
# A control and how to heed it: ``SENSITIVE BUT UNCLASSIFIED -- NOT FOR INTERNET DISTRIBUTION``.
_HOW = "(?:NOT|DO NOT|PLEASE|PLS|PROTECT|HANDLE|TREAT|SAFEGUARD|NO) [A-Z]"
_HEEDED = re.compile(
    r"(?:THIS (?:MESSAGE|CABLE|TELEGRAM) IS )?(?P<names>[A-Z][A-Z /,]{3,60}?) {0,3}(?:-{1,3}|[.;:,(]) {0,3}"
    rf"{_HOW}[A-Z /,.'-]{{0,70}}\)?"
)
_HEEDS = re.compile(rf"[-.;:,( ]{_HOW}")  # a short look at how comes before the full one
# Why it is held: ``SENSITIVE - LAW ENFORCEMENT MATTERS``.
_HELD_FOR = re.compile(r"(?P<names>SENSITIVE(?: BUT UNCLASSIFIED)?|SBU) -{1,2} (?P<why>[A-Z][A-Z /,.'-]{3,70})")
# A word of its own narrows the caption before it: ``LIMDIS GREENROOM``.
_LEVEL_FOLLOWS = r"(?:(?:T ?O ?P {0,3})?S ?E ?C ?R ?E ?T|C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L|UNCLAS(?:SIFIED)?)(?![A-Z])"
_LEVEL_BEHIND = re.compile(_LEVEL_FOLLOWS)
_NARROWED = re.compile(
    rf"(?P<names>NODIS|EXDIS|LIMDIS|STADIS)(?: |/| ?- ?)(?!{_LEVEL_FOLLOWS})(?P<by>[A-Z]{{4,14}})(?P<parted>-?)"
)
# Those that are no word of anything else, so that they are captions among other words too.
_DISTRIBUTED = re.compile(r"(?<![A-Z])(?:N[O0]D[I1L]S|EXD[I1L]S|L[I1L]MD[I1L]S|STAD[I1L]S)(?![A-Z])")
FULL = 40
"""Code points from which the end of a sentence may stand alone on the next line."""
_LONGEST = 120
_AROUND = " .,;:-()[]"


_VIA = "(?:(?:SEND |TRANSMIT |HANDLE )?(?:VIA|BY|THROUGH|THRU|IN) )?"
"""Before a channel, on a line of its own."""


PERSONAL = re.compile(r"PERSONAL FOR (?P<whom>[A-Z](?:(?!//)[A-Z0-9 ,/&'-]){2,60})")
"""Whom alone a naval message is for, behind its level or on a line of its own. Source: NTP 3(J) 703."""


SIGNS = {letter: f"[{letter}{re.escape(signs)}]" for letter, signs in toml("marking.toml")["alike"].items()}
"""A pattern for each letter and the signs that a scan has for it."""
_ALIKE: dict[str, list[str]] = toml("marking.toml")["alike_captions"]


@cache
def _loose(words: str) -> str:
    """A pattern for words in which O may be a zero, I a one or an l, and a blank a hyphen, as a scanned copy has them.

    Those of ``[alike_captions]`` may have any of the signs that look like their letters: ``3XDIS``, ``NOFQRN``.
    """
    if words in _ALIKE["names"]:
        signs = "".join("[ -]" if letter == " " else SIGNS.get(letter, letter) for letter in words)
        others = (other for other in _ALIKE["words"] if re.fullmatch(signs, other) is not None)
        return signs + "".join(f"(?<!{other})" for other in others)  # a look before the letters would be dearer
    return re.escape(words).replace("\\ ", "[ -]").replace("O", "[O0]").replace("I", "[I1L]")


@cache
def _written() -> frozenset[str]:
    return frozenset([*_HANDLING, *caveat_names(), *caption_names()])


@lru_cache(maxsize=1024)
def _name(words: str) -> str:
    """The name in the table of words that were found; what is none, such as a list of nations, as it is."""
    if words in _written():
        return words
    names = (*caption_names(), *caveat_names())
    return next((name for name in names if re.fullmatch(_loose(name), words) is not None), words)


def _as_written(found: list[str]) -> list[str]:
    """Names that were found, each as the table has it."""
    return list(map(_name, found))


def is_misread(words: str) -> bool:
    """Whether captions stand in a line with other signs for their letters: a zero for an O."""
    found = _any_name().findall(words.upper()[: _LONGEST * 4])
    return found != _as_written(found)


@cache
def _any_of() -> str:
    return "|".join(map(_loose, (*caption_names(), *caveat_names())))


@cache
def _parts() -> re.Pattern[str]:
    """Each of several without a blank between them, which few lines have."""
    return re.compile(_any_of())


@cache
def _whole_line() -> re.Pattern[str]:
    """A line of captions and caveats and nothing else."""
    return re.compile(rf"[^A-Z0-9]*{_VIA}(?:(?:{_any_of()})(?![A-Z])[^A-Z0-9]*)+")


@cache
def _any_name() -> re.Pattern[str]:
    """One of them."""
    return re.compile(rf"(?<![A-Z])(?:{_any_of()})(?![A-Z])")


@cache
def _handling() -> re.Pattern[str]:
    """One of them, or a handling word."""
    return re.compile(rf"(?<![A-Z])(?:{_any_of()}|{'|'.join(_HANDLING)})(?![A-Z])")


@cache
def _glued() -> re.Pattern[str]:
    """Two or more without a blank between them."""
    known = (*caption_names(), *caveat_names())
    return re.compile(rf"(?:{'|'.join(_loose(words) for words in known if words.isalpha() and len(words) > 4)}){{2,4}}")


@cache
def _before() -> re.Pattern[str]:
    """Those at the front of a passing line."""
    return re.compile(
        rf"(?:(?:{_any_of()})(?![A-Z])(?: ?(?://|[,;/.-]) ?| ))+"
        r"(?=(?:FOR|FROM|DEPT|STATE|PASS) |[A-Z]{4,6} \d{1,6}(?:[ /]|\Z)"
        rf"|[A-Z ]{{3,30}} (?:FOR|PASS|(?:PLEASE |PLS )?POUCH)\b|{_LEVEL_FOLLOWS})"
    )


def take_captions(sheet: Sheet, line: Line) -> bool:
    """Read a line that holds captions and caveats and nothing else; False where it holds other words."""
    if len(line.text) > _LONGEST:
        return False
    if not take_caption_line(sheet, line.text):
        return False
    find_misread(sheet, line.text, line.start, line.end)
    sheet.mark(line.start, line.next, "text.caption")
    return True


def find_misread(sheet: Sheet, words: str, start: int, end: int) -> None:
    """Tell of captions that are known but for a sign that a scanned copy has for another: ``N0DIS``."""
    if is_misread(words):
        read = ", ".join(_as_written(_any_name().findall(words.upper()[: _LONGEST * 4])))
        sheet.find("CAP002", start, end, text=" ".join(words.split())[:_LONGEST], read=read)


def take_caption_line(sheet: Sheet, words: str) -> bool:
    """Hold the captions and caveats of a line that has nothing else; False where it has."""
    met = captions_of(words)
    if met is None:
        return False
    hold_captions(sheet, met)
    return True


@lru_cache(maxsize=1024)
def captions_of(line: str) -> tuple[str, ...] | None:
    """The captions and caveats of a line that holds nothing else, or None."""
    words = whole = line.upper().strip()
    if _whole_line().fullmatch(words):
        return tuple(_as_written(_any_name().findall(words)))
    if _SPACED.fullmatch(words):
        words = " ".join(_BETWEEN.sub("", word) for word in re.split(r" {2,}", words))
    elif heeded := _HEEDS.search(words) and _HEEDED.fullmatch(words):
        words = heeded["names"]
    elif (narrowed := _NARROWED.fullmatch(words)) is not None:  # and whoever holds the first alone is not meant
        is_whole = not narrowed["parted"] and narrowed["by"] not in words_on_a_line().said
        by = (narrowed["by"],) if is_whole else ()
        return (*_as_written([narrowed["names"]]), *by)
    elif (held := _HELD_FOR.fullmatch(words)) is not None and not _any_name().search(
        held["why"].replace("SENSITIVE", "")
    ):
        words = _IN_SHORT.get(held["names"], held["names"])
    if words != whole and _whole_line().fullmatch(words):
        return tuple(_as_written(_any_name().findall(words)))
    if 10 <= len(words) <= 40 and words.isalpha() and _glued().fullmatch(words):  # ``NODISSTADIS``
        return tuple(_as_written(_parts().findall(words)))
    if _RELEASE.fullmatch(released := " ".join(words.strip(" /,;.-()").split())):
        return (_release(released),)
    if words.startswith("PERSONAL FOR ") and PERSONAL.fullmatch(line.strip()) is not None:
        return ("ONLY",)
    if _ONLY.match(line) and len(line) <= 70 and _PRINTED.fullmatch(words) is None:
        return ("EYES ONLY" if words.startswith("EYES") or "EYES ONLY" in words else "ONLY",)
    return None


def _release(words: str) -> str:
    """The nations of a release list as the list is written else: a scan has ``REL T0 USA``."""
    return words.replace(" T0 ", " TO ", 1)


def is_within(text: str, begin: int, end: int) -> bool:
    """Whether the line before has not ended and the next one has words: a sentence runs on over the line between."""
    first = text.rfind("\n", 0, begin)
    above = text[max(0, first - _LONGEST) : max(0, first)].rpartition("\n")[2].rstrip()
    below = text[end + 1 : end + 1 + _LONGEST].partition("\n")[0].strip()
    return bool(above) and above[-1] not in ".:;?!" and (len(below) >= FULL or below[-1:] == ".")


TAIL = 400
"""Code points at the end of a text in which what closes it stands."""


def last_lines(text: str, start: int, end: int) -> int:
    """Where the first whole line of the last ``TAIL`` of ``text[start:end]`` begins; ``end`` where there is none."""
    if end - start <= TAIL:
        return start
    return text.find("\n", end - TAIL, end) + 1 or end


def is_end(text: str, begin: int, start: int) -> bool:
    """Whether the line above one that begins there is long enough to be the sentence of which that is the end."""
    first = text.rfind("\n", start, begin)
    above = text[max(start, first - _LONGEST) : max(start, first)].rpartition("\n")[2].rstrip()
    return len(above) >= FULL and above[-1] not in ".:;"


def only_for(words: str) -> str | None:
    """Whom a line of eyes-only words is for; None where it does not say, or is no such line."""
    if words.startswith("PERSONAL FOR ") and (found := PERSONAL.fullmatch(words)) is not None:
        return found["whom"]
    found = _ONLY_FOR.match(words) if "EYES ONLY" in words and len(words) <= _LONGEST else None
    return (found["whom"] or found["behind"]).strip(" .-") if found is not None else None


def take_captions_before(sheet: Sheet, line: Line) -> int:
    """Read the captions at the front of ``NODIS, FOR CHARGE FROM ROE``, of ``EXDIS TOSEC 24``, or of ``NODIS SECRET``.

    Returns where the passing line, the number or the level begins, or 0.
    """
    words = line.text
    before = _before().match(words.upper()) if len(words) <= _LONGEST and is_in_capitals(words) else None
    if before is None:
        return 0
    find_misread(sheet, before[0], line.start, line.start + before.end())
    hold_captions(sheet, _as_written(_any_name().findall(before[0])))
    sheet.mark(line.start, line.start + before.end(), "text.caption")
    return before.end()


def restrictions(upper: str) -> list[str]:
    """The captions and caveats that words in capitals name, also two without a blank between them: ``NODISSTADIS``."""
    return _as_written(
        _any_name().findall(_glued().sub(lambda found: " ".join(_parts().findall(found[0])), upper[: _LONGEST * 4]))
    )


def is_caption(words: str) -> bool:
    """Whether a line in capitals holds captions and caveats and nothing else, or marks a corrected copy."""
    if len(words) < 60 and "l" in words and is_in_capitals(words):
        words = words.upper()
    return words.startswith("CORRECTED COPY") or (len(words) < 60 and _whole_line().fullmatch(words) is not None)


def is_caption_line(words: str) -> bool:
    """Whether a line that no field has holds captions and nothing else, and is no broken end of a sentence."""
    return (
        len(words) <= _LONGEST
        and words[-1] not in ".,;:?"
        and (is_in_capitals(words) or words.islower())
        and (_ENDS_ONLY.search(words) is None or words.startswith(("FOR ", "F0R ", "EYES")) or "EYES ONLY" in words)
        and captions_of(words) is not None
    )


def is_marking(words: str) -> bool:
    """Whether a line in capitals begins with captions and goes on with a level: ``NODIS//CONFIDENTIAL PARIS 412``."""
    before = _before().match(words) if words.isupper() and len(words) <= _LONGEST else None
    return before is not None and _LEVEL_BEHIND.match(words, before.end()) is not None


def is_in_capitals(words: str) -> bool:
    """Whether words are in capitals, but for an l that a scanned copy has for an I."""
    return words.isupper() or ("l" in words and words.replace("l", "").isupper())


def captions_named(upper: str) -> list[str]:
    """The captions and caveats that a field for them in capitals names, of any length."""
    return _as_written(_any_name().findall(upper))


def restrictions_within(upper: str) -> list[str]:
    """The distribution captions among other words in capitals, such as ``FOR THE SECRETARY FROM ROE - NODIS``."""
    return _as_written(_DISTRIBUTED.findall(upper[: _LONGEST * 4]))


def take_handling(sheet: Sheet, words: str) -> str:
    """Read the handling words behind a level, such as ``NOFORN SECTION``; they come back as blanks."""
    needs, stop = words_behind_level(words)
    if stop:
        hold_captions(sheet, needs)
        words = " " * stop + words[stop:]
    met, rest = split_handling(words)
    hold_captions(sheet, met)
    return rest


def split_handling(words: str) -> tuple[list[str], str]:
    """The handling words among ``words`` in capitals, and the rest with blanks in their places."""
    met: list[str] = []
    words = words[: _LONGEST * 2]
    if " D I S" in words or " F O R N" in words:  # ``S E C R E T N O D I S``
        words = _SPACED_BEHIND.sub(lambda found: found[0].replace(" ", "").ljust(len(found[0])), words)
    for glued in _glued().finditer(words):  # ``EXDISNOFORN``
        met.extend(_as_written(_parts().findall(glued[0])))
        words = words[: glued.start()] + " " * len(glued[0]) + words[glued.end() :]
    if "/" in words:
        met.extend(short_caveats()[found] for found in _behind_strokes().findall(words))
        words = _behind_strokes().sub(lambda found: " " * len(found[0]), words)
    for names in (_RELEASE, _handling()):
        if (names is not _RELEASE or "REL" in words or "DISPLAY" in words) and names.search(words):
            found = names.findall(words) if names is _RELEASE else _as_written(names.findall(words))
            met.extend(_IN_SHORT.get(name, _release(" ".join(name.split()))) for name in found)
            words = names.sub(lambda found: " " * len(found[0]), words)
    return met, words


def controls_behind(words: str) -> list[str]:
    """What stands behind the strokes of a level in a field that holds its marking alone: ``NODIS``, ``SI-G/TK``.

    What no row knows is named too: it stands where controls stand, so it is a need of its own.
    """
    named, left = split_handling(f"/{in_plain_capitals(words)}")
    unknown = (" ".join(part.split()).strip(_AROUND) for part in left.split("/"))
    return [*named, *(word for word in unknown if word and not is_no_control(word))]


@cache
def _behind_level() -> tuple[re.Pattern[str], re.Pattern[str]]:
    names = "|".join(re.escape(words) for words in sorted(behind_levels(), key=len, reverse=True))
    one = rf"(?:{names})(?![A-Z0-9])"
    return re.compile(rf"(?:[ ,;:/(-]{{1,4}}{one})+"), re.compile(one)


def words_behind_level(words: str) -> tuple[list[str], int]:
    """Those of ``words`` in capitals that only directly behind a level are needs, and where what follows them begins.

    Words without a need, as in ``SECRET - POLICY``, are passed over with them. 0 where there are none.
    """
    whole, one = _behind_level()
    found = whole.match(words)
    if found is None:
        return [], 0
    return [name for name in one.findall(found[0]) if behind_levels()[name]], found.end()


@cache
def needed_names() -> str:
    """A pattern of all words that are a need behind a level: captions, controls, and those of ``[[behind]]``."""
    needs = frozenset(word for word in (*caption_names(), *caveat_names()) if is_need(word))
    longest_first = sorted({*behind_levels(), *needs}, key=lambda words: (-len(words), words))
    return "|".join(_loose(words) if words in needs else re.escape(words) for words in longest_first)


@cache
def _behind_strokes() -> re.Pattern[str]:
    """Marks of a few letters, each directly behind a stroke: ``//SI/TK``."""
    return re.compile(rf"(?<=/)(?:{'|'.join(sorted(short_caveats(), key=len, reverse=True))})(?=[ /]|\Z)")


@cache
def _caveats() -> frozenset[str]:
    return frozenset([*caveat_names(), *alliance_names(), *short_caveats().values(), *_HANDLING, *_IN_SHORT.values()])


def hold_level(sheet: Sheet, words: str, by: str = LINE) -> None:
    """State the level that words say, with the controls that it brings: NATO SECRET is SECRET, and NATO."""
    sheet.state_level(level_named(words), by)
    hold_captions(sheet, controls_of(words))


def hold_captions(sheet: Sheet, met: Sequence[str]) -> None:
    """Hold captions and caveats as read, each once and by the name of its row.

    A control that is said again by another name adds nothing: over a SENSITIVE telegram stands FOR OFFICIAL USE ONLY.
    """
    for words in met:
        name, control, is_caveat = _of_table(words)
        held = _names(sheet)
        if name not in held and control not in held:
            (sheet.caveats if is_caveat else sheet.captions).append(name)


@lru_cache(maxsize=1024)
def _of_table(words: str) -> tuple[str, str, bool]:
    """By what name words are held, that of their control with an equals sign before, and whether it is a caveat."""
    # The nations that a text may go to are a caveat as it is written.
    released = _RELEASE.fullmatch(words) is not None
    return words if released else row_name(words), _control(words), released or words in _caveats()


def _control(words: str) -> str:
    """The control that words name, however their letters are written, with an equals sign before."""
    return f"={control_name(in_plain_capitals(words))}"


def _names(sheet: Sheet) -> set[str]:
    """The names held, and those of their rows with an equals sign before; kept, since a text may have thousands."""
    captions, caveats = sheet.captions, sheet.caveats
    if sheet.named != len(captions) + len(caveats):
        last = (
            (*captions[-1:], *caveats[-1:])
            if sheet.named + 1 == len(captions) + len(caveats)
            else (*captions, *caveats)
        )
        for name in last:
            sheet.names.update((name, _control(name)))
        sheet.named = len(captions) + len(caveats)
    return sheet.names
