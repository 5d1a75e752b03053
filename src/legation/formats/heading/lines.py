"""The lines of a heading one by one: how a sound copy has them, and what copies do to them.

Format lines 1 to 10 (telegram-format 2), the lines of a delivered copy between them (3), and one address.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

import msgspec

from legation.core.dtg import DTG_PATTERN, MONTH_PATTERN, MONTHS
from legation.core.telegram import Addressee
from legation.formats.markings.levels import LEVEL_PATTERN
from legation.formats.sectionheads import COUNT

FL1 = re.compile(r"V?ZCZC\s?(?P<id>[A-Z]{3}\s?\d{3,4})(?:\s{1,9}(?:UU|HH))?$|VV\s{1,3}(?P<vv>[A-Z]{3}\d{3,4})$")
RI = r"[RQ][A-Z]{3,7}"
FL2 = re.compile(rf"(?P<pp>ZZ|OO|PP|RR|YY|00)\s{{1,9}}(?P<ris>{RI}(?:\s{{1,9}}{RI})*)$")
RIS = re.compile(rf"{RI}(?:\s{{1,9}}{RI})*$")
# JANAP 128: precedence, media, classification, content, originating station and serial, filing time, routing.
JANAP = re.compile(
    r"(?P<p>[ZOPRY])[A-Z]{2}[A-Z][A-Z]{4}\s{1,9}(?P<station>[RQ][A-Z]{3,7}?)(?P<serial>\d{4})\s{1,9}"
    r"(?P<filed>\d{7})(?:-(?P<security>[A-Z]{4,5}))?(?:--(?P<ris>[A-Z. ]{1,200}))?$"
)
FL3 = re.compile(
    r"DE\s{1,9}(?P<station>[RQ][A-Z]{3,7})\s{0,9}#?(?P<serial>\d{3,4}[A-Z]?(?:/\d{2})?)\s{1,9}(?P<filed>\d{7}|\d{2}/\d{4}Z)"
)
FL4 = re.compile(
    r"(?P<security>ZN[RY]\s{1,3}[A-Z]{4,5}(?:\s?/\s?[A-Z]{5})?)"
    r"(?P<warned>(?:\s{1,9}(?:Z[A-Z]{2}\d?|MIN(?:IMIZE)?|[RQ][A-Z]{3,7}\d{0,4}|\d{7}))*)"
    r"(?:\s{1,9}\([A-Z0-9][A-Z0-9 /-]{1,40}\))?$"  # what marks a corrected copy: ``(CCY AD5B5B30 MSI4074)``
)
FL5 = re.compile(
    r"(?:(?P<banner>UNCLAS\w{0,6}(?:/{1,2}[\w ]{0,40}/{0,2})?)\s{1,9})?(?:DTG:?\s{1,3})?"
    r"(?:(?P<word>FLASH|IMMEDIATE|PRIORITY|ROUTINE)\s{1,9})?"
    # The zero of a day, or what a scan has for it, is no prosign: ``081530Z DEC 77``.
    r"(?:(?![0O][0-9OIlS]{5}(?![0-9OIlS]))(?P<p1>[ZOPRY0])[ZOPRY0]?\s{0,3}"
    r"(?:[/ ]?\s{0,3}(?P<p2>[ZOPRY0])[ZOPRY0]?\s{1,3}(?:[ZOPRY]\s{1,3})?)?)?\s{0,3}" + DTG_PATTERN + r"(?P<rest>.*)$",
    re.IGNORECASE,
)
# A date-time group that names no moment may still name its month and year: ``R 4502252 JUL 75``.
FL5_LOST = re.compile(
    r"(?:[ZOPRY0]\s{1,3}){1,2}(?P<group>[0-9A-Z]{4,8})\s{0,3}(?P<month>[A-Z]{3})\s{0,3}(?P<year>\d{2})(?:\s{1,3}Z[A-Z]{2}-?\d?)?$"
)
# Format line 5 without its year, which the record around it may tell: ``R 051513Z NOV``.
FL5_NO_YEAR = re.compile(
    r"(?:(?P<p1>[ZOPRY])\s{1,3}(?:(?P<p2>[ZOPRY])\s{1,3})?)?(?P<group>(?P<day>\d{2})\d{4}Z)\s{0,3}"
    rf"(?P<month>{'|'.join(MONTHS)})(?P<rest>(?:\s{{1,3}}Z[A-Z]{{2}}-?\d?){{0,4}})$"
)
# When a typed copy was sent and when it came, below its number: ``SENT OCTOBER 25, 1962, 5 PM``.
STAMPED = re.compile(
    r"(?:(?P<sent>SENT)|REC'?D|RECEIVED)\s?[:.]?\s{1,12}"
    rf"(?P<day>(?:{MONTH_PATTERN}\.? \d{{1,2}}|\d{{1,2}} {MONTH_PATTERN})\b.{{0,40}})$",
    re.IGNORECASE,
)
EYES = "EYES ONLY"
"""What a line among the addresses begins with that is none of them."""
SOUND_DTG = re.compile(r"\d{6}[A-Z] ?[A-Z]{3} \d{2,4}")
# Words that a sentence in capitals has and no address: ``TO MEET THE AMBASSADOR``, ``TO BE TOLD``.
IN_SENTENCE = re.compile(
    r"\A(?:BE|HAVE|DO|MAKE|SEE|GIVE|TAKE|KEEP) | (?:THE|A|AN|THAT|THIS|THESE|BE|IS|ARE|WAS|WILL|HAS|HAVE|WE|US|IT|HIM"
    r"|THEM|OUR|HIS|HER|ITS|THEIR|WITH|BY|FROM|ON|AS|USING|WHETHER|WHAT)\b"
)
SIGNAL = re.compile(r"\bZ[A-Z]{2}-?\d?\b")
FM = re.compile(
    r"(?:FM(?:/DE\b)?(?:\s*[:/]\s*|\s+)|FROM\s*:-?\s*(?!(?-i:[A-Z][a-z]{2,20} ?\. [A-Z][a-z-]+ [a-z])))"
    r"(?P<plad>\S.{0,200})$"
    r"|FROM\s+(?P<from>(?:AM ?EMBASSY|SECSTATE|AMCONSUL|USMISSION)\b.{0,100})$",
    re.IGNORECASE,
)
_TYPED_NAME = r"(?:AM ?(?:E{1,2}MBASSY|EMBASSIES|EMB|CONSUL|CONGEN)\b|US(?:MISSION|INT|UN|RO|LO|BER)\b|CINC[A-Z]{3})"
LIST = re.compile(
    r"(?:(?:SENT(?= TO ?:)|RPTD|REPEATED(?= INFO ?:)) )?"
    rf"(?P<list>T[O0](?:/A\b)?|RPTD(?=\s?:)|INF[O0](?:RMATION(?=\s?:|\s{{1,3}}{_TYPED_NAME}))?|ACTION(?=\s?:|\s{{1,3}}{_TYPED_NAME}))"
    r"(?:\s*:(?P<dash>-)?)?(?:(?:\s+|\s?/\s?)(?P<first>\S.*))?$"
    r"|(?P<xmt>XMT)(?:\s?:)?[ /]+(?P<exempt>\S.*)$"
)
# Addresses as typed copies have them, in both cases of letters.
TYPED = re.compile(
    r"(?:(?:(?:SENT )?TO|INFO(?:RMATION)?|ACTION|FROM|FM|(?:REPEATED|RPTD) INFO(?:RMATION)?)(?: {0,9}:|\b)\s{0,9})?"
    r"(?P<name>(?:AM ?|AMERICAN )?(?:EMB|E{1,2}MBASSY|EMBASSIES|LEGATION|CONSUL|CONGEN|CONSULATE|CONSULATES)\b"
    r"|US(?:MISSION|INT|UN|RO|LO|BER)\b|SEC ?STATE\b"
    r"|(?:THE )?SECRETARY OF STATE\b|DEPARTMENT OF STATE\b|WHITE HOUSE\b|CIRCULAR\b)",
    re.IGNORECASE,
)
# Several posts of one kind behind its plural: ``AmEmbassies London, Paris``; the list may go on with names alone.
PLURAL = re.compile(r"(?P<kind>AM ?EMBASS|AM ?CONSUL|AM ?CONGEN)(?:IES|S) (?P<names>[A-Z][A-Z ,.'&-]{2,100})$")
_PLACE = r"[A-Z][A-Za-z.'-]{1,20}(?: [A-Z][A-Za-z.'-]{1,20}){0,2}"
PLACES = re.compile(rf"{_PLACE}(?:, ?{_PLACE}){{1,9}},?$")
# The form on which the Department sent its own: its name stands for the originator.
OUTGOING = re.compile(
    r"(?:DEPARTMENT OF STATE\s{1,40})?OUTGOING TELEGRAM(?:\s{1,40}DEPARTMENT OF STATE)?\b", re.IGNORECASE
)
# The information addressees of a typed copy, run into the line of the action addressees.
TYPED_INFO = re.compile(
    rf"(?<!RPTD)(?<!REPEATED)\s{{1,9}}(?=INFO(?:RMATION)?(?:\s?:|\s{{1,3}}{_TYPED_NAME}))", re.IGNORECASE
)
# What a typed copy says of its other addressees below its number: ``SENT DEPARTMENT 8, REPEATED INFORMATION ROME 12``.
SENT_TO = re.compile(
    r"(?:(?:SENT|ACTION)\s(?:TO\s)?(?:THE\s)?(?:DEPARTMENT|DEPT)(?:\s(?P<number>\d{1,6}))?\s?[,;.]?\s{1,3}(?:AND\s)?"
    r"(?:(?:REPEATED|RPTD|RPT)\s(?:FOR\s)?)?|(?:REPEATED|RPTD|RPT)\s(?:FOR\s)?)"
    r"INFO(?:RMATION)?\s?:?\s(?P<first>[A-Z].{2,150})$",
    re.IGNORECASE,
)
SENT_APART = re.compile(r"\s?[,;]\s{0,3}(?:AND\s)?|\sAND\s", re.IGNORECASE)
SENT_ON = re.compile(r"[A-Z][A-Za-z]{2,20}(?: [A-Z][A-Za-z]{2,15}){0,2}(?: \d{1,6})?(?: \((?:[^()]{1,20})\))?")
"""One of the posts that such a line names."""
# ``NO: 1101``, ``NUMBER: Y-606``, ``No 8 cipher 22 Sep.``; A- is that of an airgram.
NUMBER_LABEL = re.compile(
    r"(?:(?:NO|NUMBER)\s?|NR ?(?=:))(?:[.:]{1,2}\s{0,12}(?:[B-Z]{1,2}-|[A-Z]{3,10}:\s{0,3}|[A-Z]{1,5} (?=\d{4,6}\b))?"
    r"|\s(?:[B-Z]{1,2}-(?=\d)|(?=\d{1,6} C[IY]PHER\b)))"
    r"(?P<series>(?:DELGA|GADEL|DULTE|TEDUL|POLTO|TOPOL|CEDTO|TOCED|SECTO|TOSEC) {1,3})?"
    r"(?P<number>\d{1,6})\b(?P<rest>.{0,60})$",
    re.IGNORECASE,
)
# The number of an airgram, alone or beside its level or name: ``NO. A-112``, ``CONFIDENTIAL   A-112``.
AIRGRAM_NUMBER = re.compile(
    r"(?:(?P<level>(?!AIRGRAM)[A-Z][A-Z ]{3,40}?)\s{2,90}|\s{0,3})(?:AIRGRAM\s{1,9})?"
    r"(?:(?:NO|NUMBER)\s?[.:]{1,2}\s{0,20})?A\s?-\s?(?P<number>\d{1,4})(?:\s{2,90}(?P<beside>[A-Z][A-Z ]{3,40}))?$",
    re.IGNORECASE,
)
DATE_LABEL = re.compile(r"DATE(?: ?: {0,9}| {1,3})(?=\S)", re.IGNORECASE)
WORD = r"NIACT IMMEDIATE|IMMEDIATE NIACT|NIACT|FLASH|IMMEDIATE|PRIORITY|ROUTINE"
ADDRESS = re.compile(
    rf"(?:(?P<opsig>Z[A-Z]{{2}}\d?)[ /]{{1,3}}){{0,2}}(?:(?P<ri>{RI})\s?/\s?)?(?P<plad>[A-Z0-9][A-Za-z0-9 "
    rf".,'&()/@=_\-]*?(?://[A-Z0-9 .:/-]{{1,40}}//|/{{0,2}}))"
    rf"(?:\s{{1,9}}(?P<prec>{WORD}))?(?:\s{{1,9}}(?P<mcn>\d{{1,6}}(?:/\d{{3,6}})?))?$"
)
PRECEDENCE_AND_NUMBER = re.compile(rf"(?P<prec>{WORD})\s{{1,9}}(?P<mcn>\d{{1,6}})")
"""What a wrapped line leaves of an address."""
BARE_MISSIONS = frozenset({"AMEMBASSY", "AMCONSUL", "AMCONGEN", "USMISSION"})
"""Words of an address that the name of a post must follow."""
# Words of an address in which a scan has figures for letters.
ZEROS = re.compile(
    r"\b(?=[A-Z]*[015])(?:[I1]MMED[I1]ATE|PR[I1][O0]R[I1]TY|R[O0]UT[I1]NE|N[I1]ACT|F[L1]A[S5]H|WA[S5]H[I1]NGT[O0]N|WA[S5]HDC"
    r"|AMEMBA[S5]{2}Y|AMC[O0]N[S5]U[L1]|U[S5]M[I1][S5]{2}[I1][O0]N|[S5]EC[S5]TATE)\b"
)
_AS_LETTERS = str.maketrans("015", "OIS")
_ONES = {"FIASH": "FLASH", "AMCONSUI": "AMCONSUL"}
# A continuity number in which a scan has letters for figures.
_MISREAD_MCN = re.compile(r"(?<=\s)(?=[OIlS]*\d[OIlS]*\d)[\dOIlS]{3,6}$")
_BEFORE_MCN = re.compile(rf"(?:{WORD}|WASH ?DC)\s{{1,9}}$")
_MCN_LASTS = frozenset("0123456789OIlS")
_AS_FIGURES = str.maketrans("OIlS", "0115")
CIRCULAR = re.compile(r"CIRCULAR(?: (?:TELEGRAM )?(?:NO\.? ?)?\d{1,6})?")
"""What stands where the addressees do above a telegram to many posts; with precedence and number behind it at times."""
DASHED_WORD = re.compile(rf" {{1,3}}- {{1,3}}(?P<prec>{WORD})$")
"""The precedence behind a dash, as late printed copies have it: ``SECSTATE WASHDC - IMMEDIATE``."""
OWN_BEHIND = re.compile(
    r"(?P<plad>[A-Z][A-Z .,'-]{2,60}?) \((?P<post>[A-Z][A-Z .'-]{1,40}?) (?P<number>\d{1,6})"
    rf"(?: - (?P<prec>{WORD}))?\)$"
)
"""The originator with the telegram's own number behind it, as they have it: ``AMEMBASSY LIMA (LIMA 12 - PRIORITY)``."""
WORD_FIRST = re.compile(rf"(?P<prec>{WORD})\s{{1,3}}(?=\S)")
# Commands that are told apart by a number, which is no continuity number: ``CTF 20``, ``COMDESRON 22``.
COUNTED = re.compile(
    r"(?:C?T[FGU]|CTE|(?:COM)?(?:DESRON|CARGRU|CARSTRKGRU|CRUDESGRU|PHIBRON|PHIBGRU|SUBRON|SUBGRU|CARAIRWING|PATRECONWING"
    r"|PATWING|STRKGRU|DESGRU)|\d{0,3} ?MEU|MAG|MAW|USNMR|TASK (?:FORCE|GROUP|UNIT)|AIG|CAD)"
)
NUMBER_BEFORE = re.compile(
    r"(?P<plad>(?:AM ?EMBASSY|AMCONSUL|AMCONGEN|USMISSION|USINT) .{2,40}?|SECSTATE(?: WASH ?DC)?) {1,3}(?P<mcn>\d{1,6})"
)
WORD_FIRSTS = frozenset("NFIPR")
# A continuity number that lost the blank before it.
GLUED_MCN = re.compile(rf"(?:{WORD}|WASHDC|(?:AM ?EMBASSY|USMISSION|AMCONSUL) [A-Z ]{{3,30}}[A-Z])(?=\d{{2,6}}$)")
WORDS_ALONE = {
    **{word: word for word in ("FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE", "NIACT IMMEDIATE")},
    "NIACT": "NIACT IMMEDIATE",
    "OPERATIONAL IMMEDIATE": "IMMEDIATE",
}
"""Words that stand alone on a line to the precedence they mean."""
# Several addresses that a copy has run together on one line.
NEXT_ADDRESS = re.compile(
    rf"(?<!ZEN)(?<!ZEN\s)\s{{1,9}}(?={RI}\s?/\s?[A-Z])|(?<=[A-Z)]) {{1,9}}(?=ZEN/)"
    r"|\s(?<=[A-Z0-9,]\s)(?<!ZEN\s)(?<!POLAD\s)\s{0,8}"
    r"(?=(?:AM ?EMBASSY|AMEMB|AMCONSUL|USMISSION|USINT|USLO)\s[A-Z]|(?:US)?CINC[A-Z]{3}"
    r"|(?<=WASHINGTON DC\s)[A-Z]{3,9} WASHINGTON DC)"
)
# Heading lines that a copy has run together, and the end of the heading run into them.
NEXT_LINE = re.compile(
    r"(?<!T O P)(?<!T O P )\s{1,9}(?=(?:FM|TO|INFO|(?<!,\s)XMT)\s{1,9}"
    r"(?:[RQ][A-Z]{3,7}/|ZEN/|AMEMBASSY|SECSTATE|CNO |CMC |NAVADMIN|USMISSION|AMCONSUL)"
    r"|BT(?:\s+UNCLAS|$)|UNCLAS(?:SIFIED)?\b|C O N F I D E N T I A L\b|S E C R E T\b)"
)
# Format lines 2 to 5 run into the one above them, or into the telegram's own number, which many copies have there.
NEXT_FORMAT = re.compile(
    r"(?<=[A-Z0-9]{3})\s{1,9}(?=(?:ZZ|OO|PP|RR)\s{1,9}[RQ][A-Z]{3,7}\b|DE\s{1,9}[RQ][A-Z]{3,7}\s{0,9}#?\d{3,4}\s"
    r"|ZN[RY]\s{1,3}[A-Z]{4,5}\b|(?:[ZOPRY]\s?){0,2}0?\d{6}\s?Z\s{1,3}[A-Z]{3}\s{1,3}\d{2}\b)"
)
# The word of the precedence run into a level above the heading: ``UNCLASSIFIED// ROUTINE``.
WORD_BEHIND = re.compile(r"\s{1,9}(?=(?:FLASH|IMMEDIATE|PRIORITY|ROUTINE)$)")
# The day beside the originator, as the form of an airgram has it.
NEXT_DATE = re.compile(r"\s{1,60}(?=DATE ?: {0,9}[A-Z0-9])", re.IGNORECASE)
# What a typed copy has in a column of its own beside the offices: when it came, its number for control.
NEXT_COLUMN = re.compile(r"\s{2,60}(?=(?:REC'?D|CONTROL)(?: NO\.?)? ?: )", re.IGNORECASE)
# The originator run into the date-time group, and the addressees into the originator.
NEXT_FM = re.compile(r"\s{1,9}(?=FM\s{1,9}[A-Z])")
NEXT_TO = re.compile(r"\s{1,9}(?=TO\s{1,9}(?P<first>/?[A-Z].{1,200})$)")
NEXT_INFO = re.compile(r"\s{1,9}(?=INFO\s{1,9}(?P<first>[A-Z].{1,200})$)")


@cache
def closing_line() -> re.Pattern[str]:
    """The classification line run into the last address: level, the telegram's own post and number."""
    return re.compile(
        rf"\s{{1,9}}(?=(?:{LEVEL_PATTERN})\s{{1,9}}(?:(?:FINAL )?SECTION \w{{1,5}} OF \w{{1,5}}\s{{1,9}})?"
        r"(?P<post>[A-Z][A-Z .]{0,30}?)\s{1,9}\d{1,7}$)"
    )


@cache
def level_above() -> re.Pattern[str]:
    """The classification line above the heading, as some copies have it."""
    return re.compile(
        rf"(?P<level>{LEVEL_PATTERN})\s{{1,9}}(?:(?:FINAL )?SECTION (?P<section>{COUNT}) OF (?P<of>{COUNT})\s{{1,9}})?"
        r"(?P<post>[A-Z][A-Z .]{0,30}?)\s{1,9}(?P<number>\d{1,7})$"
    )


# The security warning, the dashes and format line 5, run into the line before them.
NEXT_DATED = re.compile(
    r"\s{1,9}(?=-{10,80}\s{0,9}\d{6}|ZN[RY]\s{1,3}[A-Z]{5})|\s{1,9}(?=[ZOPRY](?:\s[ZOPRY])?\s\d{6}Z\s{1,3}[A-Z]{3}\s{1,3}\d{2,4}$)"
)
DATED_BEHIND = ("DE ", "ZN", "--", "AC", "OR", "IN")
"""What lines begin with into which ``NEXT_DATED`` is run: the station, security warning, dashes, distribution."""
# The offices of the next role, and what a page head leaves above the first one: ``43 ACTION OES-05``.
NEXT_ROLE = re.compile(r"\s{1,9}(?=(?:ACTION|ORIGIN|INFO)\s{1,9}[A-Z][A-Z/&]{0,7}-[\dO]{2}\b)")
# A scan may have the letter for the figure: ``LOG-OO``, ``/0O5W``.
OFFICE = re.compile(r"(?P<office>[A-Z][A-Z/&]{0,7})-(?P<copies>[\dO]{2})\b")
TOTAL = re.compile(r"/\s?(?P<total>[\dO]{3})\s?(?P<way>[WR])\b")
DIST = re.compile(r"(?P<role>ACT[I1l][O0]N|[O0]R[I1l]G[I1l]N|[I1l]NF[O0])\s{1,9}(?=[A-Z0][A-Z/&]{0,7}-[\dO]{2}\b)")
NO_OFFICES = re.compile(r"INFO {1,9}(?=/ ?\d{3} ?[WR]$)")  # a distribution to none but the action office
DIST_BARE = re.compile(r"(?P<role>ACTION|ORIGIN)\s{1,9}(?P<office>[A-Z]{1,4}) (?P<copies>\d{1,2})$")
# The offices of 1966-69, with their copies behind a blank: ``INFO NSA 02,CIA 04,SS 20,/052 W``.
_BARE_OFFICE = r"[A-Z]{1,5} \d{2}"
OFFICES_BARE = re.compile(rf"(?:INFO\s{{1,9}})?{_BARE_OFFICE}(?:, ?{_BARE_OFFICE}){{1,30}},?(?: ?/ ?\d{{3}} ?[WR])?$")
OFFICE_BARE = re.compile(r"(?P<office>[A-Z]{1,5}) (?P<copies>\d{2})(?!\d)")


def copies_of(figures: str) -> int:
    """How many copies the figures of an office or of a total tell, in which a scan may have letters."""
    return int(figures.replace("O", "0"))


DRAFTED = re.compile(r"(DRAFTED|APPROVED|CLEARED) BY\b|DESIRED DISTRIBUTION")
DASHES = re.compile(r"-{10,80}\s{0,9}\d{6}[ \dZ/]{0,30}$")
BT = re.compile(r"BT[\s_.,:;'*~-]{0,6}$")  # with what a scan has made of specks
# Format line 10: accounting symbol and group count, or that groups are not counted.
GROUPS = re.compile(r"(?:[A-Z]{2,5}(?:-[A-Z]{1,5})? )?GR ?(?:NC|\d{1,4})$")
LABEL = re.compile(
    r"(?:E\.?\s?O\.?\s?\d{4,6}|TAGS?\s?[:;,]|SUBJ(?:ECT)?\b|SUBJ?/SUJ\b|REFS?\s?[:.(]|REFTEL|MSGID[ /]|CLASSIFIED BY"
    r"|1\s?\.\s|SUMMARY\b)",
    re.IGNORECASE,
)
NUMBER_ABOVE = re.compile(r"(?:DEPARTMENT ?OF STATE|TELEGRAM|\s)*(?P<number>\d{2,6})$", re.IGNORECASE)
HALF_DTG = re.compile(r"(?:[ZOPRY0]\s{1,3}){0,2}\d{6}Z?$", re.IGNORECASE)
MONTH_YEAR = re.compile(rf"{MONTH_PATTERN}\s{{1,3}}\d{{2}}\b", re.IGNORECASE)
REPEATED = re.compile(r"(?:TO .{1,60}? )?INFO:? {1,3}(?P<first>[A-Z].{1,120}?)(?: UNCLAS\b.{0,80})?$")
RI_SLASH = re.compile(rf"(?:Z[A-Z]{{2}}\d?[ /]{{1,3}})?{RI}\s?/")
MISSION = re.compile(r"(?:AM ?EMBASSY|AEMBASSY|AMCONSUL|USMISSION|USINT|USLO|EMBASSY|CONSULATE|MISSION)\s")
SUFFIX = re.compile(r"\s?\((?:uc|u|n|c|s)\)$|(?<=[A-Z])\(UC\)$")
# The heading lines of a sound copy, by their first word. A line that is none of these is asked for by the patterns
# above, which allow for what copies do to it.
END = r" *(?:\n|\Z)"
_TI = rf"(?P<id>VZCZC[A-Z]{{3}}\d{{3,4}}){END}"
_CALLED = rf"(?P<pp>[ZOPRY]{{2}}) (?P<ris>{RI}(?: {RI})*+(?: *\n{RI}(?: {RI})*+(?= *\n))*+){END}"
_STATION = rf"DE (?P<station>{RI}) #?(?P<serial>\d{{3,4}}) (?P<filed>\d{{7}}|\d\d/\d{{4}}Z){END}"
_SECURITY = rf"(?P<security>ZN[RY] [A-Z]{{4,5}})(?P<warned>(?: Z[A-Z]{{2}}\d?)*){END}"
_DTG = (
    r"(?P<p1>[ZOPRY]) (?:(?P<p2>[ZOPRY]) )?(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)(?P<zone>Z) "
    rf"(?P<month>{'|'.join(MONTHS)}) (?P<year>\d\d)(?P<rest>(?: Z[A-Z]{{2}}-?\d?)*){END}"
)
_FM = rf"FM (?P<plad>[A-Z][A-Z0-9 .,'&-]{{1,60}}){END}"
PLAIN_TI = re.compile(_TI)
PLAIN_CALLED = re.compile(_CALLED)
PLAIN_STATION = re.compile(_STATION)
PLAIN_SECURITY = re.compile(_SECURITY)
PLAIN_DTG = re.compile(_DTG)
PLAIN_FM = re.compile(_FM)
PLAIN_LINES = re.compile(
    rf"(?P<ti>{_TI})?(?P<called>{_CALLED})(?P<sent>{_STATION})(?P<secured>{_SECURITY})(?P<dated>{_DTG})(?P<from>{_FM})"
)
"""Format lines 1 to 6 of a sound transmission copy, one under another."""
PLAIN_OFFICES = re.compile(
    r"(?:(?P<role>ACTION|ORIGIN|INFO) {1,3})?[A-Z][A-Z/&]{0,7}-\d\d(?: {1,3}[A-Z][A-Z/&]{0,7}-\d\d)*"
    rf"(?: {{1,3}}/ ?\d{{3}} ?[WR])?{END}"
)
PLAIN_DASHES = re.compile(rf"-{{10,80}} {{0,9}}\d{{6}}[ \dZ/]{{0,30}}{END}")
# Address lines of a sound copy: by routing indicator, or by words that addresses of the shared telegrams begin with.
# None of them begins a telegram's own number; ``EMBASSY FOR THE AMBASSADOR`` is a passing line.
ADDRESS_WORDS = (
    r"AMEMBASSY|AMCONSUL|AMCONGEN|USMISSION|USINT|USLO|USDEL|SECSTATE|SECDEF|(?:EMBASSY|CONSULATE|MISSION|TREASURY"
    r"|FOROFF|MINDEF|CABINET OFFICE|COAST GUARD|STAFF COLLEGE|HYDROGRAPHIC OFFICE)(?! (?:FOR|PASS|TO|AND|THE) )"
)
_NAME = (
    r"(?:WHITE HOUSE|JOINT STAFF|(?:US)?CINC[A-Z]{3,9}|CDR US[A-Z]{3,9}|COM[A-Z]{4,9}(?:FLT|COM|FOR)"
    r"|CIA|NSC|DIA|JCS|CJCS|CNO|CMC|CSAF?)(?: [A-Z]+){0,3}"
)
_PLAIN_NAME = re.compile(_NAME)
_PLAIN_ADDRESS = re.compile(
    rf"(?:(?P<ri>{RI})/|(?=(?:{ADDRESS_WORDS}) ))(?P<words>[A-Z0-9][A-Z0-9 .,'&()-]{{1,50}})|(?P<name>{_NAME})"
)
LEVEL_STARTS = ("C O N F I D E N T I A L", "S E C R E T", "UNCLAS", "LIMITED OFFICIAL", "CONFIDENTIAL", "SECRET ")
BEGINS_BODY = re.compile(r"1\s?\.\s|(?:BEGIN |1\. )?SUMMARY\b", re.IGNORECASE)
DEPTH = 400  # lines in which a heading may begin; a body may quote one further down
LONGEST = 400  # code points of a heading line
LONGEST_LIST_AT_ONCE = 2000
LONGEST_LIST = 6000  # of one that holds a whole list of addressees
LIST_STARTS = ("TO ", "INFO ")
SENT_STARTS = ("SENT TO", "RPTD INFO", "RPTD:", "REPEATED INFO")
"""How a list begins on the form of the Department's own of about 1950."""
FM_DATED = re.compile(r"(?P<plad>[A-Z][A-Z .'-]{1,40}?) {1,3}(?=\d{6}Z? ?[A-Z]{3,9} \d\d(?:\d\d)?$)")
"""The originator with the date-time group behind it, as the British have it: ``BONN 081530Z DEC 77``."""
PROSIGNS = frozenset({"BT", "TO", "FM", "DE", "ZZ", "OO", "PP", "RR", "YY"})
LISTED = {"FM": "heading.from", "TO": "heading.to", "INFO": "heading.info"}
BROKEN_NAME = re.compile(r"[A-Z]{2} (?=TO )")
"""The end of the originator's name, with the list run into it: ``DC TO NAVADMIN``."""


class Form(NamedTuple):
    """One form of heading line, and the pattern of a sound one. begins: whether a transmission copy begins with it."""

    name: str
    pattern: re.Pattern[str]
    begins: bool = False


OFFICES = Form("INFO", PLAIN_OFFICES)
FORMS = {
    "VZCZC": Form("TI", PLAIN_TI, True),
    **{prosign * 2: Form("CALLED", PLAIN_CALLED, True) for prosign in "ZOPRY"},
    **{prosign: Form("DTG", PLAIN_DTG) for prosign in "ZOPRY"},
    "DE": Form("STATION", PLAIN_STATION),
    "ZNY": Form("SECURITY", PLAIN_SECURITY),
    "ZNR": Form("SECURITY", PLAIN_SECURITY),
    "FM": Form("FM", PLAIN_FM),
    "TO": Form("TO", PLAIN_OFFICES),
    "INFO": OFFICES,
    "ACTION": OFFICES,
    "ORIGIN": OFFICES,
    "-----": Form("DASHES", PLAIN_DASHES),
}
"""Forms by the first word of the line."""
WORDS = frozenset({"NIACT", "FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE"})


def form_at(text: str, at: int) -> Form | None:
    """The form of heading line whose first word stands at ``at``."""
    space = text.find(" ", at, at + 9)
    return FORMS.get(text[at:space] if space > 0 else text[at : at + 5])


_NOT_RUN_IN = re.compile(r" (?:AMMAN|AMSTERDAM|USUN|USNATO)\b")
"""Names of posts that begin as the next address would."""


def is_run_in(words: str) -> bool:
    """Whether a copy has run the next address, or the text part, into the words of a plain address."""
    if " AM" in words or " US" in words:
        words = _NOT_RUN_IN.sub("", words)
    return (
        words.endswith((" INFO", " BT"))
        or " TO " in words
        or " INFO " in words
        or "UNCLAS" in words
        or " AM" in words
        or " US" in words
        or " CINC" in words
        or " FOR " in words
        or " O N F" in words
        or " E C R" in words
        or " OFFICIAL " in words
        or " CONFIDENTIAL" in words
        or " SECRET" in words
    )


@lru_cache(maxsize=8192)  # the same few hundred addresses make up nearly all lists of one archive
def plain_address(words: str) -> Addressee | None:
    """The address of a sound copy that ``words`` are."""
    found = _PLAIN_ADDRESS.fullmatch(words.rstrip(" "))
    if found is None:
        return None
    plad: str = found["words"] or found["name"]
    if is_run_in(plad):
        return None
    precedence = None
    head, _, last = plad.rpartition(" ")
    if last[-1:].isdecimal() or last == "UNN":
        return None
    if last in WORDS and head:
        precedence, plad = last, head.rstrip()
        if precedence == "NIACT" or plad.endswith(" NIACT"):
            precedence, plad = "NIACT IMMEDIATE", plad.removesuffix(" NIACT").removesuffix(" IMMEDIATE")
    elif "0" in last or "1" in last or "5" in last:
        return None
    return Addressee(plad, found["ri"], precedence)


@lru_cache(maxsize=8192)
def counted_address(words: str) -> Addressee | None:
    """The same for words behind which a continuity number stands: never the name of an office in Washington."""
    found = plain_address(words)
    return found if found is not None and (found.ri is not None or _PLAIN_NAME.match(words) is None) else None


@lru_cache(maxsize=8192)
def is_address(words: str) -> bool:
    """Whether ``words`` may be an addressee: short, in capitals, no sentence."""
    words = words.lstrip("/ ")
    if not words or len(words) > 75 or words.endswith((".", ":", ";", ",")):
        return False
    plain = SUFFIX.sub("", words) if ")" in words else words
    return (plain.isupper() or sum(map(str.islower, plain)) <= 2) and ADDRESS.match(plain) is not None


def is_typed_list(words: str) -> bool:
    """Whether a line is a list label and an address as typed copies have them: ``ACTION: Amembassy OTTAWA``."""
    typed = TYPED.match(words)
    if typed is None or typed.start("name") <= 0:
        return False
    # Without a colon the words could begin a sentence, in which some have no capital.
    label = words[: typed.start("name")]
    return ":" in label or (label[:1] in "IA" and not any(map(str.islower, words.split())))


def _in_letters(found: re.Match[str]) -> str:
    word = found[0].translate(_AS_LETTERS)
    return _ONES.get(word, word)


@lru_cache(maxsize=8192)
def addressee(words: str) -> Addressee:
    """The address that the words of a list are, whatever a copy has made of it."""
    if "0" in words or "1" in words or "5" in words:
        words = ZEROS.sub(_in_letters, words)
    words = (SUFFIX.sub("", words) if words.endswith(")") else words).strip().removesuffix(" AND").strip(" ,")
    if " - " in words and (dashed := DASHED_WORD.search(words)) is not None:
        words = f"{words[: dashed.start()]} {dashed['prec']}"
    if words[:1] in WORD_FIRSTS and (before := WORD_FIRST.match(words)) is not None:
        rest = addressee(words[before.end() :])
        return rest if rest.precedence else msgspec.structs.replace(rest, precedence=precedence_word(before["prec"]))
    if words[-1:] in _MCN_LASTS and (misread := _MISREAD_MCN.search(words)) is not None:
        above = words[: misread.start()]
        if not misread[0].isdecimal() and _BEFORE_MCN.search(above) is not None:
            words = above + misread[0].translate(_AS_FIGURES)
    if words[-1:].isdecimal() and (glued := GLUED_MCN.search(words)) is not None:
        words = f"{words[: glued.end()]} {words[glued.end() :]}"
    words = words.strip(" /") if words.startswith("/") else words
    found = ADDRESS.match(words) if len(words) < 200 else None
    if found is None:
        return Addressee(words)
    plad, mcn = without_empty_office(found["plad"].strip()), found["mcn"]
    if plad.endswith(" UNN"):  # a copy that bears no number for this addressee
        plad = plad[:-4].rstrip()
    if mcn is None and found["prec"] and (before := NUMBER_BEFORE.fullmatch(plad)) is not None:
        plad, mcn = before["plad"].rstrip(), before["mcn"]  # ``AMEMBASSY LAGOS 812 PRIORITY``
    if mcn is not None and not found["prec"] and COUNTED.fullmatch(plad):
        plad, mcn = f"{plad} {mcn}", None
    return Addressee(plad, found["ri"], precedence_word(found["prec"]), mcn)


def without_empty_office(plad: str) -> str:
    """An address without the strokes behind which its office would stand and none does: ``CNO WASHINGTON DC//``."""
    return plad[:-2].rstrip(" ") if plad.endswith("//") and "/" not in plad[:-2] else plad


def precedence_word(word: str | None) -> str | None:
    return "NIACT IMMEDIATE" if word in ("NIACT", "IMMEDIATE NIACT") else word
