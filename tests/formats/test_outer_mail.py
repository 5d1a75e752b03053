"""Telegrams by mail: parts, encodings, MMHS fields and folders. The messages are invented."""

from __future__ import annotations

import base64
import binascii
import quopri
import re

import pytest

from legation.core.precedence import RANKS
from legation.core.telegram import Telegram
from legation.formats import read, read_many
from legation.formats.flat import Flat
from legation.formats.mail import mail
from legation.formats.several import split_file
from legation.tables.marking import telegram_marking

BODY = """FM AMEMBASSY TRIPOLI
TO RUEHC/SECSTATE WASHDC IMMEDIATE 5452
C O N F I D E N T I A L TRIPOLI 000893

E.O. 12958: DECL: 11/5/2019
SUBJECT: DUES
REF: STATE 112900

1.(C) The café’s dues = high.
2.(C) We ask again, and again, and again, with a line so long that a mailer has to break it in two.

CRETZ
"""
HEAD = """Return-Path: <tripoli@example.gov>
From: AmEmbassy Tripoli <tripoli@example.gov>
To: SecState <secstate@example.gov>
Cc: =?utf-8?q?AmEmbassy_Bogot=C3=A1?= <bogota@example.gov>
Date: Thu, 05 Nov 2009 17:13:00 +0200
Message-ID: <09TRIPOLI893@tripoli.example.gov>
Subject: HARBOUR
 DUES
MMHS-Extended-Authorisation-Info: Thu, 05 Nov 2009 15:13:00 +0000
MMHS-Primary-Precedence: 3 (immediate)
MMHS-Copy-Precedence: routine
MMHS-Originator-PLAD: AMEMBASSY TRIPOLI
MMHS-Acp127-Message-Identifier: RUEHTRO 0893 3091513
MMHS-Originator-Reference: TRIPOLI 000893
MMHS-Other-Recipients-Indicator-CC: ARAB LEAGUE COLLECTIVE; NSC WASHINGTON DC
MMHS-Handling-Instructions: SIPDIS
MMHS-Subject-Indicator-Codes: PREL; MARR
Keywords: LY
SIO-Label: marking="CONFIDENTIAL"; fgcolor=black
MIME-Version: 1.0
"""


def hold(t: Telegram) -> None:
    assert "".join(t.quote(e.span) for e in t.elements) == t.source
    assert (t.mrn, t.dtg, t.subject) == ("09TRIPOLI893", "2009-11-05T15:13Z", "DUES")
    assert (t.precedence.action, t.precedence.info) == ("IMMEDIATE", "ROUTINE")
    assert [a.plad for a in t.info] == ["AmEmbassy Bogotá", "ARAB LEAGUE COLLECTIVE", "NSC WASHINGTON DC"]
    assert (t.from_.plad, t.to[0].plad) == ("AMEMBASSY TRIPOLI", "SECSTATE WASHDC")
    assert (t.transmission.station, t.transmission.filed) == ("RUEHTRO", "3091513")
    assert (t.classification.level, t.classification.captions) == ("CONFIDENTIAL", ("SIPDIS",))
    assert t.tags == ("PREL", "MARR", "LY")
    assert [r.mrn for r in t.references] == ["09STATE112900"]
    assert [p.number for p in t.paragraphs] == [1, 2]
    assert t.paragraphs[0].text == "The café’s dues = high."


def part(kind: str, words: str, encoding: str) -> str:
    raw = words.encode()
    if encoding == "quoted-printable":
        words = quopri.encodestring(raw).decode()
    elif encoding == "base64":
        words = base64.encodebytes(raw).decode()
    return f'Content-Type: {kind}; charset="utf-8"\nContent-Transfer-Encoding: {encoding}\n\n{words}'


@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
def test_a_message_of_one_part(encoding: str) -> None:
    t = read(HEAD + part("text/plain", BODY, encoding))
    hold(t)
    assert t.layout == "mail"
    quoted = t.quote(t.paragraphs[0].span)
    if encoding == "base64":
        assert quoted.replace("\n", "") == base64.b64encode(BODY.encode()).decode()
        assert "mail.encoded" in {e.kind for e in t.elements}
    else:
        assert quopri.decodestring(quoted.encode()).decode() == "1.(C) The café’s dues = high."


@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_message_of_several_parts(encoding: str, ends: str) -> None:
    inner = (
        'Content-Type: multipart/alternative; boundary="in"\n\n--in\n'
        + part("text/plain", BODY, encoding)
        + "\n--in\n"
        + part("text/html", "<p>no</p>", "7bit")
        + "\n--in--\n"
    )
    text = (
        HEAD
        + 'Content-Type: multipart/mixed;\n boundary="out"\n\nA preamble.\n--out\n'
        + part("text/plain", "See below.\n", "7bit")
        + "\n--out\n"
        + inner
        + "\n--out--\nAn epilogue.\n"
    )
    hold(read(text.replace("\n", ends)))


@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
def test_a_message_that_is_a_page(encoding: str) -> None:
    page = f"<html><body><h1>x</h1><pre>{BODY}</pre></body></html>"
    t = read(HEAD + part("text/html", page, encoding))
    hold(t)


def test_a_header_alone_and_a_message_forwarded() -> None:
    assert read(HEAD).subject == "HARBOUR DUES"
    t = read(
        "From: x@example.gov\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n"
        + HEAD
        + part("text/plain", BODY, "8bit")
    )
    assert (t.subject, t.from_.plad) == ("DUES", "AMEMBASSY TRIPOLI")


def test_what_the_header_says_of_exempted_members_and_of_signals() -> None:
    told = (
        "MMHS-Exempted-Address: AmEmbassy Bern <bern@example.gov>\n"
        "MMHS-Message-Instructions: ZZH; ZFF4\n"
        "MMHS-Handling-Instructions: SIPDIS; XMT AMEMBASSY SOFIA\n"
    )
    t = read(HEAD.replace("MMHS-Handling-Instructions: SIPDIS\n", told) + part("text/plain", BODY, "8bit"))
    hold(t)
    assert (t.exempt, t.transmission.signals) == (("AmEmbassy Bern", "AMEMBASSY SOFIA"), ("ZZH", "ZFF4"))
    own = BODY.replace("C O N F", "XMT AMEMBASSY OSLO\nC O N F", 1)
    assert read(HEAD.replace("MMHS-Handling", told + "X") + part("text/plain", own, "8bit")).exempt == (
        "AMEMBASSY OSLO",
    )


def test_a_folder_of_messages() -> None:
    one = HEAD + part("text/plain", BODY.replace("CRETZ", "3. Then\n\n>From here on.\n\nCRETZ"), "8bit") + "\n"
    two = one.replace("000893", "000894")
    folder = f"From tripoli@example.gov Thu Nov  5 15:13:00 2009\n{one}From x Thu Nov  5 15:14:00 2009\n{two}"
    found = list(read_many(folder))
    assert [t.mrn for t in found] == ["09TRIPOLI893", "09TRIPOLI894"]
    assert found[0].layout == "mbox"
    assert found[0].paragraphs[2].text.endswith("From here on.")
    assert not any(">" in p.text for p in found[0].paragraphs)
    assert "".join(t.source for t in found) == folder
    assert b"".join(item.data for item in split_file(folder.encode())) == folder.encode()


@pytest.mark.parametrize(
    "head",
    [
        "From: Jane Roe <roe@example.org>\nTo: Desk <desk@example.org>\nSubject: FW: TRIPOLI 893\n",
        "From: Jane Roe\nTo: Desk\nDate: Fri, 6 Nov 2009 10:00:00 +0000\nSubject: FW: TRIPOLI 893\n",
    ],
)
def test_a_mail_without_the_fields_of_its_carriers_is_one(head: str) -> None:
    t = read(f"{head}\nPlease see below.\n\nR 051513Z NOV 09\n{BODY}")
    assert (t.layout, t.mrn, t.from_.plad) == ("mail", "09TRIPOLI893", "AMEMBASSY TRIPOLI")
    assert [r.mrn for r in t.references] == ["09STATE112900"]


def test_a_field_block_is_no_mail() -> None:
    assert "mail" not in read("MRN: 12 TRIPOLI 123\nFrom: AMEMBASSY TRIPOLI\nSubject: DUES\n\n1. They rise.\n").layout


@pytest.mark.parametrize(
    "shape",
    [
        "From x 2009\n",
        "\nFrom a b 2009\nX: y\n",
        "--out\n",
        "=41",
        "=?",
        "=?utf-8?q?=41?= ",
        "A: b\n",
        ">From ",
        "\n",
        "Content-Type: x\n",
    ],
)
def test_floods_are_read(shape: str) -> None:
    for text in (
        HEAD + shape * 4_000,
        HEAD + 'Content-Type: multipart/mixed; boundary="out"\n\n' + shape * 4_000,
        HEAD + "Content-Transfer-Encoding: quoted-printable\n\n" + shape * 4_000,
        "From x Thu 2009\n" + HEAD + "\n" + shape * 4_000,
    ):
        t = read(text)
        assert "".join(t.quote(e.span) for e in t.elements) == text
        assert split_file(text.encode())


QUOTED = """FM AMEMBASSY TRIPOLI
TO SECSTATE WASHDC
UNCLAS TRIPOLI 000900

SUBJECT: A HARBOUR IS DREDGED

1. The dredger came on Monday, and left
again on Tuesday.
"""


@pytest.mark.parametrize("sign", ["> ", ">", ">> ", "> > "])
def test_a_telegram_that_a_mail_quotes_is_read(sign: str) -> None:
    quoted = "".join(f"{sign}{line}".rstrip() + "\n" for line in QUOTED.splitlines())
    found = read(
        f"From: x@example.gov\nDate: Thu, 5 Nov 2009 15:13:00 +0000\nMIME-Version: 1.0\n\nThis came in.\n\n{quoted}"
    )
    assert (found.mrn, found.subject) == ("09TRIPOLI900", "A HARBOUR IS DREDGED")
    assert [p.text for p in found.paragraphs] == ["The dredger came on Monday, and left again on Tuesday."]
    assert "".join(found.quote(e.span) for e in found.elements) == found.source


@pytest.mark.parametrize(
    "opening",
    ["", "-----Original Message-----\n", "---------- Forwarded message ----------\n", "Begin forwarded message:\n\n"],
)
@pytest.mark.parametrize("quote", ["", "> "])
def test_the_fields_of_a_mail_sent_on_are_no_heading(opening: str, quote: str) -> None:
    fields = "From: A Gateway\nSent: Thursday, November 05, 2009 3:14 PM\nTo: A Desk\nCc: Others\nSubject: dredger\n\n"
    telegram = "RR RUEHWEB\nDE RUEHTRO #0900 3091513\nZNR UUUUU ZZH\nR 051513Z NOV 09\n" + QUOTED
    quoted = "".join(f"{quote}{line}".rstrip() + "\n" for line in (opening + fields + telegram).splitlines())
    found = read(
        f"From: x@example.gov\nDate: Thu, 5 Nov 2009 16:13:00 +0000\nMIME-Version: 1.0\n\nFor the file.\n\n{quoted}"
    )
    assert (found.mrn, found.from_.plad) == ("09TRIPOLI900", "AMEMBASSY TRIPOLI")
    assert [addressee.plad for addressee in found.to] == ["SECSTATE WASHDC"]
    assert (found.transmission.station, found.dtg) == ("RUEHTRO", "2009-11-05T15:13Z")
    assert "".join(found.quote(e.span) for e in found.elements) == found.source


_MAIL = (
    "Received: x\nDate: Thu, 5 Nov 2009 16:13:00 +0000\nFrom: a@example.gov\nTo: c@example.gov\nSubject: hi\n"
    "MIME-Version: 1.0\n\n"
)
_SENT_ON = "From: A Visitor\nSent: Thursday, November 05, 2009 10:00 AM\nTo: A Section\nSubject: visit\n\n"
_OPEN = "UNCLAS TRIPOLI 000100\n\nSUBJECT: VISIT\n\n1. The visit stands.\n"


@pytest.mark.parametrize("above", ["", "For the file.\n\n" + _SENT_ON])
@pytest.mark.parametrize(
    "heading",
    [
        "R 051513Z NOV 09\nFM AMEMBASSY TRIPOLI\nTO SECSTATE WASHDC\nBT\nC O N F I D E N T I A L TRIPOLI 000893\n\n"
        "SUBJECT: A MEETING\n\n1. (C) They met.\n\n2. (C) They wrote:\n\n",
        "C O N F I D E N T I A L TRIPOLI 000893\n\n1. (C) They wrote:\n\n",
        "CONFIDENTIAL TRIPOLI 000893\n\n1. (C) They wrote:\n\n",
    ],
)
def test_the_fields_of_a_mail_that_a_telegram_quotes_take_no_heading_away(above: str, heading: str) -> None:
    found = read(_MAIL + above + heading + _SENT_ON + _OPEN + "End text.\n\nCRETZ\nBT\n#0893\nNNNN\n")
    assert found.classification.level == "CONFIDENTIAL"
    assert "".join(found.quote(e.span) for e in found.elements) == found.source


@pytest.mark.parametrize(
    "level", ["C O N F I D E N T I A L", "CONFIDENTIAL", "S E C R E T", "SECRET", "TOP SECRET", "LIMITED OFFICIAL USE"]
)
def test_no_level_is_left_out_with_the_fields_of_a_mail(level: str) -> None:
    inside = _SENT_ON.replace("visit\n", f"visit\n  {level} TRIPOLI 000893\n")
    for text in (f"{level} TRIPOLI 000893\n\nThey wrote:\n\n{_SENT_ON}{_OPEN}", inside + _OPEN):
        flat = Flat()
        flat.add(text, 0)
        assert mail._below_forwarding(flat).text == text


def test_the_fields_of_mails_sent_on_over_and_over_are_left_out_at_once() -> None:
    found = read(_MAIL + "For the file.\n\n" + _SENT_ON.upper() + "Please see.\n\n" + _SENT_ON + QUOTED)
    assert (found.mrn, found.subject) == ("09TRIPOLI900", "A HARBOUR IS DREDGED")
    assert [addressee.plad for addressee in found.to] == ["SECSTATE WASHDC"]


class _Counting:
    """A pattern that counts the code points it is let loose on."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern, self.looked_at = pattern, 0

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        end = len(text) if end is None else end
        self.looked_at += max(0, end - start)
        return self.pattern.search(text, start, end)


@pytest.mark.parametrize("above", ["", QUOTED])
def test_a_text_is_looked_through_once_however_many_fields_of_mails_it_has(
    above: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram, marked = _Counting(mail._TELEGRAM), _Counting(mail._MARKED)
    monkeypatch.setattr(mail, "_TELEGRAM", telegram)
    monkeypatch.setattr(mail, "_MARKED", marked)
    text = above + "From:x\nSent:y\nTo:\n" * 1_000 + "word word\n" * 10_000
    flat = Flat()
    flat.add(text, 0)
    mail._below_forwarding(flat)
    assert telegram.looked_at + marked.looked_at <= 3 * len(text)


def test_a_mail_of_a_folder_needs_no_more_than_its_dividing_line() -> None:
    found = read(f"From x@example.gov Thu Nov  5 15:13:00 2009\nFrom: x@example.gov\nSubject: TRIPOLI 900\n\n{QUOTED}")
    assert (found.layout.partition("+")[0], found.subject) == ("mbox", "A HARBOUR IS DREDGED")
    assert found.from_.plad == "AMEMBASSY TRIPOLI"


_FRAMED = """Message Text

FM AMEMBASSY TRIPOLI
TO SECSTATE WASHDC
UNCLAS TRIPOLI 000893

SUBJECT: DUES

1. The dues are high.
CRETZ
"""


@pytest.mark.parametrize("encoding", ["7bit", "base64"])
@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("", f"SECRET//NOFORN\n\n{_FRAMED}"),
        ("", f"{_FRAMED}\nMessage Attributes\n\nFrom: TRIPOLI\nSECRET//NOFORN\n"),
        ("", "Message Text\n\nERROR READING TEXT INDEX FILE\n\nSECRET//NOFORN\nThe harbour is deep.\n"),
        ("Classification: SECRET//NOFORN\n", _FRAMED),
        ("SECRET//NOFORN\n", _FRAMED),
    ],
    ids=["above a frame", "below a frame", "in a text that was lost", "a field", "a line of the header"],
)
def test_a_level_anywhere_in_a_mail_counts(field: str, words: str, encoding: str) -> None:
    body = words if encoding == "7bit" else base64.encodebytes(words.encode()).decode()
    head = f'From: a@b.example\nMessage-ID: <1@x>\nSIO-Label: marking="UNCLASSIFIED"\n{field}Subject: HARBOUR\n'
    t = read(f"{head}Content-Transfer-Encoding: {encoding}\n\n{body}")
    assert t.classification.level == "SECRET"
    assert "NOFORN" in (*t.classification.captions, *t.classification.caveats)


@pytest.mark.parametrize(
    "block",
    [
        "MRN: 09 TRIPOLI 893\nFrom: AmEmbassy Tripoli <tripoli@post.example>\nClassification: SECRET//NOFORN",
        "MRN: 09 TRIPOLI 893\nDate: 5 Nov 2009 15:13\nClassification: SECRET//NOFORN",
    ],
    ids=["an address", "a clock"],
)
def test_a_field_block_with_an_address_or_a_clock_is_no_mail(block: str) -> None:
    t = read(f"{block}\nSubject: DUES\n\nUNCLASSIFIED\n\n1. The dues are high.\n")
    assert (str(t.mrn), t.classification.level, t.layout) == ("09TRIPOLI893", "SECRET", "smart")


@pytest.mark.parametrize("charset", ["undefined", "idna", "utf-7", "no-such", "\x00"])
def test_a_charset_that_cannot_be_is_read_as_another(charset: str) -> None:
    words = base64.encodebytes(b"UNCLAS TRIPOLI 000893\n\nSUBJECT: DUES\n\n1. The dues +2AA- are high.\n").decode()
    head = f"Subject: =?{charset}?q?+2AA-?=\nMessage-ID: <1@x>\nContent-Type: text/plain; charset={charset}\n"
    t = read(f"{head}Content-Transfer-Encoding: base64\n\n{words}")
    assert (t.subject, len(t.paragraphs)) == ("DUES", 1)
    assert t.paragraphs[0].text == f"The dues {'?' if charset == 'utf-7' else '+2AA-'} are high."


@pytest.mark.parametrize("name", ["undefined", "utf-7", "no-such"])
def test_a_boundary_in_a_charset_that_cannot_be_divides_nothing(name: str) -> None:
    head = f"Message-ID: <1@x>\nContent-Type: multipart/mixed; boundary*={name}''%62\n\n"
    t = read(f"{head}--b\nContent-Type: text/plain\n\nUNCLAS\n\nSUBJECT: DUES\n\n1. High.\n--b--\n")
    assert t.layout.startswith("mail")


@pytest.mark.parametrize("nested", ["(", "g:", "<@a:", '"(', "a@b,("])
@pytest.mark.parametrize("field", ["From", "To", "Cc"])
def test_addresses_within_addresses_without_end_leave_the_telegram_readable(field: str, nested: str) -> None:
    header = re.sub(rf"^{field}: ", f"{field}: {nested * 3000}", HEAD, flags=re.MULTILINE)
    t = read(f"{header}\n{BODY}")
    assert (t.mrn, t.subject, t.classification.level) == ("09TRIPOLI893", "DUES", "CONFIDENTIAL")
    assert "".join(t.quote(e.span) for e in t.elements) == t.source
    # So do as many fields, each with a few.
    header = HEAD + f"{field}: {nested * 50}\n" * 60
    assert read(f"{header}\n{BODY}").mrn == "09TRIPOLI893"


_SENT = (
    "R 091201Z APR 09\nFM AMEMBASSY ACCRA\nTO SECSTATE WASHDC 7731\nUNCLAS ACCRA 000377\n\nTAGS: EFIN, GH\n"
    "SUBJECT: HARBOUR DUES AND WHAT THEY MEAN FOR THE BANKS AND THE TRADE OF THE WHOLE\nREGION\n\n"
    "1. (SBU) The dues rise.\n\n2. (U) They fall.\nTEAGUE\n"
)
_OVER = (
    "From: a@example.org\nTo: b@example.org\nSubject: Dues\nDate: Thu, 09 Apr 2009 10:00:00 +0000\nMIME-Version: 1.0\n"
)


@pytest.mark.parametrize(
    "sent_in",
    [
        f"{_OVER}Content-Type: text/plain\n\nSee:\n\n" + "".join(f"| {line}\n" for line in _SENT.split("\n")),
        f"{_OVER}Content-Type: text/html\n\n<html><body>"
        + "".join(f"<p class=MsoNormal>{line or '&nbsp;'}</p>\n" for line in _SENT.split("\n")),
        f"{_OVER}Content-Type: text/plain\n\n{_SENT}\nThis email is UNCLASSIFIED.\n",
    ],
    ids=["bars", "a paragraph a line", "level of the mail"],
)
def test_a_telegram_in_a_mail_is_read_as_it_was_sent(sent_in: str) -> None:
    got, sent = read(sent_in), read(_SENT)
    assert "".join(got.quote(e.span) for e in got.elements) == got.source
    assert (got.mrn, got.dtg, got.subject, got.signature) == (sent.mrn, sent.dtg, sent.subject, sent.signature)
    assert [(p.number, p.marking, " ".join(p.text.split())) for p in got.paragraphs] == [
        (p.number, p.marking, p.text) for p in sent.paragraphs
    ]


def test_a_mail_that_says_another_level_than_none_does_not_end_so() -> None:
    got = read(f"{_OVER}Content-Type: text/plain\n\n{_SENT}\nThis email is SECRET.\n")
    assert "This email is SECRET" in got.paragraphs[-1].text  # for whoever reads the telegram to see


_MARKED = (
    "R 091201Z APR 09\nFM AMEMBASSY ACCRA\nTO SECSTATE WASHDC 7731\nINFO AMEMBASSY LIMA\nAMEMBASSY ROME\n"
    "UNCLAS ACCRA 000377\nE.O. 12958: N/A\nTAGS: EFIN, GH\nSUBJECT: HARBOUR DUES\nREF: ROME 123"
)


@pytest.mark.parametrize(
    "mark", ["(C)", "[C]", "{C}", "(CONFIDENTIAL)", "(C//NF)", "(SBU)", "(LOU)", "(TS)", "(//GBR S)"]
)
@pytest.mark.parametrize(
    ("before", "between"),
    [
        ("", "\n \n"),
        ("", "\n\n"),
        ("", "\r\n\r\n"),
        ("", "\n\t\n"),
        ("", "\n\xa0\n"),
        (f"{_OVER}Content-Type: text/html\n\n<html><body><p>", "</p>\n<p>"),
        (f"{_OVER}Content-Type: text/html\n\n<html><body>", "<br>&nbsp;<br>"),
        (
            f"{_OVER}Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<html><body><p>",
            "</p>=\n\n<p>",
        ),
    ],
    ids=["blank", "empty", "crlf", "tab", "no-break", "p", "br", "quoted-printable"],
)
def test_marked_paragraphs_stay_apart_where_every_line_does(mark: str, before: str, between: str) -> None:
    body = ["(U) The dues rise.", f"{mark} The port will close.", "(U) They fall.", "ROE"]
    sent = read(f"{_MARKED}\n\n" + "\n\n".join(body))
    got = read(before + between.join([*_MARKED.split("\n"), *body]))
    assert telegram_marking(got) == telegram_marking(sent)
    assert [(p.marking, p.text) for p in got.paragraphs] == [(p.marking, p.text) for p in sent.paragraphs]
    assert [r.text for r in got.references] == ["ROME 123"]
    assert "".join(got.quote(e.span) for e in got.elements) == got.source


@pytest.mark.parametrize("between", ["\n \n", "\n\n"])
@pytest.mark.parametrize("first", ["The dues rise.", "1. The dues rise."])
def test_a_marked_paragraph_among_unmarked_ones_holds_where_every_line_stands_apart(first: str, between: str) -> None:
    got = read(between.join([*_MARKED.split("\n"), first, "(C) The port will close.", "2. They fall.", "ROE"]))
    assert telegram_marking(got).rank == 3


def test_a_paragraph_on_one_line_stays_apart_where_every_line_does() -> None:
    long = "The dues of the harbour rise " + "and rise " * 12 + "again."
    got = read("\n \n".join([*_MARKED.split("\n"), long, long, "ROE"]))
    assert [r.text for r in got.references] == ["ROME 123"]
    assert " ".join(got.paragraphs[0].text.split()).startswith(long)


@pytest.mark.parametrize(
    ("subject", "mrn"),
    [
        ("FW: 08BELIZE211", "08BELIZE211"),
        ("2008 Belize 211", None),
        ("08BELIZE212", None),
        ("Your 07BELIZE211, our 09BELIZE211", None),
        ("08BELIZE211 and 08PARIS12", None),
    ],
)
def test_the_subject_of_a_mail_may_tell_the_year_of_the_number(subject: str, mrn: str | None) -> None:
    mail = (
        f"From: a@example.org\nTo: b@example.org\nSubject: {subject}\n\n"
        "UNCLAS BELIZE 000211\n\nSUBJECT: DUES\n\n1. X.\n"
    )
    assert read(mail).mrn == mrn


@pytest.mark.parametrize(
    ("given", "precedence"),
    [
        ("0", "ROUTINE"),
        ("deferred", "ROUTINE"),
        ("1 (routine)", "ROUTINE"),
        ("2", "PRIORITY"),
        ("Immediate", "IMMEDIATE"),
        ("4 (flash)", "FLASH"),
        ("5", "EMERGENCY COMMAND"),
        ("override", "EMERGENCY COMMAND"),
        ("7", None),
        ("", None),
    ],
)
def test_the_precedence_of_a_header_is_one_that_a_queue_knows(given: str, precedence: str | None) -> None:
    mail = HEAD.replace("3 (immediate)", given) + "\n1. THE TALKS BEGAN.\n"
    assert read(mail).precedence.action == precedence
    assert precedence is None or precedence in RANKS


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ("Thursday, March 12, 2009 4:51 PM", "2009-03-12"),
        ("March 12, 2009", "2009-03-12"),
        ("Thursday, March 32, 2009 4:51 PM", None),
        ("some day", None),
    ],
)
def test_a_mail_as_a_program_prints_it(sent: str, day: str | None) -> None:
    got = read(
        f"From: Roe, Jane\nSent: {sent}\nTo: Doe, John; Tindle, Ann\nSubject: FW: DUES\n\n"
        "UNCLAS LUSAKA 000203\n\nSUBJECT: DUES\n\n1. They rise.\n"
    )
    assert (got.date, got.mrn) == (day, "09LUSAKA203" if day else None)
    assert (got.from_.plad, [one.plad for one in got.to]) == ("Roe, Jane", ["Doe, John", "Tindle, Ann"])


_OPEN = "UNCLAS ROME 000012\n\nSUBJECT: HARBOUR\n\n1. BOATS CAME.\n"
_CLOSED = "S E C R E T ROME 000013\n\nSUBJECT: HARBOUR\n\n1. (S) SHIPS CAME.\n"
_IN_64 = base64.encodebytes(_CLOSED.encode()).decode()


def _with(*parts: str) -> str:
    """A mail of these parts, each with its own header; the first is an open telegram."""
    head = "From: a@b.example\nTo: c@d.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=edge\n\n"
    every = (f"Content-Type: text/plain\n\n{_OPEN}", *parts)
    return head + "".join(f"--edge\n{one}\n" for one in every) + "--edge--\n"


def _encoded_uu(words: str) -> str:
    raw = words.encode()
    lines = (binascii.b2a_uu(raw[at : at + 45]).decode() for at in range(0, len(raw), 45))
    return f"begin 644 x\n{''.join(lines)}`\nend\n"


def _nested(times: int) -> str:
    """A part in which the closed telegram stands so many mails deep."""
    return "Content-Type: message/rfc822\n\n" * times + f"Content-Type: text/plain\n\n{_CLOSED}"


_OCTETS = "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n"
_COUNTED = "Content-Type: text/plain\nContent-Transfer-Encoding: {}\n\n{}".format
_MAIL_IN_64 = base64.encodebytes(f"Subject: x\n\n{_CLOSED}".encode()).decode()
_HIDDEN = {
    "behind more parts than are looked at": (*["Content-Type: text/plain\n\nx"] * 500, _COUNTED("base64", _IN_64)),
    "deeper than is looked at": (_nested(12),),
    "a mail within that is encoded": (
        f"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{_MAIL_IN_64}",
    ),
    "a file without a name": (f"{_OCTETS}\n{_IN_64}",),
    "the encoding of old": (_COUNTED("x-uuencode", _encoded_uu(_CLOSED)),),
    "an encoding that nobody knows": (_COUNTED("x-rot13", "F R P E R G"),),
    "two encodings": (f"Content-Transfer-Encoding: 7bit\n{_COUNTED('base64', _IN_64)}",),
    "letters of another set": (
        f"Content-Type: text/plain; charset=utf-7\n\n{_CLOSED.replace('S E C', '+AFM- E C').replace('(S)', '')}",
    ),
    "an encoding that is cut": (_COUNTED("base64", _IN_64.rstrip()[:-3]),),
    "an encoding that goes on behind its end": (_COUNTED("base64", f"eA==\n{_IN_64}"),),
}


@pytest.mark.parametrize("parts", _HIDDEN.values(), ids=_HIDDEN)
def test_a_mail_is_not_lower_than_what_is_hidden_in_it(parts: tuple[str, ...]) -> None:
    t = read(_with(*parts))
    assert telegram_marking(t).rank >= 4
    assert "".join(t.quote(one.span) for one in t.elements) == t.source
    for ends in ("\n", "\r\n"):
        assert telegram_marking(read(_with(*parts).replace("\n", ends))).rank >= 4


@pytest.mark.parametrize(
    "open_part",
    [
        "Content-Type: text/plain\n\nBoats.",
        f"{_OCTETS}\n{base64.encodebytes(bytes(range(256))).decode()}",
        "Content-Type: message/rfc822\n\nSubject: x\n\nBoats.",
        _COUNTED("8BIT", "Boats."),
        _COUNTED("x-uuencode", _encoded_uu("Boats.")),
        "Content-Type: text/plain; charset=utf-7\n\nBoats +AFM-.",
        f"Content-Transfer-Encoding: 7bit\n{_COUNTED('7bit', 'Boats.')}",
    ],
)
def test_a_mail_is_as_low_as_its_telegram_beside_what_says_no_more(open_part: str) -> None:
    t = read(_with(open_part))
    assert telegram_marking(t).rank == 0
    assert "".join(t.quote(one.span) for one in t.elements) == t.source


def test_a_telegram_of_other_letters_or_of_the_encoding_of_old_is_read() -> None:
    head = "From: a@b.example\nTo: c@d.example\nMIME-Version: 1.0\nContent-Type: text/plain"
    for said, words in (
        ("; charset=utf-7", _CLOSED.replace("S E C", "+AFM- E C")),
        ("\nContent-Transfer-Encoding: x-uuencode", _encoded_uu(_CLOSED)),
    ):
        t = read(f"{head}{said}\n\n{words}")
        assert (t.classification.level, t.number) == ("SECRET", 13)
        assert "".join(t.quote(one.span) for one in t.elements) == t.source
