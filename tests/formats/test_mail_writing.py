"""Every way a telegram is written reads back to it: mail with its header and label, the delivered copy, JSON."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.formats.test_writing import PLAIN, drafts, values

import legation
from legation.core.clearing import draft_from, text_of
from legation.core.draft import Draft, DraftParagraph, draft_of
from legation.core.marking import UNREADABLE, Marking
from legation.core.telegram import Addressee, Classification, Distribution
from legation.formats.mail.label import NOT_READ, label_marking
from legation.formats.writing.delivered import write_delivered
from legation.formats.writing.drafts import read_draft
from legation.formats.writing.mail import write_mail
from legation.tables.marking import marking_of, telegram_marking

ADDRESSES = {"AMEMBASSY TRIPOLI": "tripoli@post.example", "SECSTATE WASHDC": "state@ministry.example"}


def mail(draft: Draft) -> bytes:
    return write_mail(
        draft,
        message_id="<1@post.example>",
        sender="tripoli@post.example",
        address=ADDRESSES.get,
        marking=telegram_marking(draft),
    )


def long(draft: Draft) -> Draft:
    """The draft at such a length that it goes in sections."""
    more = [
        DraftParagraph(number=n, marking="U", text="The pier must be mended before winter. " * 9) for n in range(99)
    ]
    kept = [msgspec.structs.replace(one, number=at, text=one.text.strip()) for at, one in enumerate(more, 1)]
    return msgspec.structs.replace(draft, paragraphs=tuple(kept[:40]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drafts(), st.booleans())
def test_every_valid_draft_comes_back_from_mail(draft: Draft, in_sections: bool) -> None:
    draft = long(draft) if in_sections else draft
    written = mail(draft)
    head = written.split(b"\r\n\r\n")[0]
    assert all(len(line) <= 78 for line in head.split(b"\r\n"))
    assert mail(draft) == written
    telegram = legation.read(written)
    assert values(draft_of(telegram)) == values(draft)
    assert telegram_marking(telegram) == telegram_marking(draft)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drafts(), st.booleans())
def test_every_valid_draft_comes_back_from_its_delivered_copy(draft: Draft, in_sections: bool) -> None:
    draft = long(draft) if in_sections else draft
    written = write_delivered(draft, (Distribution("ACTION", "NEA", 3), Distribution("INFO", "PM", 1)))
    assert values(draft_of(legation.read(written))) == values(draft)
    assert [one.office for one in legation.read(written).distribution] == ["NEA", "PM"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drafts())
def test_every_valid_draft_comes_back_from_json(draft: Draft) -> None:
    body = text_of(draft)[1]
    assert draft_from(body) == draft
    assert read_draft(body.encode(), kind="json") == draft


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drafts())
def test_writing_what_was_read_differs_in_white_space_alone(draft: Draft) -> None:
    for written in (legation.write(draft), legation.write(long(draft))):
        assert legation.write(legation.read(written)).split() == written.split()


def test_the_header_has_the_fields_of_military_messaging() -> None:
    header = BytesParser().parsebytes(mail(PLAIN), headersonly=True)
    told = {name: " ".join(str(header[name]).split()) for name in header}
    assert told["From"] == '"AMEMBASSY TRIPOLI" <tripoli@post.example>'
    assert told["To"] == '"SECSTATE WASHDC" <state@ministry.example>'
    assert told["MMHS-Other-Recipients-Indicator-CC"] == "AMEMBASSY LONDON; ARAB LEAGUE COLLECTIVE"
    assert told["MMHS-Extended-Authorisation-Info"] == "Thu, 05 Nov 2009 15:13:00 +0000"
    assert (told["MMHS-Primary-Precedence"], told["MMHS-Copy-Precedence"]) == ("3 (immediate)", "1 (routine)")
    assert told["MMHS-Originator-Reference"] == "TRIPOLI 000893"
    assert told["MMHS-Subject-Indicator-Codes"] == "PREL; MARR"
    assert told["Keywords"] == "LY"
    assert told["MT-Priority"] == "2"
    label = (
        'marking="CONFIDENTIAL//NOFORN"; fgcolor=black; bgcolor=aqua; type="urn:legation:marking:1"; label="3;NOFORN;-"'
    )
    assert told["SIO-Label"] == label


def test_no_text_begins_another_field() -> None:
    draft = msgspec.structs.replace(PLAIN, subject="TALKS\r\nBcc: spy@else.example\n\nX")
    header = BytesParser().parsebytes(mail(draft), headersonly=True)
    assert header["Bcc"] is None
    assert "spy" in header["Subject"]


def test_signs_beyond_ascii_come_back() -> None:
    some = DraftParagraph(number=1, marking="C", text="Señor Ibáñez said “no” – twice.")
    draft = msgspec.structs.replace(PLAIN, subject="SEÑOR IBÁÑEZ", paragraphs=(some,))
    written = mail(draft)
    assert written.isascii()
    back = legation.read(written)
    assert (back.subject, back.paragraphs[0].text) == (draft.subject, draft.paragraphs[0].text)


LEVEL_3 = Marking(3)


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ('marking="CONFIDENTIAL"', LEVEL_3),
        ("marking=SECRET; fgcolor=black", Marking(4)),
        ('marking="SECRET//NOFORN"', Marking(4, frozenset({"NOFORN"}))),
        ('marking="UNCLASSIFIED"; type="urn:legation:marking:1"; label="4;NODIS;-"', Marking(4, frozenset({"NODIS"}))),
        ('marking="TRES SECRET"; type="urn:legation:marking:1"; label="4;;US"', Marking(4, release=frozenset({"US"}))),
        ('type="urn:legation:marking:1"; label*0="3;"; label*1=";-"', LEVEL_3),
        ('marking="CONFIDENTIAL"; type=":ess"; label="MQYGASkCAQM="', LEVEL_3),
        ('marking="CONFIDENTIAL"; type="urn:legation:marking:1"; label="three"', UNREADABLE),
        ('marking="TRES SECRET"', UNREADABLE),
        ('type=":ess"; label="MQYGASkCAQM="', UNREADABLE),
        ("", UNREADABLE),
        ("marking=", UNREADABLE),
        ('type="urn:legation:marking:1"; label="10;;-"', UNREADABLE),
        ('type="urn:legation:marking:1"; label="-1;;-"', UNREADABLE),
    ],
)
def test_a_label_is_read_or_counts_as_the_highest(field: str, says: Marking) -> None:
    assert label_marking(field) == says


@pytest.mark.parametrize(
    ("label", "level", "rank"),
    [
        ('marking="UNCLASSIFIED"', "CONFIDENTIAL", 3),  # never lowers
        ('marking="SECRET"', "SECRET", 4),
        ('marking="QUITE SECRET"', "CONFIDENTIAL", 9),
    ],
)
def test_a_label_raises_what_it_comes_with(label: str, level: str, rank: int) -> None:
    lines = mail(PLAIN).decode().split("\r\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("SIO-Label"))
    lines[at : at + 2] = [f"SIO-Label: {label}"]
    telegram = legation.read("\r\n".join(lines))
    assert telegram.classification.level == level
    assert telegram_marking(telegram).rank == rank
    assert (NOT_READ in telegram.classification.captions) == (rank == 9)
    assert "NOFORN" in telegram_marking(telegram).needs


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_no_label_is_lower_than_it_reads(field: str) -> None:
    marking = label_marking(field)
    assert marking == UNREADABLE or marking_of(Classification("UNCLASSIFIED")).join(marking) == marking


def _seen(draft: Draft) -> EmailMessage:
    """The mail as another program reads it."""
    written = write_mail(
        draft,
        message_id="<1@post.example>",
        sender="tripoli@post.example",
        address={"AMBASSADE ÉVREUX": "evreux@post.example"}.get,
        marking=Marking(0),
    )
    assert max(map(len, written.split(b"\r\n"))) <= 998
    return BytesParser(policy=policy.default).parsebytes(written)  # type: ignore[return-value]


def test_a_name_with_other_letters_keeps_its_address() -> None:
    seen = _seen(msgspec.structs.replace(PLAIN, to=(Addressee("AMBASSADE ÉVREUX"),)))
    assert [(one.display_name, one.addr_spec) for one in seen["To"].addresses] == [
        ("AMBASSADE ÉVREUX", "evreux@post.example")
    ]


def test_what_looks_like_an_encoded_word_comes_as_it_stands() -> None:
    subject = "=?utf-8?q?=41?= VISIT"
    assert _seen(msgspec.structs.replace(PLAIN, subject=subject))["Subject"] == subject


def test_a_word_longer_than_a_line_of_a_mail_arrives_whole() -> None:
    seen = _seen(msgspec.structs.replace(PLAIN, subject="VISIT" * 300))
    assert seen["Subject"].replace(" ", "") == "VISIT" * 300
    assert "VISIT" * 300 in seen.get_content()
