"""Short dialogues of invented telegrams, read as they come and all accepted: what stands on the board at the end."""

from __future__ import annotations

import tomllib
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from legation.app import open_house
from legation.core.marking import OWNER
from legation.services.boards import board as showing

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "dialogues.toml").read_text())["case"]


def written(one: dict[str, Any], subject: str) -> str:
    """A telegram as the State Department's systems lay it out."""
    day: date = one["day"]
    state = one["post"] == "STATE"
    cited = "; ".join(f"{chr(65 + place)}) {ref}" for place, ref in enumerate(one.get("refs", [])))
    paragraphs = "\n\n".join(f"{number}. (C) {words}" for number, words in enumerate(one["paras"], 1))
    return "\n".join(
        [
            f"O {day:%d}1200Z {day:%b} {day:%y}".upper(),
            "FM SECSTATE WASHDC" if state else f"FM AMEMBASSY {one['post']}",
            "TO AMEMBASSY TRIPOLI" if state else "TO SECSTATE WASHDC",
            f"C O N F I D E N T I A L {one['post']} {one['number']:06}",
            "",
            "SIPDIS",
            "",
            f"E.O. 12958: DECL: {day:%m/%d}/{day.year + 10}",
            "TAGS: PREL, LY, US",
            f"SUBJECT: {subject}",
            "",
            *([f"REF: {cited}", ""] if cited else []),
            paragraphs,
            "",
        ]
    )


@pytest.mark.parametrize("case", CASES, ids=itemgetter("id"))
def test_a_board_stands_as_its_telegrams_say(case: dict[str, Any], tmp_path: Path) -> None:
    names = []
    (tmp_path / "in").mkdir()
    for one in case["telegrams"]:
        names.append(f"{one['day']:%y}{one['post']}{one['number']}")
        (tmp_path / "in" / f"{names[-1]}.txt").write_text(written(one, case["subject"]))
    with open_house(tmp_path / "archive", write=True) as house:
        house.ingest.run(OWNER, [tmp_path / "in"])
        house.dialogues.open(OWNER, names[0], id="talks", title="Talks", parties=["US", "LY"], ours="US")
        for name in names:
            house.dialogues.accept(OWNER, "talks", name)
        things = showing.everything(house.dialogues.board(OWNER, "talks"))
    stands = [
        [one.entity, one.text, one.state, one.holder or "", one.movements[-1].kind, one.movements[-1].on, one.due or ""]
        for one in things
        if one.entity not in ("dialogue", "position")
    ]
    assert sorted(stands) == sorted(case["board"])
