"""Telegrams of the British service: number and moment below the action addressees, lists behind one precedence.

``TO IMMEDIATE FCO``, ``TELNO 1389``, ``OF 190121Z APRIL 94``, ``INFO PRIORITY PARIS, ROME``, ``MY TELNO 1374: DUES``.
In the 1970s moment and number stand elsewhere: ``FM BONN 081530Z DEC 77``, ``TELEGRAM NUMBER 1051 OF 8 DECEMBER``.
Its posts bear the names of cities in which other services have posts too, so that a number makes a message reference
number only behind a name that no other service has (``UKMIS NEW YORK``). Source: public British telegrams of 1974-94.
"""

from __future__ import annotations

import re

from legation.formats.markings.levels import level_within

TELNO = re.compile(
    r"(?:TEL(?:NO|NUMBER)\.? ?:?|TELEGRAM (?:NUMBER|NO\.?)) {0,3}"
    r"(?:(?P<no>DATED|OF|MY|YOUR|OUR) {1,3}|(?P<series>[A-Z]{3,8} {1,3}))?"
    r"(?P<number>\d{1,5})(?: {1,9}.{0,20})?$"
)
"""A series that is counted apart, as for a conference, has its word before the number: ``TELNO DELTA 114``.

Behind ``no`` stand the figures of something else: ``TELEGRAM NUMBER DATED 12 MARCH``, whose number a copy left blank.
"""
_ROUTE = re.compile(r"FROM (?P<from>[A-Z][A-Z .'()-]{1,40}?) TO (?P<to>[A-Z][A-Z .'()-]{1,40})$")
"""Whose it is and to whom, on one line, as the Foreign Office had it: ``FROM BELISAR TO FOREIGN OFFICE``."""
_ABOVE_ROUTE = 300  # code points in which a translated telegram is called one
_NAMES = r"[A-Z][A-Za-z.'-]{1,20}(?: [A-Z][A-Za-z.'-]{0,20}){0,2}"
_TRANSLATED = re.compile(rf"From:? (?P<from>{_NAMES}?),? [Tt]o:? (?P<to>{_NAMES})$")
"""The same of a telegram that was translated: ``From Belisar To Sample``, below a line that says that it is one."""
_COPIED_NAME = r"[A-Z][A-Za-z.'-]{1,20}(?: (?!AND )[A-Z][A-Za-z.'-]{0,20}){0,2}"
_COPIED = re.compile(
    r"(?i:cop(?:y|ies)(?: to)?) ?: ?"
    rf"(?P<names>{_COPIED_NAME}(?:(?:, ?|,? (?:and|AND) ){_COPIED_NAME}){{0,15}})\.?$"
)
SHEET = re.compile(r"(?:OUTWARD|INWARD) TELEGRAM (?P<way>FROM|TO) (?:THE )?(?P<name>[A-Z][A-Z .,'&-]{3,60})$")
"""The same on the sheet of the Colonial and the Commonwealth Relations Office, which names one side."""
OTHER_SIDE = re.compile(r"(?P<way>FROM|TO) ?:? {1,9}(?P<name>[A-Z][A-Z .,'&-]{3,60}?)(?: \([A-Z][^()]{2,40}\))?$")
BARE_LABEL = re.compile(r"(?P<way>FROM|TO) ?: ?-{1,2}", re.IGNORECASE)
"""As it was typed above the name: ``From:-``, ``To: -``."""
COLUMN = re.compile(r"\s{3,60}(?=[DR][.:] ?\d{1,2}[.:]\d{2} ?[ap])")
"""The hours of despatch and receipt in a column of their own, beside the day."""
CLOCK = re.compile(r"[DR][.:] ?\d{1,2}[.:]\d{2} ?[ap]\.? ?m\.?,? (?P<day>\d.{5,30})$", re.IGNORECASE)
"""When it was despatched and received: ``D. 8.45 p.m. 1st August 1949``."""
SENT_AT = re.compile(
    r"\(?SENT (?:AT )?\d{1,2}[.:]?\d{2} (?:HOURS|HRS\.?),? (?P<day>\d.{5,30}?|[A-Z][a-z]{2,8} \d.{3,20}?)\)?\.?$",
    re.IGNORECASE,
)
"""The same on the sheets of the Dominions Office and its heir: ``(Sent 19.10 hours, 4th April, 1951)``."""
_REPEATED = re.compile(
    r"Addressed (?:to )?.{3,80}?[.,]? (?:and )?[Rr]epeated (?:for information )?(?:saving )?(?:to:? )?"
    r"(?P<names>[A-Z][A-Za-z0-9 ,.'-]{2,150}?)\.?$"
)
_ITS_NUMBER = re.compile(r",? No\.? \d{1,5}$")
# The other addressees, in a sentence above the text: ``Addressed to ..., repeated for information to Rome and Bonn.``
MOMENT = re.compile(r"OF {1,3}(?=\d{6})")
DESKBY = re.compile(r"DESKBY {1,3}\d{6}[A-Z0-9]? {1,3}(?=[A-Z])")
"""The hour by which the telegram is to lie on a desk."""
_OWN_NAME = re.compile(r"UK(?:MIS|REP|DEL|DIS|COS)[A-Z]? [A-Z][A-Z ]{1,30}")
CITED = re.compile(
    r"(?P<cited>(?:MY|YOUR|OUR) {1,3}TEL(?:NO|EGRAM)?S?\.? {1,3}\d[A-Z0-9 ,()/]{0,60}?|MI[PF]TS?(?= ?:))"
    r"(?: ?: {0,3}(?P<subject>[A-Z](?:[^:]|:(?= ?[A-Z])){2,80}?))?[.]?(?: {1,3}[^\x00-\x7f]{1,3})?$"
)
"""What stands above the text: the telegrams cited (MIPT is that before this), and the subject behind a colon."""
ADDRESSED = "Addressed "
CITED_IN_WORDS = re.compile(
    r"(?P<cited>(?:My|Your|Our) telegrams? (?:Nos?\.? ?)?\d[A-Za-z0-9 ,()/]{0,60}?)"
    r"(?: ?: {0,3}(?P<subject>[A-Z][^:.]{2,80}))?\.?$"
)
"""The same in the words of the earlier form: ``My telegram No. 1170: Kashmir.``"""
_SAVING = re.compile(r"INFO {1,3}SAVING(?: {1,3}TO)? {1,3}(?P<names>[A-Z][A-Z '.,;-]{1,150})$")
# Posts that have it by bag, for which no word of precedence stands: ``INFO SAVING BONN, ROME``.
# What a scan has put behind a list, or between its letters, is no name.
_NOISY = re.compile(
    r"INFO {1,3}(?P<prec>FLASH|IMMEDIATE|PRIORITY|ROUTINE) {1,3}"
    r"(?P<names>[A-Z][A-Z '._-]*(?:[,;] ?[A-Z][A-Z '._-]*)*)(?P<noise>[^A-Z]{0,24})$"
)
_ACCENTED = str.maketrans("ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÒÓÔÕÖÙÚÛÜÝ", "AAAAAACEEEEIIIIOOOOOUUUUY")
_AND = re.compile(r",? (?:and|AND) |, ?")
_APART = re.compile(r" ?[,;] {0,3}")


def route_of(words: str, text: str, start: int) -> re.Match[str] | None:
    """Whose a telegram is and to whom, where the line at ``start`` of ``text`` tells both."""
    if words.startswith("From"):
        told = "TELEGRAM" in text[max(0, start - _ABOVE_ROUTE) : start].upper()
        return _TRANSLATED.match(words) if told else None
    return _ROUTE.match(words)


def copied_to(words: str) -> list[str]:
    """To whom else a translated telegram went, ``Copies: Sample, Specimen and Roe``; none where it is no such line."""
    found = _COPIED.match(words)
    return [name.strip().upper() for name in _AND.split(found["names"])] if found is not None else []


def is_marked_subject(subject: str) -> bool:
    """Whether a level stands in a subject in capitals, or ends it; in small letters it is a word: ``Secret ballot``."""
    if level_within().search(subject) is not None:
        return True
    ends = [level.end() for level in level_within().finditer(subject.upper())]
    return bool(ends) and not subject[ends[-1] :].strip(" .)]")


def repeated_to(words: str) -> list[str]:
    """The other addressees of such a sentence; none where it is no such sentence."""
    found = _REPEATED.match(words) if words.startswith(ADDRESSED) and len(words) < 300 else None
    names = _AND.split(found["names"]) if found is not None else ()
    without_levels = (level_within().sub("", _ITS_NUMBER.sub("", name).upper()) for name in names)  # they are no posts
    told = (name.strip(" .,") for name in without_levels)
    return [name for name in told if name]


def own_key(plad: str) -> str | None:
    """The post of a message reference number, where the name is a British one alone."""
    return plad.replace(" ", "") if _OWN_NAME.fullmatch(plad) is not None else None


def scanned_list(words: str) -> list[str] | None:
    """The addressees of an INFO line that a scan may have spoiled behind its names; None where it is no such line."""
    found = _NOISY.match(words.translate(_ACCENTED)) if len(words) < 200 else None
    return listed(found["names"].replace("_", "").rstrip(" -"), found["prec"]) if found is not None else None


def saving_list(words: str) -> list[str] | None:
    """The addressees that have it by bag; None where it is no such line."""
    found = _SAVING.match(words) if "SAVING" in words[:13] else None
    return [name for name in _APART.split(found["names"].rstrip(" .,;")) if name] if found is not None else None


def listed(words: str, word: str) -> list[str]:
    """The addressees of a list behind one precedence ``word``: ``PARIS, BRUSSELS, ROME``."""
    return [f"{name} {word}" for name in _APART.split(words.rstrip(" .,;")) if name]
