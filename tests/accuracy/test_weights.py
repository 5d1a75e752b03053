"""The fit of the weights: words that tell are found, telegrams are held out whole."""

from accuracy.weights import Example, Given, Mark, Marked, alike, fitted, folds, found, right

from legation.tables.cues import load_cues

CUE = load_cues()[0].cue.id


def telegrams() -> list[Marked]:
    """Twenty telegrams of two clauses: the one with the word is marked."""
    made = []
    for _ in range(20):
        telling = Example(0, 40, (CUE,), frozenset({"undertook", "the"}), frozenset({"commitment"}))
        other = Example(50, 90, (CUE,), frozenset({"rained", "the"}), frozenset())
        made.append(Marked([telling, other], [Mark("commitment", 0, 40)]))
    return made


def test_the_word_that_tells_is_weighed_and_the_word_that_does_not_is_not() -> None:
    scale = fitted(Given(telegrams()), "commitment")
    assert scale.words["undertook"] > 0.5 > abs(scale.words.get("the", 0.0))
    assert scale.score(telegrams()[0].examples[0]) > scale.score(telegrams()[0].examples[1])


def test_a_word_of_few_telegrams_is_left_out() -> None:
    rare = telegrams()
    rare[0].examples[0] = rare[0].examples[0]._replace(words=frozenset({"once"}))
    assert "once" not in fitted(Given(rare), "commitment").words


def test_the_fit_is_the_same_each_time() -> None:
    assert fitted(Given(telegrams()), "commitment") == fitted(Given(telegrams()), "commitment")


def test_what_is_found_is_right_once() -> None:
    given = telegrams()
    finds = found(given[0].examples, {"commitment": fitted(Given(given), "commitment")})
    assert [(each.kind, each.start) for each in finds] == [("commitment", 0)]
    assert len(right([*finds, *finds], given[0].marks)) == 1


def test_every_telegram_is_held_out_once_and_never_fitted_to() -> None:
    held = [place for out, rest in folds(20) for place in out if place not in rest]
    assert sorted(held) == list(range(20))


def test_spans_are_alike_from_half_of_the_shorter_one() -> None:
    assert alike((0, 10), (5, 40)) == 5
    assert alike((0, 10), (6, 40)) == 0
