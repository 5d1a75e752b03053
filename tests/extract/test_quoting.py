"""A quotation is whole: nothing half in it, nothing of the next point."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation import propose, read
from legation.extract.quoting import whole


def quotation(text: str, words: str) -> str:
    start = text.index(words)
    begin, end = whole(text, start, start + len(words))
    return text[begin:end]


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ('they invited the "Front" to Arvo.', 'they invited the "Front', 'they invited the "Front"'),
        ("he spoke of “honest terms.” We left.", "he spoke of “honest terms", "he spoke of “honest terms.”"),
        ('he "agreed" to the "old plan" at once', 'to the "old plan', 'to the "old plan"'),
        ('so "he said" we would wait', 'he said" we would wait', 'he said" we would wait'),
        # Quotations within one another, and those of British drafters.
        (
            'they refused "the "old line" of June" at once',
            'they refused "the "old',
            'they refused "the "old line" of June"',
        ),
        (
            "they refused “the “old line” of June” at once",
            "they refused “the “old",
            "they refused “the “old line” of June”",
        ),
        (
            "he refused ‘the old “line” of June’ at once",
            "he refused ‘the old “line",
            "he refused ‘the old “line” of June’",
        ),
        ("he refused 'the tax, as due,' at once", "he refused 'the tax", "he refused 'the tax, as due,'"),
        ("he spoke of \"the 'dues.'\" We left", "he spoke of \"the 'dues", "he spoke of \"the 'dues.'\""),
        ("he refused the trawlers' dues for June'", "he refused the trawlers' dues", "he refused the trawlers' dues"),
        ("he refused ‘our trawler’s dues’ for June", "he refused ‘our trawler’s", "he refused ‘our trawler’s dues’"),
        # Of one over paragraphs each begins with the sign.
        (
            "“Nor will we pay any dues for June.",
            "“Nor will we pay any dues for June",
            "Nor will we pay any dues for June",
        ),
        (
            "a plan (held by the U.S. and Arvo) for June",
            "a plan (held by the U.S.",
            "a plan (held by the U.S. and Arvo)",
        ),
        ("we asked for posts (Arvo, Belis) to report", "we asked for posts (", "we asked for posts (Arvo, Belis)"),
        (
            "their second meeting (it went on for long and nobody there can say how it came to an end at all)",
            "their second meeting (",
            "their second meeting",
        ),
        ("in spite of Turk demand for a base", "of Turk demand for a base", "Turk demand for a base"),
        ("and that the GOL will sign in May", "and that the GOL will sign in May", "the GOL will sign in May"),
        (
            "he accepted with a smile, noting that the date",
            "he accepted with a smile, noting that the",
            "he accepted with a smile",
        ),
        ("they would pay on demand (2) they would wait", "they would pay on demand (2)", "they would pay on demand"),
        ("they would pay, or (b) they would wait", "they would pay, or (b)", "they would pay"),
        (
            "you may draw on reply in ref (b) at once",
            "you may draw on reply in ref (b)",
            "you may draw on reply in ref (b)",
        ),
        (
            "they end aid under Section 620 (n) now",
            "they end aid under Section 620 (n)",
            "they end aid under Section 620 (n)",
        ),
        (
            "tell the Minister the following: a. that",
            "tell the Minister the following: a",
            "tell the Minister the following",
        ),
        ('give him this letter: "Dear Friend, it', 'give him this letter: "Dear Friend', "give him this letter"),
        ("he was received by the U.S. at noon", "he was received by the U.S", "he was received by the U.S"),
        (
            "the four points) Borda saw no need for talks",
            "four points) Borda saw no need for talks",
            "Borda saw no need for talks",
        ),
        ("(b) the Union will pay its share", "(b) the Union will pay its share", "the Union will pay its share"),
        ("B. Harun had promised the maps", "B. Harun had promised the maps", "Harun had promised the maps"),
        ("B. A. Harun called in the consul", "B. A. Harun called in the consul", "B. A. Harun called in the consul"),
        ('would do its "best for peace." He left', 'would do its "best for peace', 'would do its "best for peace."'),
        ('he cited “honest terms" at once', "he cited “honest terms", 'he cited “honest terms"'),
        ("they may not decide now or if not, which", "they may not decide now or if not", "they may not decide now"),
        ("we will pay. (b) However, they wait", "we will pay. (b) However", "we will pay"),
        ("the text of his letter: Begin text", "the text of his letter: Begin text", "the text of his letter"),
        ("in meeting with Harun: QUOTE We say", "in meeting with Harun: QUOTE", "in meeting with Harun"),
        ("keep it so. END QUOTE He", "keep it so. END QUOTE", "keep it so"),
        ("(c) [sic] They would wait on us", "(c) [sic] They would wait on us", "They would wait on us"),
        ("raise it by ten (or so); c. they", "raise it by ten (or so); c", "raise it by ten (or so)"),
        ("it would be good by then. b. He", "it would be good by then. b", "it would be good by then"),
        ("asked for the whole text", "asked for the whole text", "asked for the whole text"),
        ("each will be free to do so UNQUOTE. He", "each will be free to do so UNQUOTE", "each will be free to do so"),
        ("a zone of QUOTE peace UNQUOTE now", "a zone of QUOTE peace UNQUOTE", "a zone of QUOTE peace UNQUOTE"),
        ("QUOTE I refused because of the day", "QUOTE I refused because of the day", "I refused because of the day"),
        ("he came and urged that they sign", "and urged that they sign", "urged that they sign"),
        ("it would be easier to deal with. If", "it would be easier to deal with", "it would be easier to deal with"),
        ("they talked with Harun to which", "they talked with Harun to", "they talked with Harun"),
    ],
)
def test_a_quotation_is_whole(text: str, words: str, said: str) -> None:
    assert quotation(text, words) == said


@given(st.text(alphabet='ab ()[]“”".:,1', max_size=60), st.data())
def test_it_stays_within_the_text_and_in_order(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    begin, finish = whole(text, start, end)
    assert start <= begin <= len(text)
    assert 0 <= finish <= len(text)


def test_a_proposal_quotes_what_closes_its_quotation_marks() -> None:
    telegram = read(
        "R 051513Z MAR 15\nFM AMEMBASSY ROME\nTO SECSTATE WASHDC\n\nC O N F I D E N T I A L ROME 000893\n\n"
        'SUBJECT: TALKS\n\n1. (C) Italy refuses to accept the "interim formula", as the Ambassador was told.\n'
    )
    (position,) = (one for one in propose(telegram) if one["kind"] == "position")
    start, end = position["sources"][0]["span"]
    assert position["text"].endswith('"interim formula"')
    assert telegram.source[start:end] == position["text"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("its commitment to destroy its 40 remaining rockets", "commitment to destroy its 40 remaining rockets"),
        ("its promise", "Libya's fulfilment of its promise"),
        ("its mine clearance commitments in full", "mine clearance commitments in full"),
    ],
)
def test_a_noun_alone_is_no_quotation(words: str, said: str) -> None:
    found = propose(
        read(
            f"CONFIDENTIAL\nFM AMEMBASSY TRIPOLI\nTO SECSTATE\n1. (C) The talks were on Libya's fulfilment of {words}."
        )
    )
    assert [one["text"] for one in found if one["rule"] == "commitment-to-fulfil"] == [said]
