"""Numbers that run between a post and the Department, as the telegrams of a dialogue show them; invented telegrams."""

from __future__ import annotations

import msgspec
import pytest
from hand_made import telegram

from legation.core.telegram import Addressee, Reference, Telegram
from legation.core.text import Span
from legation.services.ties.corresponding import Sent, resolved, sent
from legation.tables.parties import default_parties

PARTIES = default_parties()


def of_department(
    mrn: str = "62STATE515", number: int = 515, to: str = "Embassy in Libya", on: str = "1962-03-01"
) -> Sent:
    held = telegram(mrn, [("C", "Tell them so.")], date=on, plad="Department of State")
    held = msgspec.structs.replace(held, post="STATE", number=number, to=(Addressee(to),))
    found = sent(held, PARTIES)
    assert found is not None
    return found


def citing(*words: str, post: str = "TRIPOLI", on: str = "1962-03-04", listed: str | None = None) -> Telegram:
    plad = "Embassy in Libya" if post == "TRIPOLI" else "Department of State"
    held = telegram(f"62{post}40", [("C", f"{' and '.join(words)} were read.")], date=on, plad=plad)
    (paragraph,) = held.paragraphs
    mentions = []
    for one in words:
        at = held.source.index(one)
        mentions.append(Reference(None, None, one, "telegram", "ambiguous", Span(at, at + len(one))))
    paragraph = msgspec.structs.replace(paragraph, mentions=tuple(mentions))
    references = (Reference(None, listed, listed, "telegram", "read", Span(0, 4)),) if listed else ()
    to = Addressee("Department of State" if post == "TRIPOLI" else "Embassy in Libya")
    return msgspec.structs.replace(held, post=post, number=40, to=(to,), paragraphs=(paragraph,), references=references)


def read(held: Telegram, *others: Sent) -> list[str | None]:
    return [one.mrn for one in resolved(held, others, PARTIES).paragraphs[0].mentions]


@pytest.mark.parametrize(
    "words", ["Deptel 515", "Department telegram 515", "Department’s 515", "your Deptel 515", "Dept tel 515"]
)
def test_the_number_of_the_department_is_that_of_the_telegram_to_this_post(words: str) -> None:
    assert read(citing(words), of_department()) == ["62STATE515"]


def test_the_number_of_the_post_is_that_of_the_post_addressed() -> None:
    ours = telegram("62TRIPOLI31", [("C", "It rained.")], date="1962-03-01", plad="Embassy in Libya")
    ours = msgspec.structs.replace(ours, post="TRIPOLI", number=31, to=(Addressee("Department of State"),))
    other = sent(ours, PARTIES)
    assert other is not None
    assert read(citing("Embtel 31", post="STATE"), other) == ["62TRIPOLI31"]


@pytest.mark.parametrize(
    "other",
    [
        of_department(number=516),
        of_department(to="Embassy in Tunisia"),
        of_department(on="1962-03-05"),
        of_department(on="1961-03-05"),
    ],
)
def test_another_number_addressee_or_time_is_another_telegram(other: Sent) -> None:
    assert read(citing("Deptel 515"), other) == [None]


def test_two_that_it_can_mean_leave_it_open() -> None:
    assert read(citing("Deptel 515"), of_department(), of_department("61STATE515", on="1961-12-30")) == [None]


def test_reftel_is_the_telegram_named_first_where_none_is_listed() -> None:
    assert read(citing("Deptel 515", "reftel"), of_department()) == ["62STATE515", "62STATE515"]
    assert read(citing("Deptel 515", "reftel", listed="62ROME3"), of_department()) == ["62STATE515", None]
    assert read(citing("reftel"), of_department()) == [None]


def test_a_telegram_without_open_references_is_left_as_it_is() -> None:
    held = citing()
    assert resolved(held, [of_department()], PARTIES) is held


def moment(text: str, label: str | None = None) -> Reference:
    return Reference(label, None, text, "telegram", "unread", Span(0, len(text)))


def test_what_is_cited_by_originator_and_moment_is_the_telegram_of_that_moment_and_so_is_its_label() -> None:
    first = telegram(None, [("C", "Save fuel.")], date="2020-01-08", plad="CNO WASHINGTON DC")
    first = msgspec.structs.replace(first, dtg="2020-01-08T12:45Z")
    ours = telegram("20TRIPOLI12", [("C", "We have seen ref A.")], date="2020-01-14", plad="AMEMBASSY TRIPOLI")
    (paragraph,) = ours.paragraphs
    paragraph = msgspec.structs.replace(paragraph, mentions=(moment("ref A", "A"),))
    ours = msgspec.structs.replace(
        ours, post="TRIPOLI", number=12, references=(moment("CNO 081245Z JAN 20", "A"),), paragraphs=(paragraph,)
    )
    other = sent(first, PARTIES)
    assert other is not None
    found = resolved(ours, [other], PARTIES)
    assert [one.mrn for one in found.references] == [first.called]
    assert [one.mrn for one in found.paragraphs[0].mentions] == [first.called]
    assert resolved(ours, [other._replace(moment=("2020-01-08T12:46Z", "CNO WASHINGTON DC"))], PARTIES) == ours
    assert resolved(ours, [other, other._replace(name="another")], PARTIES) == ours


def test_a_label_of_two_messages_stands_for_neither() -> None:
    first = telegram(None, [("C", "Save fuel.")], date="2020-01-08", plad="CNO WASHINGTON DC")
    first = msgspec.structs.replace(first, dtg="2020-01-08T12:45Z")
    ours = telegram("20TRIPOLI12", [("C", "We have seen ref A.")], date="2020-01-14", plad="AMEMBASSY TRIPOLI")
    (paragraph,) = ours.paragraphs
    paragraph = msgspec.structs.replace(paragraph, mentions=(moment("ref A", "A"),))
    listed = (moment("CNO 081245Z JAN 20", "A"), moment("CNP 091245Z JAN 20", "A"))
    ours = msgspec.structs.replace(ours, post="TRIPOLI", number=12, references=listed, paragraphs=(paragraph,))
    other = sent(first, PARTIES)
    assert other is not None
    found = resolved(ours, [other], PARTIES)
    assert [one.mrn for one in found.references] == [first.called, None]
    assert [one.mrn for one in found.paragraphs[0].mentions] == [None]


def numbered(number: int, on: str, plad: str, to: str, *words: str) -> Telegram:
    """A telegram of a service without message reference numbers."""
    held = telegram(None, [("C", f"{' and '.join(words)} were read in {plad} on {on}.")], date=on, plad=plad)
    (paragraph,) = held.paragraphs
    mentions = tuple(
        Reference(None, None, one, "telegram", "unread", Span(at := held.source.index(one), at + len(one)))
        for one in words
    )
    paragraph = msgspec.structs.replace(paragraph, mentions=mentions)
    return msgspec.structs.replace(held, number=number, to=(Addressee(to),), paragraphs=(paragraph,))


@pytest.mark.parametrize(
    "words", ["Your telegram No. 41", "your No 41 of 12 January", "YOURTEL GAL 41 12JAN", "Yourtel 41, January 12"]
)
def test_your_number_is_that_of_the_telegram_from_the_one_written_to(words: str) -> None:
    first = numbered(41, "1998-01-12", "MFA TALLINN", "ESTEMB RIGA")
    theirs = numbered(17, "1998-01-16", "ESTEMB RIGA", "MFA TALLINN", words, "REFTEL")
    (other,) = [sent(first, PARTIES)]
    assert other is not None
    assert read(theirs, other) == [first.called, first.called]
    for wrong in (
        other._replace(serial=42),
        other._replace(day="1998-01-17"),
        other._replace(to=frozenset({"ESTEMB VILNIUS"})),
        other._replace(moment=(None, "MFA RIGA")),
    ):
        assert read(theirs, wrong) == [None, None]
    assert read(theirs, other, other._replace(name="another")) == [None, None]


def test_your_number_of_another_day_is_another_telegram() -> None:
    first = sent(numbered(41, "1998-01-13", "MFA TALLINN", "ESTEMB RIGA"), PARTIES)
    assert first is not None
    assert read(numbered(17, "1998-01-16", "ESTEMB RIGA", "MFA TALLINN", "your No 41 of 12 January"), first) == [None]


def test_my_number_is_that_of_the_same_sender_to_the_same_addressee() -> None:
    first = numbered(17, "1998-01-16", "ESTEMB RIGA", "MFA TALLINN")
    other = sent(first, PARTIES)
    assert other is not None
    assert read(numbered(21, "1998-01-20", "ESTEMB RIGA", "MFA TALLINN", "My telegram No. 17"), other) == [first.called]
    assert read(numbered(21, "1998-01-20", "ESTEMB RIGA", "ESTEMB VILNIUS", "My telegram No. 17"), other) == [None]
