"""The telegram's own post and number as a line bears it: ``TRIPOLI 000893``, ``STATE 226331 TOSEC 270030``."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

import msgspec

from legation.core.dtg import MONTH_PATTERN
from legation.core.mrn import Mrn, parse_mrn
from legation.formats.markings.levels import CAPITAL
from legation.formats.series import NAMES, century
from legation.formats.sheet import Sheet
from legation.tables.posts import one_off

_LINE = re.compile(
    r"(?:(?:FINAL )?SECTION(?:\s{1,3}(?!OF\b)\w{1,5})?\s{1,3}OF\s{1,3}\w{1,5}\s{1,9})?"
    r"(?P<post>[A-Z][A-Za-z0 .,'&-]{1,40}?)\s?[:#]?\s{1,8}(?P<number>\d{1,3} \d{2,3}(?!\d)|\d{1,7})"
    r"(?P<part>/\d{1,2})?(?P<rest>[ /(].{0,60})?$"
)
# What may stand behind the number: the travelling Secretary's series, a section, a time, a caption, a directorate.
_REST = re.compile(
    r"[ /(]*(?:(?:TOSEC|SECTO|CODEL|SECTION|FINAL SECTION|CORRECTED COPY|EXDIS|NODIS|LIMDIS|NOFORN|STADIS)\b.*"
    r"|\d{6}Z.*|J-\d{1,2}(?: SENDS)?|[ /)]*)$"
)
_AIRGRAM = re.compile(r"(?P<post>[A-Z][A-Z .'-]{1,40}?) {1,3}A ?- ?(?P<number>\d{1,4})")
# The same as a record names it, of a telegram too: ``BANGKOK A-88``, ``Bangkok 88``.
_OF_RECORD = re.compile(
    r"(?P<post>[A-Z][A-Z .'&-]{1,40}?)[ -]{1,3}(?:NO\.? ?)?(?P<air>A ?-? ?)?(?P<number>\d{1,7})", re.IGNORECASE
)
# Until 1966 the text opened with the numbers that it had for each: ``ACTION DEPT 211 INFO PARIS 88 FROM DAKAR MAY 8``.
_FOR_EACH = re.compile(
    r"(?:TO )?ACTION (?:(?:FLASH|(?:NIACT )?IMMEDIATE|PRIORITY|ROUTINE|NIACT) )?(?:DEPT|DEPARTMENT|SECSTATE) "
    r"(?P<number>\d{1,5})(?: INFO(?:RMATION)? [A-Z0-9 ,]{3,150}?)? FROM (?P<post>[A-Z][A-Z .'-]{2,30}?)"
    rf"(?: (?:{MONTH_PATTERN})\.? \d{{1,2}}(?:,? [A-Z0-9 .,:]{{1,14}})?)?\.?"
)
_LONGEST_FOR_EACH = 240
_ONE_SERIES = date(1966, 7, 1)
_SERIES_FIRSTS = frozenset("NAMRnamr")
_HAS_DIGIT = re.compile(r"[0-9]")
# What stands behind two strokes that follow a level, where the last of it is a number.
_BEHIND_CONTROL = re.compile(
    rf"(?P<names>{CAPITAL}[^/\n]{{1,60}}?) {{1,9}}"
    r"\d{1,7}(?:/\d{1,2})?(?: {1,9}(?:TOSEC|SECTO) {1,9}\d{1,7})?"
)
_NO_LETTERS = re.compile(r"[^A-Z]+")
_LONGEST = 100
_LAST_AIRGRAMS = 1979  # of the archive whose records name airgrams so (NARA, 1973-79)
_SHORTEST_MENDED = 6  # shorter names lie one letter from one another
_MISREAD = re.compile(r"(?=[OIlLS]*\d[OIlLS]*\d)[\dOIlLS]{3,7}")  # of a line put in capitals, too
_FIGURES = str.maketrans("OIlLS", "01115")
_LONGEST_MENDED = 60  # code points of a line
_MOST = 9999  # no series has counted further in a year

SERIES = re.compile(
    rf"(?P<post>{NAMES})(?:\s{{1,2}}(?:NO\.?|NR|NUMBER|MSG|MESSAGE))?[\s/:(]{{0,3}}(?P<number>[\dO]{{1,6}})"
    r"\s?[/-]\s?(?P<year>(?:20|19|2O)?[\dO]{2})\b"
)
"""Number of a naval series, which bears its year: ``NAVADMIN 136/08``; a copy may have an O for a zero."""


class OwnNumber(NamedTuple):
    post: str
    number: int


class NumberWithoutYear(NamedTuple):
    post: str
    number: int
    airgram: bool


def take_record_number(sheet: Sheet, words: str) -> Mrn | None:
    """Hold the number that a record or the head of a mail gives a telegram, in any spelling; None where it gives none.

    The post may have its office before it (``09EMBASSYTRIPOLI893``) or one letter wrong (``09QRIPOLI583``); what was
    mended so is held as it was written too, as ``record_written``. One without its year (``BANGKOK A-88``) is held
    until the telegram's day is known.
    """
    posts = sheet.posts
    mrn = parse_mrn(words, posts.aliases)
    if mrn is None:
        hold_without_year(sheet, words)
        return None
    sheet.fields.pop("record_written", None)
    if mrn.post not in posts.names:
        key = posts.key(mrn.post)
        if key is None and (airgram := glued_airgram(sheet, mrn)) is not None:
            mrn, key = airgram, airgram.post
            sheet.fields["record_written"] = words
        if key is None and len(mrn.post) >= _SHORTEST_MENDED:
            key = posts.near(mrn.post)
            if key is not None:
                sheet.fields["record_written"] = words
        mrn = mrn if key is None else msgspec.structs.replace(mrn, post=key)
    sheet.fields["record_mrn"] = mrn
    return mrn


def glued_airgram(sheet: Sheet, mrn: Mrn) -> Mrn | None:
    """The number of an airgram whose A is glued to a post that the table has; no letter of the post is wrong then."""
    if mrn.airgram or not mrn.post.endswith("A") or mrn.year > _LAST_AIRGRAMS:
        return None
    key = sheet.posts.key(mrn.post[:-1])
    return msgspec.structs.replace(mrn, post=key, airgram=True) if key is not None else None


def hold_without_year(sheet: Sheet, words: str) -> None:
    """Hold a post and a number that a record has without their year; the telegram's own words go before them."""
    found = _OF_RECORD.fullmatch(words.strip()) if len(words) < _LONGEST and words[-1:].isdecimal() else None
    if found is None or int(found["number"]) == 0:
        return
    key = sheet.posts.key_of_plad(found["post"])
    if key is not None and key in sheet.posts.names:
        sheet.fields["record_own"] = NumberWithoutYear(key, int(found["number"]), found["air"] is not None)


def own_number(sheet: Sheet, words: str) -> OwnNumber | None:
    """The post and number of a line that holds nothing else, of a post in the table or of the originator."""
    if words.startswith(("ACTION ", "TO ACTION ")) and (own := _number_for_each(sheet, words)) is not None:
        return own
    if len(words) > _LONGEST or not _HAS_DIGIT.search(words):
        return None
    found = _LINE.match(words) or _with_figures(words)
    if found is None or (found["rest"] and not _REST.match(found["rest"])):
        return None
    post = known_post(sheet, found["post"])
    return OwnNumber(post, int(found["number"].replace(" ", ""))) if post is not None else None


def _number_for_each(sheet: Sheet, words: str) -> OwnNumber | None:
    """The number to the Department, which was the telegram's own as long as posts counted for each addressee."""
    found = _FOR_EACH.fullmatch(words) if len(words) < _LONGEST_FOR_EACH else None
    post = known_post(sheet, found["post"]) if found is not None else None
    if found is None or post is None or (sheet.day is not None and sheet.day >= _ONE_SERIES):
        return None
    return OwnNumber(post, int(found["number"]))


def own_airgram(sheet: Sheet, words: str) -> OwnNumber | None:
    """The same of an airgram: ``BANGKOK A-50``."""
    found = _AIRGRAM.fullmatch(words) if "-" in words and words[-1:].isdecimal() and len(words) < _LONGEST else None
    post = known_post(sheet, found["post"]) if found is not None else None
    return OwnNumber(post, int(found["number"])) if found is not None and post is not None else None


def take_own_airgram(sheet: Sheet, words: str) -> bool:
    """Read the number of an airgram behind its post, if the telegram has no number yet; another post's is cited."""
    own = own_airgram(sheet, words)
    fields = sheet.fields
    if own is None or "number" in fields or "number_above" in fields:
        return False
    if fields.get("originator_post", own.post) != own.post:
        return False
    fields.setdefault("originator_post", own.post)
    fields["number_above"], fields["airgram"] = own.number, True
    return True


def behind_control(sheet: Sheet, words: str) -> tuple[str, str] | None:
    """The control and the number of ``BUTTER POPCORN TRIPOLI 893``, by the longest name of a post before the number.

    None where all before the number is a post, or no end of it is.
    """
    found = _BEHIND_CONTROL.fullmatch(words)
    # Letters that are none of ours are passed over in the name of a post.
    if found is None or (found["names"].isascii() and known_post(sheet, found["names"]) is not None):
        return None
    for blank in re.finditer(r" {1,9}", found["names"]):
        if known_post(sheet, found["names"][blank.end() :]) is not None:
            return words[: blank.start()], words[blank.end() :]
    return None


def _with_figures(words: str) -> re.Match[str] | None:
    """The line where letters that a scan took for figures are figures again: ``ROME 0O893``, ``USUN S986``."""
    before, _, number = words.rpartition(" ")
    if _MISREAD.fullmatch(number) is None or len(words) > _LONGEST_MENDED:
        return None
    return _LINE.match(f"{before} {number.translate(_FIGURES)}")


def known_post(sheet: Sheet, name: str) -> str | None:
    """The key of a post of the table, or of the originator, whose name may be one letter off in the copy."""
    own: str | None = sheet.fields.get("originator_post")
    key = sheet.posts.key(name) or (sheet.posts.key(name.replace("0", "O")) if "0" in name else None)
    if key is not None:
        return key
    if own is None:
        return None
    written = sheet.posts.key_of_plad(name) or _NO_LETTERS.sub("", name.upper().replace("0", "O"))
    if written == own or (len(own) > 4 and one_off(written, own)):
        return own
    return None


def take_series_number(sheet: Sheet, words: str) -> bool:
    """Read the number of a naval series at the beginning of ``words``, if the telegram has no number yet."""
    found = SERIES.match(words.upper()) if words[:1] in _SERIES_FIRSTS else None
    if found is None or "number" in sheet.fields:
        return False
    number, year = (int(found[part].replace("O", "0")) for part in ("number", "year"))
    if number == 0 or number > _MOST:
        return False
    sheet.fields["post"], sheet.fields["number"] = found["post"], number
    sheet.fields["series_year"] = century(year)
    return True
