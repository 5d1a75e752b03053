"""A quotation takes the phrase whole that its clause was parted within."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.extract.clauses import condition
from legation.extract.phrases import whole_phrase


@pytest.mark.parametrize(
    ("parted", "said"),
    [
        ("3. With |respect to Arvo, we ask| his stay.", "With respect to Arvo, we ask his stay"),
        ("He said that in |order not to lose it he waits|.", "in order not to lose it he waits"),
        ("It is useful, as |long as there is| a Tarq offer.", "as long as there is a Tarq offer"),
        ("It failed because as |soon as Arvo knew, it went|.", "as soon as Arvo knew, it went"),
        ("He added that if |Arvo paid|, we would sign.", "if Arvo paid, we would sign"),
        ("They asked as |the talks began|.", "the talks began"),
        ("Of |course, the end of it depends on Arvo|.", "the end of it depends on Arvo"),
        ("Some will |join only if Arvo does| so. In any case", "join only if Arvo does so"),
        ("They must |not play the “bluff”| theme of June.", "not play the “bluff” theme of June"),
        ("They |agreed not only in words| but in deeds, all.", "agreed not only in words but in deeds"),
        ("|He would not| and could not use the old claim.", "He would not and could not use the old claim"),
        ("|We take the position| that the pact stands, and", "We take the position that the pact stands"),
        ("I said |we were studying| question, thought it good.", "we were studying question"),
        ("4. Point on “Rule of Arvo” |was another matter|.", "Point on “Rule of Arvo” was another matter"),
        ("|WE ASKED THEM TO LEND| SHIPS.", "WE ASKED THEM TO LEND SHIPS"),
        # The stop of an abbreviation ends no sentence, and what closes behind a stop does.
        ("|He opposed aid to the U.S|. Government in June. We left.", "He opposed aid to the U.S. Government in June"),
        ("|THEY OPPOSED THE U.S|. FLEET AT OSMAR. HE LEFT.", "THEY OPPOSED THE U.S. FLEET AT OSMAR"),
        ("|They opposed the O.T.U|. plan of June. We left.", "They opposed the O.T.U. plan of June"),
        ("|They agreed to meet Gen|. Tolan at Osmar. We left.", "They agreed to meet Gen. Tolan at Osmar"),
        ("|They supported draft no|. 45 of the pact. We left.", "They supported draft no. 45 of the pact"),
        ("|They will call at 10 A.M|. on Tuesday. We left.", "They will call at 10 A.M. on Tuesday"),
        ("|They asked for U.S|.-Tarq talks on it. We left.", "They asked for U.S.-Tarq talks on it"),
        ("|They asked for help from the U.S|. He left.", "They asked for help from the U.S."),
        ("|He said no|. Then we left.", "He said no"),
        ("|THEY WILL REPLY TO REFTEL|. COMMENT: WE WAIT.", "THEY WILL REPLY TO REFTEL"),
        ("(We know that |they would join| us at Osmar.) Harun left.", "they would join us at Osmar"),
        ("He knew “|they would join| us at Osmar.” Harun left.", "they would join us at Osmar"),
        # What ends where it stands is let be.
        ("|We asked about talks| to which Harun replied", "We asked about talks"),
        ("|They would sign| Harun said at the end.", "They would sign"),
        ("Whoever says that |Arvo wants peace| will be right.", "Arvo wants peace"),
        ("|They would sign| he said at the end.", "They would sign"),
        ("|They would sign| and the talks would end.", "They would sign"),
        ("|They would sign| (see para 4).", "They would sign"),
    ],
)
def test_a_phrase_is_whole(parted: str, said: str) -> None:
    before, words, after = parted.split("|")
    text = before + words + after
    begin, end = whole_phrase(text, len(before), len(before + words))
    assert text[begin:end] == said


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("They will sign if he (Erkin) agrees to it", "if he (Erkin) agrees to it"),
        ("They will sign if he agrees to it (Embtel 40)", "if he agrees to it"),
    ],
)
def test_a_condition_keeps_a_bracket_within_it(text: str, terms: str) -> None:
    assert condition(text) == terms


@given(st.text(alphabet='if so,. “”"(as wWITH', max_size=60), st.data())
def test_it_stays_within_the_text_and_in_order(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    begin, finish = whole_phrase(text, start, end)
    assert 0 <= begin <= len(text)
    assert end <= finish <= len(text)
