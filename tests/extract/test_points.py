"""Lists of points: their marks, the words that lead to them, and whose wish a point is."""

import pytest

from legation import read
from legation.extract import propose
from legation.extract.points import point_lists

HEAD = """R 121010Z MAR 81
FM AMEMBASSY TRIPOLI
TO SECSTATE WASHDC

C O N F I D E N T I A L TRIPOLI 4120

SUBJECT: A REGULAR DIALOGUE WITH LIBYA

1. """


def lists(text: str) -> list[list[str]]:
    return [[" ".join(text[start:end].split()) for start, end in each.points] for each in point_lists(text)]


def wanted(text: str) -> list[tuple[str, str | None, str | None]]:
    found = propose(read(HEAD + text + "\n"))
    return [(one.text, one.fields["sought_by"], one.fields["sought_from"]) for one in found if one.kind == "objective"]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Our aims are: (1) a port treaty; (2) visits to ships.", [["a port treaty", "visits to ships"]]),
        ("Our aims would be (1) a port treaty and (2) visits to ships.", [["a port treaty", "visits to ships"]]),
        ("WE WANT: (A) VISITS BY U.S. SHIPS; (B) A TREATY.", [["VISITS BY U.S. SHIPS", "A TREATY"]]),
        ("Our aims are:\ni. a treaty;\nii. visits;\niii. pilots.", [["a treaty", "visits", "pilots"]]),
        (
            "We want:\n- a port treaty;\n- visits to ships.\nThe Libyans want:\n- pilots trained.",
            [["a port treaty", "visits to ships"], ["pilots trained"]],
        ),
        ("He saw it when (a) there was a storm, and (b) the lamp failed.", []),
    ],
)
def test_points_of_a_list(text: str, points: list[list[str]]) -> None:
    assert lists(text) == points


@pytest.mark.parametrize(
    "text",
    [
        "WE SHOULD SEEK THE FOLLOWING: (A) LOWER PORT FEES; (B) A SURVEY OF THE HARBOR.",
        "We for our part need:\n(a) lower port fees;\n(b) a survey of the harbor.",
        "The goals of the talks would be (1) lower port fees and (2) a survey of the harbor.",
    ],
)
def test_what_leads_to_a_list_of_what_we_want(text: str) -> None:
    assert [(by, of) for _, by, of in wanted(text)] == [("US", "LY"), ("US", "LY")]


def test_each_list_is_of_the_side_that_its_own_words_name() -> None:
    text = "We want:\n- lower port fees;\n- a survey.\nThe Libyans for their part want:\n- six pilots trained."
    assert [(by, of) for _, by, of in wanted(text)] == [("US", "LY"), ("US", "LY"), ("LY", "US")]


def test_a_point_may_say_whose_wish_it_is() -> None:
    text = "Our aims are:\n- lower port fees;\n- an answer to the Libyan wish for six pilots.\n"
    assert [(by, of) for _, by, of in wanted(text)] == [("US", "LY"), ("LY", "US")]


def test_a_place_in_a_point_is_nobody_of_whom_it_is_sought() -> None:
    text = "Our aims are:\n- assurances on the use of trucks in Egypt;\n- Egypt's consent to the survey.\n"
    assert [(by, of) for _, by, of in wanted(text)] == [("US", "LY"), ("US", "EG")]


def test_a_list_within_a_sentence_goes_on_behind_its_ninth_point() -> None:
    text = "Our aims are: " + "; ".join(f"({number}) port treaty {number}" for number in range(1, 13)) + "."
    assert [len(points) for points in lists(text)] == [12]
