"""What goes on until it is stopped outlasts an archive that is away, and says so once."""

from __future__ import annotations

from legation.core.errors import AwayError
from legation.services.outlasting import until_stopped


class Turns:
    """Work that is away on some of its turns, and an archive that answers on some."""

    def __init__(self, away: set[int], mute: set[int], most: int) -> None:
        self.away, self.mute, self.most = away, mute, most
        self.turn, self.said, self.waits = 0, list[str | None](), list[float]()

    def work(self) -> None:
        self.turn += 1
        if self.turn in self.away:
            raise AwayError("the server is away", "wait")

    def answers(self) -> None:
        if self.turn in self.mute:
            raise AwayError("the server is still away", "wait")

    def run(self) -> None:
        until_stopped(
            self.work,
            stop=lambda: self.turn >= self.most,
            away=self.said.append,
            answers=self.answers,
            every_seconds=2.0,
            wait=self.waits.append,
        )


def test_it_says_once_that_the_archive_is_away_and_once_that_it_is_back() -> None:
    turns = Turns({2, 3}, {4}, 8)
    turns.run()
    assert (turns.turn, turns.said) == (8, ["the server is away: wait", None])
    assert turns.waits == [2.0] * 7  # not once it is to stop


def test_it_goes_away_again() -> None:
    turns = Turns({1, 4}, set(), 6)
    turns.run()
    assert turns.said == ["the server is away: wait", None, "the server is away: wait", None]


def test_what_is_stopped_does_not_say_that_it_is_back() -> None:
    turns = Turns({1}, set(), 2)
    turns.run()
    assert turns.said == ["the server is away: wait"]
