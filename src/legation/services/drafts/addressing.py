"""To whom a draft goes: the posts that occur in the traffic about a thing, as one reader may read that.

A post is ours where the tables say whose it is, or say nothing; where it stands tells whether it deals with the other
side. Nobody is put in who does not occur there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from legation.core.telegram import Telegram
from legation.tables.parties import PartyTable
from legation.tables.posts import Posts

_INFORMED = 8
"""Addressees for information at most: those of most of the telegrams."""


class Addressing:
    """The addresses of some telegrams. found: the latest first. ours: whose service writes."""

    def __init__(self, posts: Posts, parties: PartyTable, found: Sequence[Telegram], ours: str | None) -> None:
        self._posts = posts
        self._parties = parties
        self._found = found
        self._ours = ours

    def abroad(self, sides: Collection[str], posts: Sequence[str] = ()) -> list[str]:
        """Our posts with these sides that sent, or were to act, most often first. posts: those alone, by their keys."""
        return [
            plad
            for plad, telegram in self._acting()
            if (
                self._posts.key_of_plad(plad) in posts
                if posts
                else self._is_ours(plad) and self._stands(plad, telegram) in sides
            )
        ]

    def at_home(self) -> list[str]:
        """What is ours and stands in no other country, and sent, or was to act, most often first."""
        return [
            plad
            for plad, telegram in self._acting()
            if self._ours is not None
            and self._parties.service_of(plad) == self._ours
            and self._stands(plad, telegram) in (self._ours, None)
        ]

    def informed(self, others: Collection[str]) -> list[str]:
        """Posts of the tables that had at least half of the telegrams, beside the others; most often first."""
        counts = Counter(
            plad
            for telegram in self._found
            for plad in dict.fromkeys(one.plad for one in (*telegram.to, *telegram.info) if one.plad)
        )
        held = [plad for plad, count in counts.most_common() if 2 * count >= len(self._found) and plad not in others]
        return [plad for plad in held if self._posts.key(plad) is not None and self._is_ours(plad)][:_INFORMED]

    def routing(self, plad: str | None) -> str | None:
        """The routing indicator that an address had last."""
        for telegram in self._found:
            known = {one.plad: one.ri for one in (*telegram.to, *telegram.info)}
            found = telegram.from_.ri if telegram.from_.plad == plad else known.get(plad or "")
            if found:
                return found
        return None

    def signed(self, sender: str | None) -> tuple[str, ...]:
        """As the sender signed last."""
        return next((one.signature for one in self._found if one.from_.plad == sender and one.signature), ())

    def _acting(self) -> list[tuple[str, Telegram]]:
        """Senders and addressees for action, each with the latest telegram that has it."""
        counts: Counter[str] = Counter()
        latest: dict[str, Telegram] = {}
        for telegram in self._found:
            for plad in dict.fromkeys(filter(None, (telegram.from_.plad, *(one.plad for one in telegram.to)))):
                counts[plad] += 1
                latest.setdefault(plad, telegram)
        return [(plad, latest[plad]) for plad, _ in counts.most_common()]

    def _stands(self, plad: str, telegram: Telegram) -> str | None:
        key = self._posts.key(plad)
        row = self._posts.row(key, telegram.day) if key is not None else None
        if row is not None and row.country:
            return row.country
        return self._parties.country_of_post(plad, year=telegram.day.year if telegram.day is not None else None)

    def _is_ours(self, plad: str) -> bool:
        return self._ours is None or self._parties.service_of(plad) in (self._ours, None)
