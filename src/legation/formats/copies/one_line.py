"""A text on one line: blanks become line ends where its lines began, so that it is read as any other.

Exports put a telegram, or its body, into one field of a row, and pages fold its white space: heading, labels, heads of
pages and paragraphs then stand in a row. Every change keeps the number of code points, so that all places hold.
"""

from __future__ import annotations

import re

from legation.formats.body.opening import leads_on

# Format line 5 with the originator behind it, or sets: what tells a heading from prose.
# A scan has a small letter or a figure for the Z of the group, and blanks within it: ``3017502``, ``02 1245z``.
_MOMENT = r"0?\d{2} ?\d{2} ?\d{2} ?[Zz27][-.]? [A-Z]{3}[A-Z]? \d\d"
_DATED = re.compile(
    rf"(?:(?:[ZOPRY0] ?){{1,2}} ?)?{_MOMENT}(?:\d\d)?"
    r"(?: {1,3}(?:Z[A-Z]{2}-?\d?|MID\d{6,14}[A-Z]?|PSN [A-Z0-9]{4,12})){0,3} {1,3}"
    r"(?:FM:? [A-Z]|TO SECSTATE [A-Z0-9 ]{4,40} FM A)"
    r"|\bMSGID/[A-Z]"
)
_LABEL = r"E\. ?O\. ?1\d{4}|EO 1\d{4}|TAGS ?:|SUBJ(?:ECT)? ?:|REF(?:S|ERENCES?)? ?:"
_LABELS = re.compile(rf"(?:\A|(?<= ))(?:{_LABEL})")
_FEWEST_LABELS = 2  # that make a head of what bears neither date nor originator
_ADDRESSED = (
    r"(?:[RQ][A-Z]{3,7}/|SECSTATE |A(?:M ?|ME)?EMBASSY |AMCONSUL |USMISSION |USINT |USDEL |USUN |US DEL |SECDEF |ALL "
    r"|NAVADMIN |ALNAV |MARADMIN |ALCOAST |SECNAV |CNO |CMC )"
)
_LEVEL_BEHIND = r"UNCLAS|C ?O ?N ?F ?I ?D ?E|S ?E ?C ?R ?E ?T|T ?O ?P {1,3}S ?E|LIMITED OFF|RESTRICTED"
"""What stands behind the separator of a heading."""
_RUN_IN = re.compile(
    r" (?=(?:ZZ|OO|PP|RR) [RQ][A-Z]{4,7} |DE [RQ][A-Z]{3,7} ?#?\d{3,4} |ZN[RY] [A-Z]{5} "
    rf"|(?<![^A-Z][ZOPRY0] )(?<!\A[ZOPRY0] )(?:[ZOPRY0]{{1,2}} ){{1,2}}{_MOMENT}"
    r"|(?:FLASH|IMMEDIATE|PRIORITY|ROUTINE) [ZOPRY] \d{6}Z "
    rf"|FM:? [A-Z]|(?:TO|INFO) /?{_ADDRESSED}|[RQ][A-Z]{{3,7}}/[A-Z]"
    r"|(?:UNCLAS|C O N F I D E N T I A L|S E C R E T|LIMITED OFFICIAL USE) [A-Z0-9 ]{0,40}?[A-Z]{3} \d{1,6} "
    r"|(?:(?:NATO |COSMIC )(?:TOP )?SECRET|NATO CONFIDENTIAL|(?<!NATO )CONFIDENTIAL|(?<!TOP )(?<!NATO )SECRET"
    r"|(?<!COSMIC )TOP SECRET|UNCLASSIFIED)(?:/{1,2}[A-Z][A-Z ,/]{1,40}?| [A-Z ]{2,30}?)[A-Z] \d{1,6} "
    r"|1\. (?=[A-Z(\[\"])|(?<=[\d)] )(?:BEGIN )?SUMMARY(?= ?[:.-])"
    r"|(?<=[A-Z] )(?<!END )(?<!BEGIN )(?:BEGIN )?SUMMARY ?:"
    r"|(?:(?<=\d )|(?<=\d  ))FOR [A-Z][A-Z .'/-]{1,40} FROM [A-Z][A-Z .'/-]{1,40} 1\. "
    rf"|ATTENTION INVITED TO |BT (?={_LEVEL_BEHIND})|(?<= BT )(?={_LEVEL_BEHIND})"
    r"|(?:MSGID|SUBJ|REF|NARR|AMPN|POC|RMKS|GENTEXT|EXER|OPER|SECINFO)/(?=[A-Z0-9(]| 1\. )"
    rf"|(?<=\d )(?:SIPDIS|NODIS|EXDIS|LIMDIS|NOFORN|SENSITIVE) |{_LABEL})"
)
# The level that a board puts above a naval message, with the line of its moment run in behind it.
_BEHIND_LEVEL = re.compile(
    r"\s{0,40}+UNCLASSIFIED//(?P<moment> {1,3})(?=(?:(?:FLASH|IMMEDIATE|PRIORITY|ROUTINE) )?[ZOPRY] (?:[ZOPRY] )?"
    r"\d{6}Z )(?:[A-Z]{1,9} ){1,3}\d{6}Z [A-Z]{3} \d\d(?P<sender> (?=FM ))?"
)
# The form's name above the heading, the originator's own number below it, and the number of a series.
_ABOVE = re.compile(r"(?i:\b(?:TELEGRAM|DEPARTMENT OF STATE)) (?=[A-Za-z0-9])")
_ORIGINATOR = re.compile(
    r"FM:? (?:(?:A(?:M ?|ME)?EMBASSY|AMCONSUL|(?:US ?)?MISSION|USINT|USLO|AMEMB) |SEC(?=STATE))?"
    r"(?P<name>(?P<post>[A-Z]{3,})(?: (?!TO )[A-Z]{2,12}){0,2})[ \n]"
)
# Addressees with no word before them that tells one, and what stands below a list: each has a line of its own.
_NEXT_ADDRESSEE = re.compile(
    r"(?<=[A-Z0-9]) (?=XMT (?:AM|US)|(?:US)?CINC[A-Z]{3,9}\b|COM[A-Z]{5,12}\b|CG[A-Z]{5,12}\b|CT[FG] [A-Z0-9]"
    r"|(?:DIA|CNO|JCS)\b(?! FOR)|(?:USIA|HEW|USERDA HQ) WASHDC|US(?:DEL|LO|NMR|CG) "
    r"|(?:AEM|AMEB|AMEREMB)[A-Z]{4,5} |AMCONGEN "
    r"|(?:FINAL )?SECTION [0-9IO]{1,3} OF )"
    r"|(?<=[A-Z0-9])(?<!USMISSION)(?<!MISSION TO) (?=USUN (?:NEW YORK|NY)\b)"
)
# Words behind the number of an addressee that pass the telegram on.
_BELOW_LIST = re.compile(
    r"(?<=[A-Z] )(?P<mcn>\d{2,6}) (?=(?:FOR|DEPT|DEPARTMENT|PASS|(?!INFO|AMEM|AMCO)[A-Z]{4,12} (?:FOR|PASS)) [A-Z])"
)
_EXEMPT = re.compile(r"(?<!XMT) (?=(?:AMEMBASSY|AMCONSUL|USMISSION|USINT) )")
_LIST = re.compile(r"\n(?:TO|INFO) [^\n]+")
_SERIES = re.compile(r"[ \n](?P<own>(?:NAVADMIN|MARADMIN|ALNAV|ALMAR|ALCOAST|ALMARS) \d{1,4}[/-]\d\d)[ \n]")
_LEVEL = r"(?:UNCLASSIFIED|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE)"
_PAGE = re.compile(
    rf" (?:(?P<foot>{_LEVEL}) )?(?:(?P<level>{_LEVEL}) )?"
    r"(?P<page>PAGE \d\d {1,9}[A-Z][A-Z .]{1,6}? {1,3}\d{5,6}(?: {1,3}\d\d OF \d\d)?(?: {1,3}\d{6}Z)?) "
)
_CLOSING = re.compile(rf" (?=BT #?\d{{3,4}}\b|BT NNNN\b|#\d{{3,4}} NNNN\b|NNNN?\b *\Z|{_LEVEL}(?: NNNN?\b)? *\Z)")
_BELOW_NOTE = re.compile(r"(?<=\.) (?=[A-Z][A-Z'-]{2,18} *\Z)")  # the name, below the note
# What may open a paragraph. Behind a sentence, a bracket or the words that end a summary it may be any number, behind
# other words only the one that counts on.
_NUMBER = re.compile(r"[ \n/](?=(?P<number>\d{1,2}) ?\. {0,3}(?:[A-Z(\[\"“$]|\d{1,3}(?:ST|ND|RD|TH) ))")
_OPENS = re.compile(r"\s{0,9}(?P<number>\d{1,2}) ?\.")
_FIRM = re.compile(r"(?:[.?!:;)\]\"”'\n]|SUMMARY|ENTIRE TEXT|END COMMENT|END FYI)\Z")
_TAIL = 40  # code points in which what closes a message stands
_NOTED = 160  # the same where a note of the communications centre stands below the name
_HEADING = 3000  # code points in which the heading and the line under it stand
_LONG = 160
_SHORTEST_NAME = 4  # letters of a post's first word that name it alone: not ``NEW``
_BEFORE = 40  # code points before a number that tell whether a sentence runs on into it


def with_line_ends(text: str, start: int) -> str:
    """``text`` with a line end before each line that a copy has run into the one long line from ``start``."""
    line_end = text.find("\n", start, start + _LONG)
    if line_end >= 0 and text[line_end : line_end + _LONG].strip():
        return _with_moment(text, start)
    stop = start + _HEADING
    may_date = text.find("FM ", start, stop) >= 0 or text.find("MSGID/", start, stop) >= 0
    dated = may_date and _DATED.search(text, start, stop) is not None
    if not dated and (len(text) - start < _LONG or text.find("\n", start, len(text.rstrip())) >= 0):
        return text
    if dated or len(_LABELS.findall(text, start, start + _HEADING)) >= _FEWEST_LABELS:
        text = _with_heading(text, start)
    return _with_paragraphs(text, start)


def _with_moment(text: str, start: int) -> str:
    """The same where the moment alone has been run in behind the level above it, or the originator behind both."""
    behind = _BEHIND_LEVEL.match(text, start)
    for end in map(behind.end, ("moment", "sender")) if behind is not None else ():
        text = f"{text[: end - 1]}\n{text[end:]}" if end > 0 else text
    return text


def _with_heading(text: str, start: int) -> str:
    stop = start + _HEADING
    head = _RUN_IN.sub("\n", text[start:stop])
    named = head.find("\nFM") + 1
    addressed = _LIST.sub(_with_addressees, _with_own_number(head[named:]))
    head = _ABOVE.sub(lambda above: f"{above[0][:-1]}\n", head[:named]) + addressed
    parted = text[:start] + _PAGE.sub(_page_apart, head + text[stop:])
    tail = max(start, len(parted) - _TAIL)
    noted = parted.rfind(" NOTE BY OC", max(start, len(parted) - _NOTED))
    if noted >= 0:
        parted = f"{parted[:noted]}\n{_BELOW_NOTE.sub(chr(10), parted[noted + 1 :])}"
    return parted[:tail] + _CLOSING.sub("\n", parted[tail:])


def _with_own_number(head: str) -> str:
    """A heading from its originator, its own number on a line of its own: ``LAGOS 5164``, ``MARADMIN 512/10``."""
    sets = max(head.find("\nMSGID/"), head.find("\nSUBJ/"))
    series = _SERIES.search(head, 0, sets + 1) if sets > 0 else None
    if series is not None:
        return f"{head[: series.start()]}\n{series['own']}\n{head[series.end() :]}"
    name = _ORIGINATOR.match(head)
    if name is None:
        return head
    named = name["name"] if len(name["post"]) < _SHORTEST_NAME else f"{name['post']}(?: [A-Z]{{2,9}})?"
    own = re.compile(rf"(?<!EMBASSY)(?<!CONSUL)(?<!MISSION)(?<!USINT)[ \n](?P<own>{named} \d{{2,6}}(?:/\d)?)[ \n]")
    found = own.search(head, name.end())
    return head if found is None else f"{head[: found.start()]}\n{found['own']}\n{head[found.end() :]}"


def _with_addressees(found: re.Match[str]) -> str:
    parted = _BELOW_LIST.sub(r"\g<mcn>\n", _NEXT_ADDRESSEE.sub("\n", found[0]))
    listed, exempt, exempted = parted.partition("\nXMT ")
    return f"{listed}{exempt}{_EXEMPT.sub(chr(10), exempted)}"


def _page_apart(found: re.Match[str]) -> str:
    above = "".join(f"{level}\n" for level in found.group("foot", "level") if level)
    return f"\n{above}{found['page']}\n"


def _with_paragraphs(text: str, start: int) -> str:
    """``text`` with line ends before the numbers that may open paragraphs; which of them do is told later."""
    pieces = [text[:start]]
    opens = _OPENS.match(text, start)
    at, last = start, int(opens["number"]) if opens is not None else 0
    for found in _NUMBER.finditer(text, start):
        number, place = int(found["number"]), found.start()
        before = text[max(place - _BEFORE, start) : place]
        counts_on = number == last + 1
        if counts_on or _FIRM.search(before) is not None:
            if counts_on and leads_on(before):
                continue
            last = number if counts_on else last
            if text[place] == " ":
                pieces += (text[at:place], "\n")
                at = found.end()
    return "".join([*pieces, text[at:]])
