"""A document enclosed with its words: both come back, and nothing in either can end its part before its end."""

from __future__ import annotations

import base64
import email
import hashlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from legation.core.enclosing import KINDS, document_within, enclose, is_enclosed, kind_within, words_within
from legation.core.encoding import text_of
from legation.formats import read, read_many

_WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(_WORDS, st.binary(max_size=400))
@example("0\x00", b"")
def test_words_and_document_come_back(words: str, within: bytes) -> None:
    document = b"%PDF-" + within
    message = enclose(words, document, "pdf")
    assert is_enclosed(message)
    assert words_within(message) == words.encode()
    assert document_within(message) == ("pdf", document)
    assert text_of(message) == (words, None)
    # Another program finds the same in it.
    parts = email.message_from_bytes(message).get_payload()
    assert [part.get_content_type() for part in parts] == ["text/plain", KINDS["pdf"]]
    assert parts[1].get_payload(decode=True) == document


@given(_WORDS, st.integers(0, 600), st.integers(0, 600))
def test_what_is_cut_or_has_more_behind_it_is_text_as_any_other(words: str, cut: int, more: int) -> None:
    message = enclose(words, b"%PDF-1.4", "pdf")
    for damaged in (message[: len(message) - 1 - cut], message + b"x" * (1 + more)):
        assert (is_enclosed(damaged), document_within(damaged), kind_within(damaged)) == (False, None, None)
        assert text_of(damaged)[0] == damaged.decode("utf-8", "replace") or text_of(damaged)[1] == "Windows-1252"


@pytest.mark.parametrize(
    ("stands", "instead"),
    [
        (b"Content-Type: application/pdf", b"Content-Type: text/html"),
        (b"base64\n\n", b"base64\n\nSECRET: hidden\n"),
        (b'"\n\n--=_', b'"\nSubject: SECRET\n\n--=_'),
        (b"--\n", b"--\n\nSECRET\n"),
    ],
)
def test_nothing_else_stands_in_such_a_message(stands: bytes, instead: bytes) -> None:
    message = enclose("1. One.", b"%PDF-1.4", "pdf")
    other = instead.join(message.rpartition(stands)[::2])
    assert other != message
    assert not is_enclosed(other)


def test_what_is_enclosed_under_the_hash_of_another_document_is_not_given_out() -> None:
    message = enclose("1. One.", b"%PDF-1.4", "pdf")
    other = message.replace(base64.encodebytes(b"%PDF-1.4"), base64.encodebytes(b"%PDF-1.5"))
    assert (words_within(other), document_within(other)) == (b"1. One.", None)
    assert document_within(enclose("1. One.", b"<html><script>", "pdf")) is None


@pytest.mark.parametrize("of", ["end", "part"])
def test_words_that_say_the_boundary_of_another_document_end_nothing(of: str) -> None:
    other = hashlib.sha256(b"another").hexdigest()
    said = {
        "end": f"1. One.\n--=_{other}--\n2. Two.",
        "part": f"1. One.\n--=_{other}\nContent-Type: text/plain\n\n2. Two.",
    }
    assert words_within(enclose(said[of], b"%PDF-1.4", "pdf")) == said[of].encode()


def test_a_reading_is_of_the_words_and_says_so() -> None:
    words = "R 051513Z NOV 09\nFM AMEMBASSY BELISAR\nTO AMEMBASSY ROME\nBT\nUNCLAS BELISAR 000900\n\n1. One.\n"
    [telegram] = read_many(enclose(words, b"%PDF-1.4", "pdf"))
    plain = read(words)
    assert (telegram.source, telegram.mrn, telegram.layout) == (words, "09BELISAR900", f"pdf+{plain.layout}")
    assert telegram.elements == plain.elements
