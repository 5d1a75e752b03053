"""The growth law: ten times the input may cost at most thirteen times the processor time, whatever its shape.

Each shape repeats what a pattern or a list could trip over: brackets that never close, lists that never end,
labels without a value. A reader that looks back, or that looks at the same run twice, breaks the law on one.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from itertools import islice, product
from typing import NamedTuple

from legation.core.telegram import Classification, to_dict
from legation.formats import read, read_many
from legation.tables.marking import marking_of

LAW = 13.0
"""Times the processor time that ten times the input may cost: 1.3 times the growth of the input."""
LAW_FROM = 10_000
"""Code points below which constant costs hide the growth."""
PATIENCE = 40.0
"""Seconds for one reading; a shape that would take longer at the next size is not tried there."""

_HEADING = "O R 051513Z MAR 15\nFM AMEMBASSY ROME\nTO SECSTATE WASHDC IMMEDIATE 5452\nINFO AMEMBASSY PARIS 0858\n"
_TEXT = _HEADING + "\nC O N F I D E N T I A L ROME 000893\n\nE.O. 13526: DECL: 03/05/2025\nTAGS: PREL\n"
_UNDER = _TEXT + "SUBJECT: GROWTH\n"
_BODY = _UNDER + "REF: A) PARIS 77; B) STATE 112\n\n1. (C) "
_TEI = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>'
    '<div type="document" subtype="historical-document" xml:id="d1">'
)
_WORDS = (
    "the ministry said that talks on patrol craft would go on in spring and asked the embassy for a list of places "
)


class Shape(NamedTuple):
    """``head``, then ``unit`` as often as the size needs, then ``tail``; ``many`` is read by ``read_many``.

    caption: it is one caption of a telegram, whose marking is told, and no text to read.
    """

    name: str
    unit: str
    head: str = ""
    tail: str = ""
    many: bool = False
    caption: bool = False

    def of(self, size: int) -> str:
        """The text of about ``size`` code points."""
        room = max(size - len(self.head) - len(self.tail), len(self.unit))
        return self.head + (self.unit * (room // len(self.unit) + 1))[:room] + self.tail


def _everywhere(name: str, unit: str) -> Iterator[Shape]:
    """A unit alone, under the heading, behind the subject and in the body: other rooms read it in each place."""
    yield Shape(f"{name}, alone", unit)
    yield Shape(f"{name}, under the heading", unit, _HEADING)
    yield Shape(f"{name}, under the subject", unit, _UNDER)
    yield Shape(f"{name}, in the body", unit, _BODY)


def _damaged() -> str:
    """The sample's telegrams, each with a few lines cut, doubled or joined, the same each time."""
    chance = random.Random(7)  # noqa: S311 - damage, no secret
    kept: list[str] = []
    for file in sorted((files("legation.sample") / "traffic").iterdir(), key=lambda file: file.name):
        lines = file.read_bytes().decode("utf-8", "replace").splitlines(keepends=True)
        for _ in range(4):
            at = chance.randrange(len(lines))
            lines[at : at + 2] = chance.choice([[], lines[at : at + 2] * 2, [lines[at].rstrip() + " "]])
        kept.extend(lines)
    return "".join(kept)


_PRINTED = "611.90/7-1350: Telegram\n\nThe Minister in Burma to the Secretary of State\n\n"


def shapes() -> list[Shape]:
    """All shapes, the cheap to understand first."""
    listed: list[Shape] = []
    for name, unit in (
        ("brackets", "("),
        ("bracket pairs", "()"),
        ("square brackets", "["),
        ("blanks", " "),
        ("line ends", "\n"),
        ("CR alone", "X\r"),
        ("CRLF", "\r\n"),
        ("one word", "A"),
        ("small letters", "a"),
        ("digits", "1"),
        ("capitals with blanks", "ABCDEF "),
        ("single capitals", "A B C "),
        ("one line of words", _WORDS),
        ("lines of words", _WORDS[:68] + "\n"),
        ("lines of capitals", _WORDS[:68].upper() + "\n"),
        ("hyphens at line ends", "MINIS-\nTRY "),
        ("dashes", "-"),
        ("dash points in a line", "-- x "),
        ("dash points on lines", "-- x\n"),
        ("dash points with a doubled sign", "-- -- x\n"),
        ("messages cited by moment", "CNO 081245Z AND "),
        ("hours and addresses", "COMSUBPAC PEARL HARBOR HI 081245Z/"),
        ("authorities misspelt", "CLASSIFED BY X REASON\n"),
        ("rules", "-----\n"),
        ("headings between rules", "-------\nHEADING\n-------\n"),
        ("numbers", "1. "),
        ("numbered lines", "1. (C) x\n"),
        ("same number in brackets", "2. (C) "),
        ("labels", "A. "),
        ("labels in brackets", "(A) "),
        ("labels on lines", "A. ROME 12\n"),
        ("level words", "CONFIDENTIAL "),
        ("level lines", "CONFIDENTIAL\n"),
        ("letter-spaced level", "C O N F I D E N T I A L "),
        ("date-time groups", "051513Z MAR 15 "),
        ("broken date-time groups", "O R 0515132 MAR\n"),
        ("telegram numbers", "ROME 893 "),
        ("telegram numbers on lines", "ROME 000893\n"),
        ("numbers of one post", "ROME 893, 894 AND "),
        ("mentions by label", "REF A REF B "),
        ("label ranges", "REFS A-Z "),
        ("ref words", "REF "),
        ("reftel", "REFTEL "),
        ("years", "2009 ROME "),
        ("quotes", "QUOTE X UNQUOTE "),
        ("open quotes", "QUOTE "),
        ("quote lines", "QUOTE\nUNQUOTE\n"),
        ("begin text", "BEGIN TEXT:\n1. X\nEND TEXT.\n"),
        ("summaries", "SUMMARY: X "),
        ("end summaries", "END SUMMARY. "),
        ("comments on lines", "COMMENT:\nX\n"),
        ("eo labels", "E.O. 12958: "),
        ("tag labels", "TAGS: "),
        ("subject lines", "SUBJECT: X\n"),
        ("subject labels", "SUBJECT: X "),
        ("ref labels", "REF: ROME 12 "),
        ("ref lines", "REF: ROME 12\n"),
        ("page heads", "PAGE 01\n"),
        ("page heads with posts", "PAGE 02        ROME  00893  01 OF 02  051623Z\n"),
        ("page heads in a line", "PAGE 02 ROME 00893 01 OF 02 051623Z "),
        ("page heads of 2006", "ROME 00000893  002 OF 003\n"),
        ("page heads of 2006 in a line", "ROME 00000893 002 OF 003 "),
        ("stamps", "Declassified/Released US Department of State EO Systematic Review 03 JUL 2006 "),
        ("section lines", "SECTION 01 OF 02\n"),
        ("section words", "SECTION 01 OF 02 "),
        ("fm", "FM "),
        ("bt", "BT\n"),
        ("end lines", "NNNN\n"),
        ("zczc", "ZCZC "),
        ("signals", "ZFF4 "),
        ("routing", "RUEHC "),
        ("slashes", "/"),
        ("sets", "MSGID/GENADMIN/X/-/MAR//\n"),
        ("set heads in a line", "REF/A/X// "),
        ("open sets", "NARR/X\n"),
        ("classified by", "CLASSIFIED BY "),
        ("reasons", "REASON: 1.4 (B), "),
        ("drafted by", "DRAFTED BY X:Y\n"),
        ("attention", "FOR X, Y AND Z "),
        ("attention lines", "DEPT FOR NEA/MAG, X AND Y\n"),
        ("pass to", "PLEASE PASS TO "),
        ("tags", "<p>"),
        ("open tags", "<"),
        ("entities", "&amp;"),
        ("pre", "<pre>"),
        ("comments never closed", "<!--"),
        ("csv quotes", '"'),
        ("csv rows", '"a","b ""c""",d\n'),
        ("mbox", "From someone Thu Mar  5 15:13:00 2015\nSubject: x\n\nx\n\n"),
        ("mail headers", "X-Header: x\n"),
        ("attributes", "Message Attributes\n"),
        ("keys", "Draft Date: 05 MAR 2015\n"),
        ("zero bytes", "\0"),
        ("signs beyond ASCII", "é¶“”—"),
        ("form feeds", "\f"),
        ("tabs", "\t"),
        ("semicolons", ";"),
        ("dots", "."),
        ("commas", ","),
        ("capital words and dots", "Mr. X. "),
        ("quoted lines", "> X\n"),
        ("signs of quotation", ">"),
        ("fences", "```\n"),
        ("doubled quotes", '""'),
        ("numbers before words", "1  X\n"),
        ("indented lines", "    X\n"),
        ("lines apart", "X\n\n"),
        ("lines far apart", "X\n\n\n\n"),
        ("words of a page", "Share | Print\n"),
        ("bullets before labels", "• SUBJECT: X\n"),
        ("numbers of sheets", "\f2\n"),
        ("lists behind an originator", "FM ROME TO BONN INFO LIMA\n"),
    ):
        listed.extend(_everywhere(name, unit))
    for separator in (", ", "; ", " AND ", " & ", " / ", "\n", " (NOTAL), ", " OF 2009, ", "/09, "):
        written = " ".join(separator.split()) or "line end"
        listed.append(Shape(f"reference list by {written}", f"STATE 112{separator}", f"{_UNDER}REF: "))
        listed.append(Shape(f"numbers of a post by {written}", f"112{separator}", f"{_UNDER}REF: STATE "))
    listed += [
        Shape(
            "words under the fields of mails in a telegram",
            "word word\n",
            f"Received: x\nMIME-Version: 1.0\n\n{_UNDER}1. X\n" + "From:x\nSent:y\nTo:\n" * 200,
        ),
        Shape("lettered references", "A) STATE 112; ", f"{_UNDER}REF: "),
        Shape("lettered references on lines", "A. STATE 112\n", f"{_UNDER}REFS: "),
        Shape("numbered references", "1) STATE 112; 2) ROME 1; ", f"{_UNDER}REF: "),
        Shape("references parted by blank lines", "     ¶B. STATE 112\n\n", f"{_UNDER}REF: A. ROME 1\n\n"),
        Shape("unfinished references on lines", "A) ROME 12, B) RIO \n \n", f"{_UNDER}REF: "),
        Shape("numbers of one post with strokes", "317/", f"{_UNDER}REF: ROME 12/"),
        Shape(
            "lettered references in turn",
            "".join(f"{c}) ROME 1; " for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            f"{_UNDER}REF: ",
        ),
        Shape("references that are words", "LETTER OF MARCH 5; ", f"{_UNDER}REF: "),
        Shape("references of unknown posts", "XYZZYPOST 12 ABC ", f"{_UNDER}REF: "),
        Shape("reference of capitals", "ABCDEF GHIJK ", f"{_UNDER}REF: "),
        Shape("blanks behind Classified By", " ", f"{_UNDER}CLASSIFIED BY:", "X. REASON: 1.4 (B)"),
        Shape("words behind Classified By", "ANN EXAMPLE, COUNSELOR, ", f"{_UNDER}CLASSIFIED BY: "),
        Shape("title without end behind Classified By", "DEPUTY COUNSELOR FOR ", f"{_UNDER}CLASSIFIED BY: "),
        Shape("lines behind Classified By", "ANN EXAMPLE, COUNSELOR,\n", f"{_UNDER}CLASSIFIED BY: "),
        Shape("letters behind Reason", "(B), (D), ", f"{_UNDER}CLASSIFIED BY: X. REASON: 1.4 "),
        Shape("tags on one line", "PREL, ", f"{_TEXT}TAGS: "),
        Shape("tags on lines", "PREL, MARR, MASS,\n", f"{_TEXT}TAGS: "),
        Shape("tags without commas", "PREL ", f"{_TEXT}TAGS: "),
        Shape("tags in brackets", "OVIP (X, Y), ", f"{_TEXT}TAGS: "),
        Shape("open bracket of tags", "(OVIP ", f"{_TEXT}TAGS: "),
        Shape("controls with how to heed them", "SENSITIVE - NOT FOR THE INTERNET\n", _TEXT),
        Shape("captions before passing lines", "NODIS, EXDIS, FOR X FROM Y\n", _TEXT),
        Shape("persons of one office", "WINTERS AND ROE, ", f"{_TEXT}STATE FOR EUR "),
        Shape("titles run together", "ECON", f"{_UNDER}CLASSIFIED BY: "),
        Shape("unknown lines under the subject", "PART TWO\n\n", _UNDER),
        Shape("short lines of a subject", "VIEWS OF THE\n", f"{_TEXT}SUBJECT: THE\n"),
        Shape("years in brackets", "(07) ROME 12, ", f"{_UNDER}REF: "),
        Shape("paragraphs on one line", "THE ENVOY LEFT. 2. HE ", "1. "),
        Shape("heads of pages on one line", "CONFIDENTIAL PAGE 02 ROME 00012 ", "R 211420Z JAN 72 FM AMEMBASSY ROME "),
        Shape("quotations that count on", "QUOTE\n2. x\nUNQUOTE\n", f"{_UNDER}1. x\n"),
        Shape("numbers said twice", "1. 1. (C) x\n", _UNDER),
        Shape("labels of a head", "Date: 2008-05-16 13:56:00\nSource: X\n"),
        Shape("exempted posts in a list", "XMT PARIS\nRUEHFR/ROME\n", f"{_HEADING}INFO RUEHC/ROME\n"),
        Shape("wrapped addresses", "RUEHFR/AMEMBASSY\nPARIS 12\n", f"{_HEADING}INFO "),
        Shape("subject without end", "DIALOGUE WITH ", f"{_TEXT}SUBJECT: "),
        Shape("subject lines without end", f"{'DIALOGUE WITH ' * 4}\n", f"{_TEXT}SUBJECT: "),
        Shape("eo without end", "DECL: ", f"{_HEADING}UNCLAS ROME 12\nE.O. 12958: "),
        Shape("to without end", "AMEMBASSY PARIS 0858\n", "O 051513Z MAR 15\nFM AMEMBASSY ROME\nTO "),
        Shape("info without end", "RUEHFR/AMEMBASSY PARIS PRIORITY 0858\n", f"{_HEADING}INFO "),
        Shape("info on one line", "RUEHFR/AMEMBASSY PARIS 0858 ", f"{_HEADING}INFO "),
        Shape("addresses without a blank line", "AMEMBASSY ", f"{_HEADING}"),
        Shape("exempt", "XMT AMEMBASSY PARIS\n", _HEADING),
        Shape("to lists", "TO AMEMBASSY PARIS\nINFO AMEMBASSY ROME\n", _HEADING),
        Shape("no info", "AMEMBASSY ROME\n", "FM X\nTO "),
        Shape("routing without end", "RUEHBC ", "VZCZCXRO0019\nOO "),
        Shape("routing lines without end", "RUEHBC RUEHDE RUEHDH\n", "VZCZCXRO0019\nOO RUEHC\n"),
        Shape("distribution without end", "NEA-10 ", "ACTION "),
        Shape("distribution lines", "NEA-10 ISO-00\n", "ACTION EUR-12\n"),
        Shape("drafted lines", "EUR/RPE:GFALK\n", "ORIGIN EUR-12\nDRAFTED BY X\n"),
        Shape("lines above the heading", "NOTHING KNOWN\n", "", _HEADING),
        Shape("counted paragraphs", "", _BODY),
        Shape("one paragraph of dash points", "-- an objective; ", _BODY),
        Shape("names at the end", "CORVANE\n", f"{_BODY}X.\n\n"),
        Shape("damaged telegrams", _damaged()),
        Shape("damaged telegrams of a file", _damaged(), many=True),
        Shape("a file of end lines", "NNNN\n", many=True),
        Shape("a file of ends and beginnings", "NNNN\nZCZC\n", many=True),
        Shape("a file of ends and blank lines", "NNNN\n\n\n\n", many=True),
        Shape("tei paragraphs", "<p>words of a telegram</p>", _TEI),
        Shape("tei open divs", '<div type="document">', _TEI),
        Shape("tei notes", "<note>x</note>", _TEI),
        Shape(
            "tei notes of days",
            "<p>Athens 1801<note>Telegram 1801 from Athens, March 4.</note> is of help.</p>",
            '<div type="document"><head>1. Telegram From the Embassy in Cyprus to the Department of State</head>'
            '<dateline><date when="1964-04-28">then</date></dateline>',
            "</div>",
        ),
        Shape("tei notes that say levels", "<note>x SECRET NODIS</note>", _TEI),
        Shape("tei heads that say levels", "<head>SECRET", _TEI),
        Shape("attributes of a page", '<p title="SECRET visit">', "<pre>" + _UNDER + "1. X</pre>"),
        Shape("attributes without end", '<p title="', "<pre>" + _UNDER + "1. X</pre>"),
        Shape("pages within a page", '<iframe srcdoc="&lt;p&gt;SECRET">', "<pre>" + _UNDER + "1. X</pre>"),
        Shape("pages within pages without end", "<iframe srcdoc='srcdoc=\"", "<pre>" + _UNDER + "1. X</pre>"),
        Shape("comments of a page", "<!-- SECRET -->", "<pre>" + _UNDER + "1. X</pre>"),
        Shape("subjects in a mail", "Subject: SECRET x NODIS\n", f"Received: x\nMIME-Version: 1.0\n\n{_UNDER}1. X\n"),
        Shape(
            "captions of a source note",
            "Nodis; ",
            f'{_TEI}<head>1. Telegram From A to B<note type="source">',
            "Secret.</note></head>",
        ),
        Shape("tei open notes", "<note>", _TEI),
        Shape("tei blanks", " ", _TEI),
        Shape("tei entities", "&amp;", _TEI),
        Shape("tei open tags", "<p ", _TEI),
        Shape("tei heads", "<head>1. Telegram From A to B</head>", _TEI),
        Shape("tei closing tags", "</note></head>", _TEI),
        Shape(
            "tei file of documents",
            '<div type="document" xml:id="d"><head>Telegram</head><p>x</p></div>',
            _TEI,
            many=True,
        ),
        *(
            Shape(f"tei {name} outside of documents", unit, f"{_TEI}<head>Telegram</head><p>x</p></div>", many=True)
            for name, unit in (
                *(("words", "<p>x</p>"), ("open heads", "<head>x"), ("open tags", "<head "), ("bodies", "<body>x")),
                *(("instructions", "<?x"), ("levels", "<teiHeader>SECRET ROME 893")),
            )
        ),
        Shape("lines of objects that are torn", '{"text": "SUBJECT: X\n', '{"text": "SUBJECT: X"}\n', many=True),
        Shape("tei file of open divs", '<div type="document">', _TEI, many=True),
        Shape("sets under a heading", "REF/A/MSG/ROME/051513ZMAR15//\n", f"{_HEADING}BT\nUNCLAS\nMSGID/GENADMIN/X//\n"),
        Shape(
            "narrative without end", "REF A IS NAVADMIN 304/17. ", f"{_HEADING}BT\nUNCLAS\nMSGID/GENADMIN/X//\nNARR/"
        ),
        Shape(
            "parts under titles", "GENTEXT/MAIN PART/X.//\n", f"{_HEADING}BT\nUNCLAS\nMSGID/GENADMIN/X//\nRMKS/1. X//\n"
        ),
        Shape("sets behind the text", "AKNLDG/YES//\n", f"{_HEADING}BT\nUNCLAS\nMSGID/GENADMIN/X//\nRMKS/1. X//\n"),
        Shape("set behind the text without end", "POC/ ", f"{_HEADING}BT\nUNCLAS\nMSGID/GENADMIN/X//\nRMKS/1. X//\n"),
        Shape("references behind a text", "REF/A/X//\n", f"{_HEADING}BT\nUNCLAS\nMSGID/GENADMIN/X//\nRMKS/1. X//\n"),
        Shape(
            "narratives behind a text",
            "NARR/REF A IS X//\n",
            f"{_HEADING}BT\nUNCLAS\nMSGID/GENADMIN/X//\nRMKS/1. X//\nREF/A/X//\n",
        ),
        Shape("captions run together", "NODISSTADIS", caption=True),
        Shape("captions with signs between", "NODIS, STADIS//", caption=True),
        Shape("captions and a word behind", "NODIS ", tail="WORD", caption=True),
        Shape("governments of marks", "1. (S/FGI GBR, DEU UK\n FRA) X\n", _UNDER),
        Shape("governments of a mark", "GBR ", f"{_UNDER}1. (S/FGI "),
        Shape("released by", "RELEASED BY ", f"{_HEADING}BT\nUNCLAS\nMSGID/GENADMIN/X//\nRMKS/1. X "),
        Shape(
            "released by and words", "RELEASED BY VADM X, Y ", f"{_HEADING}BT\nUNCLAS\nMSGID/GENADMIN/X//\nRMKS/1. X "
        ),
        Shape("record attributes", "Subject: words\n", "Message Text\nx\nMessage Attributes\n"),
        Shape("record attribute of many lines", "words\n", "Message Text\nx\nMessage Attributes\nReference: "),
        Shape("record reference", "75 ROME 12, ", "Message Text\nx\nMessage Attributes\nReference: "),
        Shape("lists of a Canadian telegram", "INFO TT WASHDC LDN DE OTT\n", "FM ROME FEB2/66 CONFD\nTO EXTERNAL 12\n"),
        Shape("addressees for one person each", "ROME (FOR ROE ONLY)\n", "FM: EXT OTT\nTO: PARIS\n"),
        Shape("remarks of addressees", "TO ROME (X\nY)\n", "FM: EXT OTT\n"),
        Shape("marks within a sentence", "WENT (S) AWAY ", f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) "),
        Shape(
            "marks in a paragraph without one",
            "AWAY. ( S ) {S/NF} ",
            f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) X\n\n2. ",
        ),
        Shape("levels that lines part", "5ECR-\nET\n", _HEADING),
        Shape("captions with signs between letters", "SIPDIS N-O-D I S\nSENSI TIVE\n", f"{_HEADING}UNCLAS ROME 12\n"),
        Shape("spoiled levels behind begin", "BEGIN 5ECRET\n", f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) "),
        Shape(
            "marks of points that nothing closes", "1. (S//NOPORN X\n", f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) "
        ),
        Shape("marks behind sentences", "X. (C)\n", f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) "),
        Shape("marks without brackets in a paragraph", "S//NF/OC ", f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) "),
        Shape("strokes of marks without brackets", "S//NF//", f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) "),
        Shape("levels in an address", "SECRET X ", "P 151200Z JAN 76\nFM AMEMBASSY ROME\nTO "),
        Shape("captions and marks in an address", "NODIS (S) ", "P 151200Z JAN 76\nFM AMEMBASSY ROME\nTO "),
        Shape("marks in square brackets", "[S] x\n", f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) "),
        Shape("marks of other governments", "(GBR S\n(//GBR ", f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) "),
        Shape("levels within a sentence", "X SECRET NODIS, ", f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) "),
        Shape("levels with words of a marking", "SECRET NODIS TEXT\n", f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) "),
        Shape("levels behind sentences", "X. SECRET\n", f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) "),
        Shape("spaced levels within a line", "X S E C R E T ", f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) "),
        Shape("marks without brackets", "S - X.\n", f"{_HEADING}S E C R E T ROME 12\nSUBJ: X\n1. (U) "),
        Shape(
            "levels in many paragraphs", "2. (U) X\nSECRET\n\n", f"{_HEADING}S E C R E T ROME 12\nSUBJ: X\n1. (U) X\n"
        ),
        Shape(
            "pages in many paragraphs",
            "1. (U) X\nS E C R E T\nPAGE 02 ROME 12 051513Z\n\nSECRET\n\n",
            f"{_HEADING}S E C R E T ROME 12\nSUBJ: X\n1. (U) X\n",
        ),
        Shape("strokes behind a level", "SECRET//A,B,", f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) "),
        Shape("captions within a line", "X. NODIS) ", f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n"),
        Shape("marks of an alliance alone", "NS\n\nCTS\nx\n", f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) "),
        Shape(
            "first letters of other governments",
            "ŚCIŚ\nFORTROLIGT X\n極秘 x\n",
            f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) ",
        ),
        Shape("levels of other governments", "GEHEIM - X\n", f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) "),
        Shape("marks on lines", "S//A/B,C-\n", f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) "),
        Shape(
            "fields of a mail that say levels",
            "X-Y: A SECRET visit\n",
            "From: a@b.example\nDate: Thu, 5 Mar 2015 12:00:00 +0000\n",
            f"\n{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. X\n",
        ),
        Shape(
            "words around the parts of a mail",
            "SECRET\n",
            "From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n",
            f"\n--x\n\n{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. X\n--x--\n",
        ),
        Shape("marks at ends of lines", "AWAY (S)\n", f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (S) X.\n\n2. (U) "),
        Shape("short lines below a route", "Sir J. Roe\n", "FROM ROME TO FOREIGN OFFICE\n"),
        Shape("days of a route", "D. 8.45 p.m. 1st August 1949\n", "FROM ROME TO FOREIGN OFFICE\n"),
        Shape(
            "repeated in a sentence", "Addressed to Rome repeated to Bonn.\n", "FROM ROME TO FOREIGN OFFICE\nSECRET\n"
        ),
        Shape("short lines above a level", "X.\nY.\nSECRET\n", "FROM:- ROME\nTO:- BONN\n"),
        Shape("indents of any depth", " " * 40 + "X\n" + " " * 9 + "X\n", "  X\n"),
        Shape("mails sent on", "From: X\nSent: Y\nTo: Z\n\n", "-----Original Message-----\n"),
        Shape("a line of all lists", "TO BONN INFO LIMA ", "R 051513Z MAR 15 FM ROME "),
        Shape("small letters of a telegram", "1. (c) x ref a\n", _UNDER.lower()),
        Shape("marking lines of a printed page", "top secret\n", _PRINTED),
        Shape("blanks of a printed page", " ", _PRINTED),
        Shape("signs of notes of a printed page", "words[1] 1\n\n", f"{_PRINTED}12. "),
        Shape("notes of a printed page", " 1. Not printed.\n\n", f"{_PRINTED}12. The paper1 came.\n\n"),
        Shape("archives of a printed page", "[AA : A1838, \n", f"{_PRINTED}12. The paper1 came.\n\n"),
    ]
    above = f"UNCLASSIFIED\n\n{_HEADING}"
    body = f"{_HEADING}UNCLAS ROME 12\nSUBJ: X\n1. (U) X.\n\n"
    listed += [
        Shape(f"{name}, {place}", unit, head)
        for place, head in (("above a body", above), ("below marks", body))
        for name, unit in (
            ("letters of a level with strokes between", "S/E/C/R/E/T X\n"),
            ("a line of letters with strokes between", "S/E/C/R/E/T/"),
            ("letters of a caption with strokes between", "N/O/D/I/5\n"),
            ("levels cut short", "CONF X\nCONFID NODIS\n"),
            ("spoiled levels", "SECR3T X\nS E C R E I ROME 12\nDECRET\n"),
            ("a line of spoiled levels", "SECR3T "),
            ("captions run into a level", "SECRETNOFORNNODISX\n"),
            ("captions run together behind a level", "SECRET EXDISNOFORNX\n"),
            ("captions parted by line ends", "EX-\nDIS NO\n"),
            ("ends of captions on lines", "X\nDIS\nODIS\nS\n"),
            ("spoiled captions", "N0DI5\n3XDIS X\n"),
            ("captions before a level", "NOFORN/SECRET ROME 12\n"),
            ("levels among blanks", "X   5ECRET   TOP SECRET\n"),
            ("a line of levels among blanks", "X   SECRET   "),
            ("levels with a day behind", "SECRET, ROME, March 12, 1951-6 p.m.\n"),
            ("a line of levels with a day behind", "SECRET, March 12, 1951 "),
            ("marks in a field of markings", "CLASSIFICATION: S//NF\n"),
            ("security warnings", "ZNY SSSSS ZZH\n"),
            ("signs of letters within words", "SECRET PERS0NAL 1NF0RMAT10N\n"),
            ("marks with strokes for brackets", "/S/ X\n"),
            ("marks with a bracket alone", "S) X\n(S X\n[S) X\n"),
            ("lists of letters with a bracket", "B) X\nC) X\n"),
            ("misread marks", "2. (5//NF) X\n\n"),
            ("misread brackets of marks", "2. (S1 X\n\n3. \u00a2S) X\n\n"),
            ("marks with a point behind", "2. S. THE X\n\n"),
            ("brackets of an editor", "[S]INCE\n"),
            ("captions before a spoiled level", "LIMDIS, NODIS C0NFIDENTIAL X\n"),
            ("a line of captions before a level", "LIMDIS, NODIS "),
            ("levels behind a dash", "X - SECRET\n"),
            ("notes behind a level", "SECRET [x\nSECRET [x]\n"),
            ("spoiled levels of an alliance", "NATO SECRFT\nCOSMIC TOP SECRE7 X\n"),
            ("words of letters set apart", "E Y E S  O N L 1\nS E C R E T N O D I S\n"),
        )
    ]
    own = [
        _Distinct("controls of their own on lines", "\nSECRET//{}\n", f"{_TEXT}SUBJECT: GROWTH\n\n1. (U) A."),
        _Distinct("marks with controls of their own", "\nS//{}\n", f"{_TEXT}SUBJECT: GROWTH\n\n1. (U) A."),
        _Distinct("paragraphs with controls of their own", "\n\n2. (U) A.\nSECRET//{}\n", _UNDER),
        Shape(
            "marks that are no paragraph's", "\n\n(U/NF) [C//X] A", f"{_HEADING}SECRET ROME 893\nSUBJ: X\n\n1. (S) A. "
        ),
    ]
    return [*(shape for shape in listed if shape.unit), _Counted("counted paragraphs", "1"), *own]


_NEW = map("".join, product("BDFGHJKLMPQVWXYZ", repeat=6))
"""Words that no text had before: of one that is read again the reader would remember what it made of them."""


class _Distinct(Shape):
    """Each unit with a word of its own in it, and each text with words of its own."""

    def of(self, size: int) -> str:
        room = (size - len(self.head)) // (len(self.unit) + 4)
        words = islice(_NEW, max(room, 1))
        return self.head + "".join(self.unit.format(word) for word in words)


class _Counted(Shape):
    """Paragraphs that are numbered on and on, each citing another telegram."""

    def of(self, size: int) -> str:
        kept, room, number = [_BODY], size - len(_BODY), 1
        while room > 0:
            number += 1
            kept.append(f"\n\n{number}. (C) {_WORDS} See ROME {number} and ref A.")
            room -= len(kept[-1])
        return "".join(kept)


class Growth(NamedTuple):
    """seconds: processor time by size. worst: the highest cost of ten times the input, and from which size."""

    shape: str
    seconds: dict[int, float]
    worst: float
    worst_from: int

    @property
    def holds(self) -> bool:
        return self.worst <= LAW


def spent(shape: Shape, text: str, *, collector: bool = False) -> float:
    """Seconds of processor time that reading ``text`` takes, its elements and JSON values included.

    Python's collector of cycles rests meanwhile unless ``collector`` is set: its full rounds come at steps of the
    heap's size, so that they would be counted at one size and not at another.
    """
    data = text.encode("utf-8", "surrogatepass")
    gc.collect()
    if not collector:
        gc.disable()
    try:
        began = time.process_time()
        if shape.caption:
            marking_of(Classification("SECRET", (text,)))
        elif shape.many:
            for telegram in read_many(data):
                to_dict(telegram)
        else:
            to_dict(read(data))
        return time.process_time() - began
    finally:
        gc.enable()


def cheapest_first(listed: Iterable[Shape], size: int = 20_000) -> list[Shape]:
    """The shapes by what one reading of ``size`` code points takes, so that a run broken off has seen the most."""
    return sorted(listed, key=lambda shape: spent(shape, shape.of(size)))


def measure(shape: Shape, largest: int, *, smallest: int = 1000, again: int = 3, collector: bool = False) -> Growth:
    """How the cost of a shape grows, from ``smallest`` to ``largest`` code points.

    The least of several readings counts; a pair of sizes that breaks the law is measured ``again`` times more, so
    that a neighbour's noise is not taken for growth. Below ``LAW_FROM`` times are told and not judged.
    """
    seconds: dict[int, float] = {}
    worst, worst_from, size = 0.0, 0, smallest
    before = 0
    while size <= largest:
        if before and seconds[before] * max(worst, 10.0) > PATIENCE:
            break
        rounds = 3 if size <= 100_000 else 1
        seconds[size] = min(spent(shape, shape.of(size), collector=collector) for _ in range(rounds))
        if before >= LAW_FROM:
            for _ in range(again):
                if seconds[size] <= LAW * seconds[before]:
                    break
                smaller = [spent(shape, shape.of(before), collector=collector) for _ in range(3)]
                seconds[before] = min(seconds[before], *smaller)
                seconds[size] = min(seconds[size], spent(shape, shape.of(size), collector=collector))
            grown = seconds[size] / max(seconds[before], 1e-9)
            if grown > worst:
                worst, worst_from = grown, before
        before = size
        size *= 10
    return Growth(shape.name, seconds, worst, worst_from)


def report(found: Iterable[Growth], say: Callable[[str], object]) -> bool:
    """Print a row for each shape, a sign before those that break the law, and the worst at the end.

    Returns whether all keep the law.
    """
    kept: list[Growth] = []
    for growth in found:
        kept.append(growth)
        times = "  ".join(f"1e{len(str(size)) - 1} {seconds * 1e3:,.1f}" for size, seconds in growth.seconds.items())
        sign = " " if growth.holds else "!"
        say(f"{sign} {growth.shape:<52} {growth.worst:5.1f} x   ms: {times}\n")
    worst = max(kept, key=lambda growth: growth.worst)
    dearest = max(kept, key=_dearest)
    broken = sum(not growth.holds for growth in kept)
    say(f"{len(kept)} shapes; at most {LAW:.0f} x for 10 x the input; {broken} break the law\n")
    say(f"worst growth: {worst.shape}, {worst.worst:.1f} x from {worst.worst_from:,}\n")
    say(f"dearest: {dearest.shape}, {_dearest(dearest) * 1e6:.2f} us a code point\n")
    return not broken


def _dearest(growth: Growth) -> float:
    """Seconds a code point at the largest size measured."""
    size, seconds = max(growth.seconds.items())
    return seconds / size
