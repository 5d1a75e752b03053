"""Telegrams by mail: parts, encodings, MMHS fields and folders. The messages are invented."""

from __future__ import annotations

import base64
import quopri

import pytest

from legation.core.telegram import Telegram
from legation.formats import read, read_many
from legation.formats.several import split_file

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


def test_a_mail_of_a_folder_needs_no_more_than_its_dividing_line() -> None:
    found = read(f"From x@example.gov Thu Nov  5 15:13:00 2009\nFrom: x@example.gov\nSubject: TRIPOLI 900\n\n{QUOTED}")
    assert (found.layout.partition("+")[0], found.subject) == ("mbox", "A HARBOUR IS DREDGED")
    assert found.from_.plad == "AMEMBASSY TRIPOLI"
