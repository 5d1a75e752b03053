"""Passing and attention lines: which office or person at a place a telegram is for. Source: telegram-format 4.4.

A name without an office is told from an office by the tables of offices, posts and TAGS: what they know is no name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from legation.core.telegram import Attention
from legation.tables.offices import office_rows
from legation.tables.persons import person_names
from legation.tables.posts import load_posts
from legation.tables.tags import known

_PLACE = r"[A-Z][A-Z0-9/&. ]{1,50}?"
_WHERE = r"(?:ALSO )?(?:FOR|(?:PLEASE |PLS )?(?:ALSO )?(?:RE)?PASS(?: INFO)?(?: TO)?|POUCH)"
ATTENTION = re.compile(
    rf"(?!NOT )(?:ATTN\b|ATTENTION ?:|(?:PLEASE |PLS )?PASS(?: TO)?:?\s|FOR\s|FROM\s|{_PLACE}\s{_WHERE}:?\s)"
)
"""The beginning of such a line."""
_SENTENCE = re.compile(
    rf"(?:^|[;.]\s{{0,3}}|,\s{{0,3}}(?={_PLACE} {_WHERE} )|\sAND\s{{1,3}}(?=[A-Z]{{3,12}} FOR ))"
    rf"(?:(?!PASS\b|PLS\b|PLEASE\b)(?P<place>{_PLACE}|[A-Z])\s)?(?P<where>{_WHERE}):?\s{{1,3}}"
)
# Another place in a line that has lost what stood between them, or its line end.
_NEXT_PLACE = re.compile(r"(?<=[A-Z0-9])(?<! TO)(?<!^TO)(?<!PASS)(?<!FOR)(?<!AND) (?=(?P<place>[A-Z]{4,12}) FOR )")
# ``ATTN: EUR/CE``, ``ATTENTION: STATE/EUR``: the label says what FOR says.
_LABELLED = re.compile(r"(?:ATTN\b|ATTENTION(?= ?:)) ?[:.]? ?(?:(?:STATE|DEPT|DEPARTMENT)[/ ])?")
# ``FOR STATE ISN/RA``: the place behind the word.
_PLACE_BEHIND = re.compile(r"FOR (?:STATE|DEPT|DEPARTMENT) (?=[A-Z0-9]{1,8}[/ ])")
_SOUND_LEAD = re.compile(r"[A-Z][A-Z0-9/&]*(?: [A-Z][A-Z0-9/&]*){0,3}")
_SOUND_PIECE = r"[A-Z][A-Z0-9]*(?:[/&-][A-Z0-9]+)*(?: \([A-Z][A-Z .'-]*\))?"
_SOUND_LIST = re.compile(rf"{_SOUND_PIECE}(?:(?:, (?:AND )?| AND ){_SOUND_PIECE})* *")
_SOUND_OFFICE = re.compile(r"(?:^|, (?:AND )?| AND )([A-Z][A-Z0-9/&-]*)(?: \(([^)]*)\))?")
# ``THE MINISTER ASKED FOR OUR HELP AND WAS GLAD`` has the form of a place and its offices.
_OF_SENTENCE = re.compile(r" (?:HE|SHE|THEY|WE|WAS|WERE|IS|ARE|HAS|HAVE|HAD|WILL|WOULD|THAT|THIS|OUR|HIS|THEIR|ITS)\b")
_STARTS = ("FOR ", "FROM ", "PASS ", "PASS:", "PLEASE PASS", "PLS PASS", "ATTN", "ATTENTION")
_BRACKETED = re.compile(r"\([^()]{0,60}\)")
_FROM = re.compile(r"\b(?:FROM|AND RETURN)\b.*$")
_LOOSE_STROKE = re.compile(r" ?/ ?")
_LIST_PIECE = re.compile(r"(?:[^,;()]|\([^()]*\)?|\))+")
_AND = re.compile(r"\s(?:AND|&)\s|^AND\s")
_PIECE = re.compile(
    r"(?:\d{1,4} )?(?P<words>[A-Z0-9][A-Z0-9/&.'\-]*(?: [A-Z0-9/&.'\-]+){0,6})\s?"
    r"(?:\((?P<person>[A-Z][A-Z .,'\-]{0,60})\)?)?$"
)
_ROLE = (
    r"(?:(?:ACTING|DEPUTY|ASSISTANT|ASST|PRINCIPAL|UNDER|SENIOR) ){0,3}"
    r"(?:UNDERSECRETARY|SECRETARY|SEC(?:Y|T)?|AMBASSADOR|AMB\.?|CHARGE|DCM"
    r"|CONSUL GENERAL|CONSUL|MINISTER|COUNSELOR|DIRECTOR"
    r"|ADMINISTRATOR|COMMISSIONER|CONGRESSMAN|SENATOR|GENERAL|ADMIRAL|COLONEL|CHAIRMAN|GOVERNOR)"
)
# ``FOR THE ATHENS PLENARY`` goes on with a subject; ``FOR THE ACTING SECRETARY`` is a passing line.
_FOR_PROSE = re.compile(
    r"FOR (?:THE|A|AN|ITS|THEIR|OUR|HIS|HER|THIS|THAT|THESE|THOSE|EACH|EVERY|ANY|SOME|MANY|MOST|EXAMPLE"
    r"|INSTANCE|NEW|USE|FY|CY|FISCAL|CALENDAR|FURTHER|NEXT|EARLY|FIRST|SECOND|THIRD|FOURTH|LAST|WEEK"
    r"|MONTH|YEAR|PERIOD|QUARTER|(?:19|20)\d\d|JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?"
    r"|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)\b ?"
)
_ROLE_WITHIN = re.compile(rf"(?:[A-Z/]{{1,20}} ){{0,2}}?{_ROLE}\b|(?:VICE )?PRESIDENT\b|DEPARTMENT\b|FILES?\b|DCM\b")
_REGION = r"(?:AFRICAN?|(?:SOUTH |EAST )?ASIAN?|EUROPE(?:AN)?|NEAR EAST(?:ERN)?|LATIN AMERICAN?|REGIONAL)"
_ROLE_NAME = re.compile(
    rf"(?:(?P<office>[A-Z0-9/&-]{{1,20}}) )??(?P<role>(?:SENIOR {_REGION} )?{_ROLE}) "
    r"(?P<name>[A-Z][A-Z.'-]*(?: [A-Z][A-Z.'-]*){0,2})$"
)
_MISTER = re.compile(r"(?:MR|MRS|MS|MISS|DR)\.? (?P<name>[A-Z][A-Z .'-]{1,40})$")
_ROLE_ALONE = re.compile(rf"{_ROLE}$")
_INITIALS = re.compile(r"(?:[A-Z]\.? ?){1,2}[A-Z][A-Z'-]{2,25}$")
_SURNAME = re.compile(r"[A-Z][A-Z'-]{4,25}$")
_UNIT_NAME = re.compile(
    r"(?P<office>[A-Z0-9]{1,8}(?:/[A-Z0-9]{1,8}){0,4}) ?[ /-] ?(?P<name>(?:[A-Z]\. ?){0,2}[A-Z][A-Z'-]{2,25})$"
)
# An office with a person behind it whose names are spelled, or whose initial is written with the surname.
_UNIT_PERSON = re.compile(
    r"(?P<office>[A-Z0-9]{1,8}(?P<strokes>(?:/[A-Z0-9]{1,8}){1,4})?)"
    r"(?: - | )(?P<name>(?:(?:[A-Z]\.|[A-Z][A-Z'-]{2,14}) ){0,3}[A-Z][A-Z'-]{2,25})$"
)
_UNIT_MISTER = re.compile(
    r"(?P<office>[A-Z0-9]{1,8}(?:/[A-Z0-9]{1,8}){0,4}) ?-? ?\b(?:MR|MRS|MS|MISS|DR)\.? (?P<name>[A-Z][A-Z .'-]{1,40})$"
)
# A person of two names behind the last stroke of a symbol: ``4321/ITA/MAC/EUR/JANE ROE``.
_SYMBOL_PERSON = re.compile(
    r"(?P<office>[A-Z0-9]{1,8}(?:/[A-Z0-9]{1,8}){1,4})/(?P<first>[A-Z][A-Z'-]{2,14}) (?P<last>[A-Z][A-Z'-]{2,25})"
)
# Two surnames with a stroke between them.
_TWO_PERSONS = re.compile(r"[A-Z][A-Z'-]{4,25}/[A-Z][A-Z'-]{4,25}")
_SHORT_NAME = re.compile(r"[A-Z]{4,25}")  # ``JROE``, an initial and a surname in one
_SHORTEST_NAME = re.compile(r"[A-Z]{3,25}")
_TWO_NAMES = re.compile(r"[A-Z]{3,12} (?:[A-Z]\.? )?[A-Z][A-Z'-]{2,20}$")
_SHORTEST_UNLISTED = 4  # letters of a surname that the table of names need not have
_PAIR = re.compile(r"(?P<office>[A-Z][A-Z0-9/]{0,15}): {1,3}(?P<name>(?:[A-Z]\. ?){0,2}[A-Z][A-Z' -]{2,30})$")
# Words of a passing line that name no office.
_NO_OFFICES = frozenset(
    {
        "AND",
        "FROM",
        "INFO",
        "ACTION",
        "DELIVER",
        "DESIRED",
        "AS DESIRED",
        "APPROPRIATE",
        "AS APPROPRIATE",
        "ONLY",
        "DEPARTMENT",
        "MILITARY ADDEE",
        "MILITARY ADDEES",
        "MILITARY ADDRESSEES",
    }
)
# Words that stand alone in such lines and are no names of persons, beside those of the tables.
_COMMON = frozenset(
    {"EMBASSY", "CONSULATE", "MISSION", "POLAD", "FODAG", "CUSTOMS", "SECRETARY", "STATE", "COLLECTIVE", "DELEGATION"}
    | {
        "CONSULS",
        "CONGEN",
        "CHIEFS",
        "PRINCIPALS",
        "ATTACHE",
        "USDEL",
        "POSTS",
        "HEADQUARTERS",
        "ALL",
        "STAFF",
        "ADDRESSEES",
        "PARTY",
    }
)
# Sections of a mission, before a person of theirs.
_SECTIONS = frozenset(
    {"POL", "ECON", "POLEC", "POLMIL", "POL-MIL", "CONS", "MGT", "ADM", "PAS", "PAO", "RSO", "DAO", "LABATT", "AGATT"}
)
_PLACES = frozenset(
    {"STATE", "DEPT", "DEPARTMENT", "SECSTATE", "USDOC", "USDA", "DOC", "DOJ", "DHS", "HQ", "CDR", "JOINT"}
)
# Words of the names of offices and subjects, which no person bears.
_OFFICE_WORDS = """
OFFICE OFFICES BUREAU DESK SECTION TEAM UNIT DIVISION BRANCH CENTER BOARD COUNCIL GROUP FORCE TASK POOL DUTY
WATCH AFFAIRS POLICY PROGRAM PROGRAMS PLANNING REGIONAL INTERNATIONAL ECONOMIC POLITICAL MILITARY TRADE SECURITY
PUBLIC PRESS ENERGY TRANSPORT AVIATION LABOR CULTURAL CONSULAR ANALYSIS SUPPORT OPERATIONS SERVICES INFORMATION
MEDICAL OFFICER OFFICERS ADVISER ADVISOR DIRECTORS COORDINATOR REPRESENTATIVE CHIEF WORKING DOMESTIC FOREIGN
NATIONAL ASIA AFRICA EUROPE EASTERN WESTERN NORTHERN SOUTHERN CENTRAL AMERICA AMERICAN CARIBBEAN PACIFIC MIDDLE
EAST WEST ONLY ATTN FROM WITH INFO ALSO THEN INTO UPON REFUGEE REFUGEES LEGAL ATTACHE ATTACHES DEL DELEGATION
COUNSELOR COUNSELORS HUMAN RIGHTS NARCOTICS DRUG AGRICULTURAL SCIENCE COMMERCIAL FINANCIAL ADMINISTRATIVE ADMIN
DEFENSE NAVAL AIR ARMY NAVY COMMANDER STAFF SENIOR PRINCIPAL ACTING MISSION EMBASSY EMBASSIES CONSULATE
COMMITTEE CONFERENCE MEETING NETWORK FUND BANK AGENCY MINISTRY POSTS ADDRESSEES COLLECTIVE USUAL INTERESTED
PARTIES VISIT PARTY TRIP TRAVEL CONGRESSIONAL HOUSE SENATE WHITE NUCLEAR ATOMIC MARITIME FISHERIES ENVIRONMENT
ENVIRONMENTAL HEALTH EDUCATION DEVELOPMENT ASSISTANCE NEGOTIATOR NEGOTIATORS REPRESENTATIVES ADVISORS ADVISERS
CONSULS EXECUTIVE DIRECTOR GENERAL SPECIAL ENVOY EUROPEAN AFRICAN ASIAN LATIN NEAR SOUTH NORTH FAR VICE
PEACEKEEPING PEACEMAKING TERRORISM COUNTERTERRORISM NONPROLIFERATION SANCTIONS HUMANITARIAN VERIFICATION
PRESIDENT PRESIDENTS CHAIRMAN SAN SANTA SAINT NEW CAMP FORT PORT CAPE HONG
"""
_GENERIC = frozenset(_OFFICE_WORDS.split())
_SURNAMES = person_names().surnames
_GIVEN = person_names().given
_LONGEST = 400
_PAIRED = 2  # words of an agency and an office of it: ``USAID LAC/AA``


def is_attention(words: str) -> bool:
    """Whether a line is one: short, in capitals, with FOR or PASS at its beginning."""
    if len(words) >= _LONGEST:
        return False
    upper = words.upper()
    if not upper.startswith(_STARTS) and " FOR " not in upper and " PASS" not in upper and " POUCH " not in upper:
        return False
    if upper.startswith("FOR ") and (prose := _FOR_PROSE.match(upper)) and not _ROLE_WITHIN.match(upper, prose.end()):
        return False
    if not upper.startswith(_STARTS) and _OF_SENTENCE.search(upper) is not None and not is_for_a_place(upper):
        return False
    plain = _BRACKETED.sub("", words) if "(" in words else words
    if ATTENTION.match(upper) is None:
        return False
    return plain.upper() == plain or (plain.islower() and is_for_a_place(plain))  # a copy in small letters


def is_office_list(words: str) -> bool:
    """Whether a line is a list of offices of the table's bureaus and nothing else: ``EB/IFD, SA/AR AND EUR/SE``."""
    if "/" not in words or len(words) >= _LONGEST or not _SOUND_LIST.fullmatch(words):
        return False
    offices = [office for office, _ in _SOUND_OFFICE.findall(words)]
    return len(offices) > 1 and all("/" in office and _is_office(office) for office in offices)


def is_for_a_place(words: str) -> bool:
    """Whether such a line begins with a place or an office that a table has, or with FOR or PASS: no wrapped subject.

    ``INDIVIDUALS FOR DESIGNATION BY THE COMMITTEE`` has the form of one too.
    """
    upper = words.upper()
    lead = upper.partition(" FOR ")[0].partition(" PASS")[0].removesuffix(" PLEASE").removesuffix(" ALSO").strip(" .")
    if upper.startswith(_STARTS) or "/" in lead:
        return True
    first = lead.partition(" ")[0].strip(".,")
    return _is_known(lead) or first in _PLACES or _is_known(first)


def read_attention(words: str) -> list[Attention]:
    """The offices that an attention line names, and the persons: in brackets, behind a title, or alone."""
    upper = words[:_LONGEST].upper()
    if upper.startswith("ATT"):
        upper = _LABELLED.sub("FOR ", upper, count=1)
    elif (behind := _PLACE_BEHIND.match(upper)) is not None:
        upper = f"STATE FOR {upper[behind.end() :]}"
    elif is_office_list(upper):
        upper = f"STATE FOR {upper}"
    return _read_sound(upper) or _read_any(upper)


def _read_sound(upper: str) -> list[Attention]:
    """The offices of a line with one FOR and nothing else but a list; empty where it is another kind of line."""
    lead, divider, listed = upper.partition(" FOR ")
    if not divider or " FOR " in listed or not _SOUND_LEAD.fullmatch(lead) or not _SOUND_LIST.fullmatch(listed):
        return []
    if "PASS" in lead or lead == "NOT" or _is_unit(lead):
        return []
    return [
        one
        for office, person in _SOUND_OFFICE.findall(listed)
        if office not in _NO_OFFICES
        for one in (
            [Attention(office)]
            if len(office) < 5 and not person and office not in _SURNAMES
            else _named_all(office, person)
        )
    ]


def _read_any(upper: str) -> list[Attention]:
    if upper.count(" FOR ") > 1:
        upper = _NEXT_PLACE.sub(_parted, upper)
    starts = list(_SENTENCE.finditer(upper))
    found: list[Attention] = []
    for number, start in enumerate(starts):
        stop = starts[number + 1].start() if number + 1 < len(starts) else len(upper)
        part = upper[start.end() : stop]
        part = (_FROM.sub("", part) if "FROM" in part or "RETURN" in part else part).strip(" .;,")
        part = part.removeprefix("FOR ")  # ``PASS FOR ROE``
        place, divider, inner = part.partition(" FOR ") if "PASS" in start["where"] else (part, "", "")
        places = _listed(place)
        if not divider:
            unit = start["place"] or ""
            if _is_unit(unit):
                persons_too = any(one.person is not None for one in places)
                places = [_of_office(unit, one, among_persons=persons_too) for one in places]
            found.extend(places)
            continue
        named = [one for piece in inner.split(" FOR ") for one in _listed(piece)]
        persons = [one for one in named if one.person is not None and one.office is None]
        if not persons or len(places) != 1:
            found.extend(places)
        for one in named:
            found.append(Attention(places[0].office, one.person) if one in persons and len(places) == 1 else one)
    return found


def _parted(found: re.Match[str]) -> str:
    """The blank before another post and its FOR as the sign that parts them: ``ROME FOR POL USUN FOR ECON``."""
    return "; " if load_posts().key(found["place"]) is not None else found[0]


def _listed(part: str) -> list[Attention]:
    """The offices and persons of a list."""
    found: list[Attention] = []
    for listed in _LIST_PIECE.findall(part):
        office_before: str | None = None  # of the person before an AND
        for words in _AND.split(listed):
            if ": " in words and (pair := _PAIR.match(words.strip())) is not None:
                found.append(Attention(pair["office"], pair["name"]))
                continue
            piece = _PIECE.match(_LOOSE_STROKE.sub("/", " ".join(words.split())).removesuffix(" ONLY").strip(" .-"))
            if piece is None:
                continue
            office, person = piece["words"], piece["person"]
            office = office.removeprefix("THE ").removeprefix("INFO ")
            if office in _NO_OFFICES or office.startswith(("DELIVER ", "OTHER ", "YOUR ")):
                continue
            noted = person and _ROLE_NAME.match(office) is None  # behind a title and a name, brackets hold a remark
            for one in _named_all(office, person.strip() if noted else ""):
                shared = office_before if one.office is None else None
                found.append(Attention(shared, one.person) if shared is not None else one)
                office_before = found[-1].office if one.person and not noted else None
    return found


def _named_all(office: str, person: str) -> list[Attention]:
    """One entry: an office with the persons that brackets name, or what its words alone say."""
    if person:
        return [Attention(office, name.strip()) for name in _AND.split(person) if name.strip()]
    alone = office.split(" ")
    if len(alone) > _PAIRED and all(map(_is_office, alone)):
        return [Attention(one) for one in alone]  # a list that has lost its commas
    named = _SYMBOL_PERSON.fullmatch(office) if len(alone) == _PAIRED else None
    if named is not None and _are_names([named["first"], named["last"]]):
        return [Attention(named["office"], f"{named['first']} {named['last']}")]
    if _TWO_PERSONS.fullmatch(office) and _are_names(office.split("/")):
        return [Attention(None, name) for name in office.split("/")]
    return [_named(office)]


def _is_office(word: str) -> bool:
    """Whether a word is a symbol of the table, or begins with one before its stroke."""
    return len(word) > 1 and word.partition("/")[0] in office_rows()


def _has_staff(word: str) -> bool:
    """Whether a person may stand behind a word: it is an office of the table, or a section of a mission."""
    return word in office_rows() or word in _SECTIONS


def _is_unit(place: str) -> bool:
    """Whether the place before FOR is itself an office or a bureau of the Department, and no post or agency."""
    return "/" in place or any(
        row.name.startswith(("Bureau of", "Under Secretary")) for row in office_rows().get(place, ())
    )


def _of_office(unit: str, one: Attention, *, among_persons: bool = False) -> Attention:
    """The person that ``EUR/CE FOR ROE`` names is of that office; among persons a name may be of three letters."""
    if one.office is None or (one.person is not None and _ROLE_ALONE.fullmatch(one.office)):
        return Attention(unit, one.person)
    name = _SHORTEST_NAME if among_persons else _SHORT_NAME
    short = "/" in unit and one.person is None and name.fullmatch(one.office) and not _is_known(one.office)
    return Attention(unit, one.office) if short and one.office not in _GENERIC else one


@lru_cache(maxsize=4096)
def _named(words: str) -> Attention:
    """One entry without brackets: an office, a person, or an office with a person behind it."""
    if "0" in words or "1" in words:
        head, stroke, rest = words.partition("/")
        letters = head.replace("0", "O").replace("1", "I")
        if head != letters and head not in office_rows() and letters in office_rows():
            return _named(f"{letters}{stroke}{rest}")  # a scan has figures for letters: ``1O/ROE``
    if (mister := _MISTER.match(words)) is not None:
        return Attention(None, mister["name"])
    if (role := _ROLE_NAME.match(words)) is not None:
        return Attention(role["office"] or role["role"], role["name"])
    if _is_known(words) or _ROLE_ALONE.match(words):
        return Attention(words)
    unit = _UNIT_NAME.match(words)
    if unit is not None and ("." in unit["name"] or _is_name(unit["name"])):
        office, name = unit["office"], unit["name"]
        if (words[len(office)] == "/" and len(name) > 5) or "/" in office or _has_staff(office):
            return Attention(office, name)
    if (mister := _UNIT_MISTER.match(words)) is not None:
        return Attention(mister["office"], mister["name"])
    full = _UNIT_PERSON.match(words)
    if (
        full is not None
        and (full["strokes"] or full["office"] in office_rows())
        and _are_names(full["name"].split(" "))
    ):
        return Attention(full["office"], full["name"])
    dashed = words.partition(" - ")
    if _has_staff(dashed[0]) and _SHORT_NAME.fullmatch(dashed[2]) and not _is_known(dashed[2]):
        return Attention(dashed[0], dashed[2])
    if _TWO_NAMES.match(words) is not None and _are_names(words.split(" ")):
        return Attention(None, words)
    if "/" not in words and (_is_name(words) or ("." in words and _INITIALS.match(words))):
        return Attention(None, words)
    return Attention(words)


def _is_name(words: str) -> bool:
    """Whether one word is no office, place or organisation that a table knows, so that it must be a surname.

    A short one may be the symbol of an office that no table has: only the table of names tells.
    """
    return (_SURNAME.match(words) is not None or words in _SURNAMES) and words not in _GENERIC and not _is_known(words)


def _are_names(words: list[str]) -> bool:
    """Whether none of the words is an office, a place, an organisation, or a common word of such lines.

    Behind a first name stands a surname, though an agency may bear it too: ``JANE DOE``.
    """
    if len(words) > 1 and words[0] in _GIVEN:
        return not any(word in _GENERIC or _ROLE_ALONE.match(word) for word in words)
    if len(words[-1]) < _SHORTEST_UNLISTED and words[-1] not in _SURNAMES:
        return False
    return not any(word in _GENERIC or _is_known(word) or _ROLE_ALONE.match(word) for word in words)


def _is_known(words: str) -> bool:
    posts = load_posts()
    return (
        words in _COMMON
        or words in office_rows()
        or known(words)
        or words in posts.rows
        or posts.key(words) is not None
    )
