"""A snippet is found as quickly in folded text as the words of the index would find it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from legation.storage.card import Passage
from legation.storage.compiling import tokenize
from legation.storage.snippet import Met, Snippets, Sought, _matched

SNIPPETS = Snippets(tokenize)

letters = st.text("aAbBéÉßæ’ \n-.,·я中\u0301²", max_size=30) | st.text("aAbBsS2 \n\x1c-_.,", max_size=30)
words = st.sampled_from(["a", "b", "ab", "e", "aa", "ss", "ae", "я", "中", "2"])
wanted = st.builds(
    Sought,
    st.lists(words, min_size=1, max_size=3).map(tuple),
    prefix=st.booleans(),
    distance=st.none() | st.integers(0, 3),
)


@given(texts=st.lists(letters, max_size=4), asked=st.lists(wanted, max_size=3))
def test_marks_in_folded_text_are_those_of_its_words(texts: list[str], asked: list[Sought]) -> None:
    by_words = {}
    for number, text in enumerate(texts):
        spans = [_matched(tokenize(text), one) for one in asked]
        if any(spans):
            by_words[number] = Met(set().union(*spans), sum(map(bool, spans)))
    assert SNIPPETS.met(texts, asked) == by_words


def test_a_snippet_names_the_other_paragraphs_that_have_something() -> None:
    passages = [Passage(1, "rice"), Passage(2, "tea"), Passage(3, "rice and tea"), Passage(None, "tea", body=False)]
    found = SNIPPETS.of(passages, [Sought(("tea",)), Sought(("rice",))])
    assert (found.paragraph, found.marks, found.also) == (3, ((0, 4), (9, 12)), (1, 2))


def test_words_near_one_another_are_marked_and_those_apart_are_not() -> None:
    text = "tea one rice two three four tea"
    assert SNIPPETS.of([Passage(1, text)], [Sought(("rice", "tea"), distance=1)]).marks == ((0, 3), (8, 12))
    assert SNIPPETS.of([Passage(1, text)], [Sought(("rice", "milk"), distance=9)]).marks == ()
