"""The signature: the names that close a text, on lines of their own or after the last sentence.

Source: telegram-format 4.11. The editors of printed telegrams write the name in mixed case.
"""

from __future__ import annotations

import re

from legation.formats.body.ending import is_downgrading, last_line, take_downgrading
from legation.formats.sheet import Sheet

_WORD = r"(?:[A-Z]['’]|Mc|Mac|De|La|Le|Du|Van|Von)?[A-Z](?:[A-Z'’]{1,18}|[a-z’']{1,18})(?:-[A-Z][A-Za-z]{1,18})?"
_PARTS = rf"(?:(?:[Dd][Ee]|[Vv][AaOo][Nn]|[Ll][Aa]|[Dd][Uu]|ST\.?|St\.?|MC|MAC) ?){{0,2}}{_WORD}"
_SON = r"(?:JR|SR|Jr|Sr)"
_NAME = (
    rf"(?:(?:[A-Z]\. ?){{0,3}}{_PARTS}(?: {{1,3}}(?:[A-Z]\. ?){{0,2}}(?!{_SON}\b){_PARTS}){{0,3}}"
    rf"(?:,? (?:{_SON}|III?)\.?)?)"
)
_TITLE = (
    r"(?:ACTING|CHARGE(?: D['’]AFFAIRES)?|CDA|(?:DEPUTY )?(?:AMBASSADOR|ASSISTANT SECRETARY|SECRETARY)|AMB|DCM"
    r"|(?:AMERICAN )?(?:VICE )?CONSUL(?: GENERAL)?|MINISTER|COUNSELOR(?: FOR [A-Z]{5,12}(?: [A-Z]{5,12})? AFFAIRS)?"
    r"|(?:POLITICAL|ECONOMIC|COMMERCIAL|CONSULAR|PRINCIPAL|REPORTING|PUBLIC AFFAIRS) OFFICER|A\.?I\.?"
    r"|(?:AGRICULTURAL|COMMERCIAL|CULTURAL|ECONOMIC|LABOR|PRESS|TREASURY) ATTACH[EÉ]|(?:FIRST|SECOND|THIRD) SECRETARY)"
    r"(?: OF (?:THE )?EMBASSY)?(?:,? A\.? ?I\.?)?"
)
_LINE = re.compile(
    rf"(?P<name>{_NAME})(?:(?:, ?| ?\(| )(?i:{_TITLE})\)?(?: \(?(?i:ACTING)\)?)?)?[.#* ]{{0,6}}",
)
_SMALL_NAME = re.compile(r"[a-z]{3,14}[.# ]{0,4}")  # in a copy that has lost its capitals
_TITLE_LINE = re.compile(rf"\(?{_TITLE}\)?\.?", re.IGNORECASE)
# For whom another signs, above that one's name: ``For the Ambassador:``
_FOR = re.compile(
    rf"FOR THE (?:{_TITLE}|(?:ACTING |UNDER )?SECRETARY OF STATE|CHIEF OF MISSION|HIGH COMMISSIONER"
    r"|PRINCIPAL OFFICER|PERMANENT REPRESENTATIVE|COMMANDER)[ ]?[:,]?",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(
    r"(?:(?:SGD|SIGNED)[.:]? |(?:SIGN[EÉ]|FIRMADO) ?:? ?(?=[A-Z])|UNQUOTE\.? {1,4}|END\.? {1,4}|"
    r"(?:AMB|AMBASSADOR|CHARGE(?: D['’]AFFAIRES)?|CDA|DCM|CONSUL GENERAL) (?=[A-Z]{3}))",
    re.IGNORECASE,
)
# A telegram that passes on another one: the other's signer, then its own.
_PASSED_ON = re.compile(rf"(?P<other>{_PARTS}) {{1,4}}UNQUOTE\.? {{1,4}}(?P<own>{_PARTS})[.# ]{{0,4}}")
_PAIRED = re.compile(r"(?P<first>[A-Z][A-Z'’-]{3,18}) ?/ ?(?P<second>[A-Z][A-Z'’-]{3,18})[.# ]{0,4}")  # ``WINTERS/ROE``
# The typist's mark behind the drafter's name: ``ROE/JMS/14``.
_TYPED_BY = re.compile(r"(?P<name>[A-Z][A-Z'’-]{2,18}) ?/ ?(?:[A-Z]{2,4} ?/ ?\d{1,3}|[B-DF-HJ-NP-TV-Z]{2,3})[.# ]{0,4}")
_INITIALS = re.compile(r"[B-DF-HJ-NP-TV-XZ]{2,3}")  # no surname is without a vowel
_TYPISTS_MARK = re.compile(
    r"[A-Z]{2,4}(?:[/:]\d{1,3}|(?::[A-Za-z]{2,4}){1,2}(?:[/-]\d{1,3})?)"
    # Whose office drafted it, and on what day: ``GTI:JRoe:rj   3/18/48``; who signed for whom: ``(OTM)``.
    r"|[A-Z]{1,5}(?:/[A-Z]{1,4})?:[A-Z][A-Za-z.]{2,20}:[a-z]{2,3}(?: {1,20}\d{1,2}/\d{1,2}/\d{2})?|\([A-Z]{2,3}\)"
)
_LAST_WORD = re.compile(
    r"(?:[.!?\")”’]|[.?!)] {1,3}(?:GP ?-? ?\d|X?GDS(?: ?-? ?\d)?)) {1,9}"
    rf"(?P<name>(?:[A-Z]\. )?{_PARTS}(?:,? {_SON}\.?)?)[# ]{{0,4}}\Z"
)
_LABEL = re.compile(r"\(?(?:[A-Z]|[0-9]{1,2})|")  # what numbers a line: ``B. SMITH`` is a point of a list
_LAST_PASSED_ON = re.compile(rf"[.!?\")”’] {{1,9}}{_PASSED_ON.pattern}\Z")
_NO_NAMES = frozenset(
    [
        *("UNQUOTE", "QUOTE", "QTE", "UNQTE", "END", "COMMENT", "SUMMARY", "UNCLASSIFIED", "CONFIDENTIAL"),
        *("SECRET", "RESTRICTED", "TEXT", "PARA", "STOP", "ACTION", "NOTE", "REGARDS", "INFO", "EXDIS"),
        *("NODIS", "LIMDIS", "SIPDIS", "NNNN", "UNCLAS", "NONE", "YES", "NO", "ROUTINE", "PRIORITY"),
        *("IMMEDIATE", "FLASH", "NOFORN", "UNSIGNED", "DRAFT", "ANNEX", "TABLE", "TOTAL", "RELEASED"),
        *("FYI", "NOTAL", "DECONTROL", "GDS", "XGDS", "ADS", "GP", "BT", "ENDTEXT", "EXEMPT", "THANKS", "SINCERELY"),
        *(
            "MINIMIZE",
            "CONSIDERED",
            "OMITTED",
            "ENCLOSURE",
            "ATTACHMENT",
            "ADDRESSEES",
            "EMBASSY",
            "DEPARTMENT",
            "PLEASE",
            "ADVISE",
        ),
        *("CONCLUSION", "BACKGROUND", "RECOMMENDATION", "THE", "AND", "OF", "IN", "TO", "WITH", "IS", "ARE"),
        *("BEGINS", "ENDS", "TITLE", "CHAPTER", "ARTICLE", "PART", "SECTION", "APPENDIX", "SCHEDULE", "VOLUME"),
        *("WE", "THEY", "SHE", "OUR", "HIS", "AT", "FOR", "BY", "NOT", "WAS", "WERE", "HAS", "HAVE", "HAD", "THAT"),
    ]
)
_STOPS = frozenset('.?!:;)"”’*]-')
_ENDS = ("UNQUOTE", "END TEXT", "END MESSAGE", "END QUOTE", "END SUMMARY", "END COMMENT", "END FYI")
_WITHIN = 12  # lines at most between the last words and a name
_SHORTEST_UPPER = 4  # letters of a name above another one; less is a damaged mark, as GES for GDS
_MOST_NAMES = 3


def take_signature(sheet: Sheet, start: int, end: int) -> tuple[int, list[str]]:
    """The names that close ``sheet.text[start:end]``, and where the text before them ends."""
    body = end = take_downgrading(sheet, start, end)
    if sheet.is_signed_apart:
        return body, []
    text = sheet.text
    names: list[str] = []
    held: list[tuple[int, int, str]] = []
    at = end
    for _ in range(_WITHIN):
        begin, stop = last_line(text, start, at)
        if stop <= begin or len(names) == _MOST_NAMES or stop - begin > 70:
            break
        words = text[begin:stop]
        passed_on = _PASSED_ON.fullmatch(words) if not names and "UNQUOTE" in words else None
        if passed_on is not None and begin > start:
            sheet.marks.append((begin, body, "text.signature"))
            return take_downgrading(sheet, start, begin), [passed_on["other"], passed_on["own"]]
        paired = _PAIRED.fullmatch(words) if not names and "/" in words and _after_blank(text, start, begin) else None
        if paired is not None and not _is_no_name(f"{paired['first']} {paired['second']}"):
            sheet.marks.append((begin, body, "text.signature"))
            return take_downgrading(sheet, start, begin), [paired["first"], paired["second"]]
        typed_by = _TYPED_BY.fullmatch(words) if not names and "/" in words and _closed(text, start, begin) else None
        if typed_by is not None and begin > start and not _is_no_name(typed_by["name"]):
            sheet.marks.append((begin, body, "text.signature"))
            return take_downgrading(sheet, start, begin), [typed_by["name"]]
        name = _name(sheet, words, start, begin, first=not names)
        if name is not None and begin > start and (len(name) >= _SHORTEST_UPPER or not names):
            names.insert(0, name)
            held.append((begin, body, "text.signature"))
            sheet.marks.extend(held)
            held = []
            body = at = begin
        elif names or not _may_stand_below(sheet, words):
            break
        else:
            held.append((begin, body, "text.signature" if _TITLE_LINE.fullmatch(words) else "end.downgrading"))
            at = begin
    if len(names) == 2 and _INITIALS.fullmatch(names[1]) is not None:
        del names[1]  # whose hand typed it, below the name
    if names:
        begin, stop = last_line(text, start, body)
        if begin > start and _FOR.fullmatch(text, begin, stop) is not None and _closed(text, start, begin):
            sheet.marks.append((begin, body, "text.signature"))
            body = begin
        return take_downgrading(sheet, start, body), names
    begin, stop = last_line(text, start, body)
    low = max(begin, stop - 60)
    passed_on = _LAST_PASSED_ON.search(text, low, stop) if text.find("UNQUOTE", low, stop) >= 0 else None
    if passed_on is not None:
        sheet.mark(passed_on.start("other"), body, "text.signature")
        return take_downgrading(sheet, start, passed_on.start("other")), [passed_on["other"], passed_on["own"]]
    found = _LAST_WORD.search(text, low, stop)
    if found is None or _LABEL.fullmatch(text, begin, found.start()) or _is_no_name(found["name"]):
        return body, []
    sheet.mark(found.start("name"), body, "text.signature")
    return take_downgrading(sheet, start, found.start("name")), [found["name"]]


def _name(sheet: Sheet, words: str, start: int, begin: int, *, first: bool) -> str | None:
    """The name that a line is, without title; a line that goes on a sentence is none."""
    before = _BEFORE_NAME.match(words)
    lead = before.end() if before else 0
    if words[lead:].islower() and _SMALL_NAME.fullmatch(words, lead) is not None:
        words = words[:lead] + words[lead:].title() if lead or _after_blank(sheet.text, start, begin) else words
    found = _LINE.fullmatch(words, lead)
    if found is None or _is_no_name(found["name"]):
        return None
    name = found["name"]
    if _TITLE_LINE.fullmatch(name) or (
        first and not _closed(sheet.text, start, begin) and sheet.posts.key(name) is not None
    ):
        return None
    if words[:lead].upper().startswith("UNQUOTE"):
        return name  # the words that close the other telegram stand between the two names
    alone = name == words.rstrip(" .#*") and " " not in name and name.isupper()
    if not first and words.endswith("."):  # ``ONLY.`` between a paragraph and the name below is its last sentence
        return name if _after_blank(sheet.text, start, begin) else None
    if not first or not alone or words.endswith("."):  # ``PROBLEMS.`` may end the sentence of the line above
        return name if _closed(sheet.text, start, begin) else None
    return name


def _is_no_name(name: str) -> bool:
    return any(word.strip(".'-,") in _NO_NAMES for word in name.upper().split())


def _after_blank(text: str, start: int, at: int) -> bool:
    """Whether a blank line stands before ``at``."""
    end = at
    while end > start and text[end - 1] in " \n":
        end -= 1
    return text.count("\n", end, at) > 1


def _closed(text: str, start: int, at: int) -> bool:
    """Whether the words before ``at`` end a sentence, or a blank line or a downgrading group stands between."""
    end = at
    while end > start and text[end - 1] in " \n":
        end -= 1
    if end == start or text[end - 1] in _STOPS or text.count("\n", end, at) > 1:
        return True
    if text[max(start, end - 16) : end].upper().endswith(_ENDS):
        return True
    return is_downgrading(text, max(start, text.rfind("\n", start, end) + 1), end)


def _may_stand_below(sheet: Sheet, words: str) -> bool:
    """Whether a line may stand under the names: a title, or a post that a copy was passed to."""
    if "/" in words or ":" in words or words[:1] == "(":
        return _TYPISTS_MARK.fullmatch(words) is not None or _TITLE_LINE.fullmatch(words) is not None
    return _TITLE_LINE.fullmatch(words) is not None or (len(words) <= 40 and sheet.posts.key(words) is not None)
