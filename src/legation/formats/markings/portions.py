"""Portion marks: the classification of one paragraph, in brackets at its number.

A mark counts by its place only; ``(C)`` in prose, or as the third of ``(A) (B) (C)``, is none.
Source: telegram-format 4.10.
"""

from __future__ import annotations

import re

from legation.tables.rows import toml

# Behind the level: the nations it may go to, the governments it comes from, or a control. Lists may be wrapped.
_HANDLING = (
    r"REL(?: TO)? [A-Z]{3,4}(?:,[ \n]{0,9}[A-Z]{3,4}){0,12}|FGI(?:,?[ \n]{1,9}[A-Z]{2,4}){1,12}|(?!ENTIRE)[A-Z]{1,8}"
    r"(?:, ?[A-Z]{2,6}){0,8}"
)
_OF_OTHER_LETTERS = r" ?// ?[A-Z0-9-]{0,20}[^\x00-\xbf](?:[A-Z0-9-]|[^\x00-\xbf]){0,20}"
_SHORT = {
    "TOP SECRET": "TS",
    "SECRET": "S",
    "CONFIDENTIAL": "C",
    "RESTRICTED": "R",
    "UNCLASSIFIED": "U",
    "UNCLAS": "U",
    "LIMITED OFFICIAL USE": "LOU",
    **{row["words"]: row["mark"] for row in toml("marking.toml")["alliance"]},
}
"""Levels in full, as a mark may have them, and the mark."""
_ALLIED = "|".join(
    sorted(dict.fromkeys(row["mark"] for row in toml("marking.toml")["alliance"]), key=len, reverse=True)
)
_IN_FULL = "|".join(sorted(_SHORT, key=len, reverse=True))
# Another government's own text bears its name first: ``//GBR S``; that of an alliance has levels of its own: ``//NS``.
PORTION = (
    rf"(?:(?:(?://[A-Z]{{3}} )?(?:TS|S|C|R|U)|SBU|LOU|OUO|FOUO|(?://)?(?:{_ALLIED}|{_IN_FULL}))"
    rf"(?: ?(?://|/|-) ?(?:{_HANDLING})|{_OF_OTHER_LETTERS}){{0,3}})"
)
# Behind the level of the whole text, before ``ENTIRE TEXT``: controls and captions, parted by a stroke, dash or blank.
_OF_A_WHOLE = "NOFORN|NF|WNINTEL|ORCON|NOCONTRACT|PROPIN|NODIS|EXDIS|LIMDIS|STADIS"
_OF_WHOLE = (
    r"(?: ?/{1,2} ?(?!ENTIRE)[A-Z]{2,8}"
    rf"|(?: ?[-–,] ?| )(?:{_OF_A_WHOLE})(?![A-Z])){{0,3}}"
)
# Behind those words stand the same, by name alone: what follows a stroke there may be anything.
_BEHIND_WHOLE = rf"ENTIRE TEXT(?P<{{}}>(?:(?: ?[-–,/] ?| |//)(?:{_OF_A_WHOLE})(?![A-Z])){{{{0,3}}}})"
_AT_NUMBER = re.compile(
    rf" {{0,9}}+(?:[({{] ?(?P<ringed>{PORTION}) ?[)}}][ \n]{{0,9}}+"  # recognition takes one bracket for another
    rf"|(?=\(?(?P<entire>(?:TS|SBU|LOU|[CSU]|{_ALLIED}){_OF_WHOLE}) ?[-–]? ?"
    rf"(?:{_BEHIND_WHOLE.format('behind_letters')}|ENTIRE|Entire))"
    r"|(?P<bare>TS|[CSU])(?: ?[-–] {1,3}+|(?<!U) {2,4}+)(?=[A-Z])"  # ``4.  C  The envoy``; ``U  Thant`` may be a name
    r"|(?P<pointed>SBU|FOUO|OUO)\. {1,4}+(?=[A-Z\"(])"  # ``4. SBU. The envoy``; ``LOU.`` may be a name
    rf"|(?=\(?(?P<word>(?:{_IN_FULL}){_OF_WHOLE})"
    rf"(?: ?[-–,]{{0,2}} ?{_BEHIND_WHOLE.format('behind_word')}| ?[-–]{{1,2}} ?ENTIRE))"
    rf"|(?=\(?ENTIRE TEXT(?: IS)?[ :/–-]{{1,3}}(?P<behind>(?:{_IN_FULL}|LOU|SBU){_OF_WHOLE})(?![A-Za-z])))"
)
# In a copy in small letters: ``2. (c) the envoy``. A list of letters has no number before it.
_SMALL_AT_NUMBER = re.compile(
    r" {0,9}+\((?P<ringed>(?:ts|sbu|lou|[csu]|(?://)?(?:cts|n[scru]))"
    r"(?:/{1,2}(?:rel(?: to)? [a-z]{3,4}(?:, ?[a-z]{3,4}){0,12}|fgi(?:,? [a-z]{2,4}){1,12}|[a-z]{2,6})){0,2})\)"
    r" {0,9}+(?=[a-z\"])"
)
_BARE = re.compile(
    rf"(?P<mark>TS|SBU|LOU|[CSU]|{_IN_FULL})(?P<control>(?: ?/ ?(?:NF|NOFORN))?)(?: ?[-–]{{1,2}})? {{1,3}}(?=[A-Z\"(])"
)
BARE_MARKS = frozenset(["C ", "S ", "U ", "TS", "SB", "LO", "CO", "SE", "UN", "TO", "LI", "C/", "S/"])
"""What a mark without brackets can begin with."""


def bare_mark(body: str, at: int) -> tuple[str, int] | None:
    """The mark without brackets that may stand at ``at``, and where the words behind it begin.

    One letter may begin a sentence as well (``U Thant``), and a level in full a heading: the caller is to judge.
    """
    found = _BARE.match(body, at)
    if found is None:
        return None
    mark: str = found["mark"]
    return written(f"{_SHORT.get(mark, mark)}{found['control']}"), found.end()


_BELOW = re.compile(rf"[ \n]{{1,4}}(?P<word>(?:{_IN_FULL}){_OF_WHOLE}) ?[-–]{{1,2}} ?ENTIRE TEXT\b")


def mark_below(body: str, at: int) -> tuple[str | None, int]:
    """The mark of the whole text that a scan has put below its number, and where the words begin; else None, ``at``."""
    found = _BELOW.match(body, at)
    return (_written_whole(found["word"]), found.start("word")) if found is not None else (None, at)


def _written_whole(words: str) -> str:
    """The mark of ``SECRET - NOFORN``, which stands before ``ENTIRE TEXT``: ``S/NOFORN``."""
    return "/".join(written(word) for word in _OF_WHOLE_APART.findall(words))


_OF_WHOLE_APART = re.compile(rf"(?:{_IN_FULL})(?![A-Z])|[A-Z]{{1,12}}")
_LABEL_BEFORE = {"C": "(B)", "S": "(R)", "U": "(T)", "R": "(Q)"}


def mark_after(body: str, at: int) -> tuple[str | None, int]:
    """The mark that stands at ``at``, directly after a number, and where the words behind it begin."""
    found = _AT_NUMBER.match(body, at)
    if found is None:
        small = _SMALL_AT_NUMBER.match(body, at)
        return (written(small["ringed"].upper()), small.end()) if small is not None else (None, at)
    mark = found["ringed"] or found["bare"] or found["pointed"]
    if mark:
        return written(mark), found.end()
    whole = found["entire"] or found["word"] or found["behind"]
    return _written_whole(whole + (found["behind_letters"] or found["behind_word"] or "")), found.end()


def is_right_to_copy(body: str, at: int) -> bool:
    """Whether ``(C)`` before ``at`` is the sign of a right to copies: a year and its holder follow, and nothing else.

    In doubt it is a mark: a line of a source's words may begin with a year and name a newspaper, too.
    """
    return body.startswith(("19", "20"), at) and _HOLDER.match(body, at) is not None


# The holder is a house that nothing else is called, or all rights are reserved; the text ends there, or a new number.
_HOLDER = re.compile(
    r"(?:19|20)\d\d(?:-\d{2,4})?,? (?:BY )?(?:(?:REUTERS|AFP|BBC|CNN)\.?,?(?: ALL RIGHTS RESERVED\.?)?"
    r"|(?:[A-Z][A-Z.&',-]{0,20} ){1,5}ALL RIGHTS RESERVED\.?) {0,9}(?:\n[ \n]{0,40}(?:\d{1,2} ?\. |\Z)|\Z)",
    re.IGNORECASE,
)


def written(mark: str) -> str:
    """A mark as the telegram has it, without blanks but those that part governments: ``S/FGI GBR DEU``, ``//GBR S``.

    A level in full is told by its mark: ``S`` for SECRET.
    """
    if (full := _FULL.match(mark)) is not None:
        mark = f"{full[1]}{_SHORT[full[2]]}{mark[full.end() :]}"
    if "FGI" not in mark and mark[0] != "/":
        return mark.replace(" ", "").replace("\n", "")
    return _PIECE.sub(_closed, mark).strip()


_FULL = re.compile(rf"((?://)?)({_IN_FULL})(?![A-Z])")
_PIECE = re.compile(r"(?<=\A//)[A-Z]{3} |[^/-]+")


def _closed(piece: re.Match[str]) -> str:
    words = piece[0].split()
    return (
        f"{words[0]} "
        if piece[0][-1] == " " and piece.start() == 2 and piece.string[0] == "/"
        else (" " if words[0] == "FGI" else "").join(words)
    )


def label_before(mark: str | None, body: str, start: int, at: int) -> int:
    """Where ``(B)`` stands between ``start`` and ``at``, so that ``(C)`` goes on a list of letters; -1 if nowhere."""
    before = _LABEL_BEFORE.get(mark or "")
    return body.find(before, start, at) if before is not None else -1
