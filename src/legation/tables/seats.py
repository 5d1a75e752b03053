"""Posts as the editors of a volume name them: by what they are and where they stand, ``Embassy in Italy``."""

from __future__ import annotations

import re
from functools import lru_cache

from legation.tables.parties import default_parties
from legation.tables.posts import Posts, load_posts

_MISSIONS = {
    "european office of the united nations": "GENEVA",
    "united nations": "USUN",
    "nato": "USNATO",
    "north atlantic": "USNATO",
    "european": "USEC",
}
# What stands in the capital, as its head begins, and the rank that it has in the table: a legation became an embassy.
_IN_A_CAPITAL = {
    "embassy in ": "embassy",
    "legation in ": "embassy",
    "interests section in ": "interests section",
    "liaison office in ": "liaison office",
}
# Who heads it, as the volumes to 1951 name the parties; of a chargé the words do not tell what he has in charge.
_HEADS = {"ambassador in ": "embassy in ", "minister in ": "legation in ", "appointed ambassador in ": "embassy in "}
_IN_WASHINGTON = ("secretary of state", "acting secretary of state", "under secretary of state")
_PERSON = re.compile(r" ?\([^()]{1,40}\)$")
# What may be named by its city instead, as its head begins.
_IN_A_CITY = ("mission ", "consulate ", "interests section ", "liaison office ")
_OF_TWO_STATES = re.compile(r"in (?:the )?congo$")  # the one of Leopoldville as often as that of Brazzaville
# What stands in the capital, by the rank with which its address begins.
_RANKS = {
    "AMEMB": "Embassy",
    "EMBASSY": "Embassy",
    "AMLEG": "Legation",
    "USINT": "Interests Section",
    "USLO": "Liaison Office",
}
_HEADED = {
    "STATE": "Department of State",
    "USUNNEWYORK": "Mission to the United Nations",
    "USNATO": "Mission to the North Atlantic Treaty Organization",
    "GENEVA": "Mission in Geneva",
}
_WITH_ARTICLE = re.compile(
    r"(?:United|Soviet|Democratic|Dominican|Central|Czech|Netherlands|Philippines|Bahamas|Maldives)\b"
)
_AT_PLACE = re.compile(r"\b(?:in|at)\s([A-Z][A-Za-z .'-]{1,30})$")


def as_editors_write(address: str) -> bool:
    """Whether an address begins as the heads of a volume name a post, by what it is: ``Embassy in Turkey``."""
    return address.lower().startswith((*_IN_A_CAPITAL, *_IN_A_CITY))


def sending_post(posts: Posts, sender: str, places: list[str]) -> str | None:
    """The key of the post that sent it: the Department, a mission, or the city that head or dateline name.

    sender: as the head names it, ``Embassy in Italy``. places: the places of the dateline.
    """
    lower = sender.lower()
    if lower.startswith("department of state"):
        return "STATE"
    for words, post in _MISSIONS.items():
        if lower.startswith("mission") and words in lower:
            return posts.key(post) or post  # as whoever cites it names it
    city = _AT_PLACE.search(sender)
    if city is not None and lower.startswith(("consul", "interests", "liaison")) and posts.key(city[1]):
        return posts.key(city[1])
    return next((key for place in places if (key := posts.key(place))), None)


def receiving_post(posts: Posts, recipient: str, year: int | None) -> str | None:
    """The key of the post that it went to, as the head names it: ``Mission to the United Nations``.

    An embassy, or what stands for one, that is named by its country (``Embassy in Turkey``) is in the capital. None for
    what is no post, and for several.
    """
    recipient = _PERSON.sub("", recipient)
    lower = recipient.lower()
    if lower in _IN_WASHINGTON:
        return "STATE"
    for head, house in _HEADS.items():
        if lower.startswith(head):
            recipient = house + recipient[len(head) :]
    named = sending_post(posts, recipient, [])
    lower = recipient.lower()
    rank = next((rank for begins, rank in _IN_A_CAPITAL.items() if lower.startswith(begins)), None)
    if named is not None or rank is None or _OF_TWO_STATES.search(lower):
        return named
    parties = default_parties()
    country = parties.country_of_post(recipient, year=year)
    party = parties.party(country) if country is not None else None
    if party is None or not party.posts:
        return None
    keys = dict.fromkeys([*(posts.key(name) for name in party.posts), *posts.of_country.get(party.code, ())])
    stood = [key for key in keys if key is not None and _stood(posts, key, rank, year)]
    # The first that a party names is the capital's; of the others one alone tells.
    return stood[0] if stood and (len(stood) == 1 or stood[0] == posts.key(party.posts[0])) else None


def _stood(posts: Posts, key: str, rank: str, year: int | None) -> bool:
    """Whether the post was of that rank in a year, or is today."""
    rows = (row for row in posts.rows.get(key, ()) if row.kind == rank)
    return any(row.stood(year) if year is not None else row.to is None for row in rows)


@lru_cache(maxsize=4096)
def headed(address: str, year: int | None) -> str | None:
    """What editors would write over a telegram of this post: ``AMEMBASSY LAGOS`` is the ``Embassy in Nigeria``.

    None for what is no such address, and for consulates, which editors too name by their city.
    """
    rank = next((words for begins, words in _RANKS.items() if address.upper().startswith(begins)), None)
    if rank is None:
        return _HEADED.get(load_posts().key(address) or "")
    parties = default_parties()
    country = parties.country_of_post(address, year=year)
    party = parties.party(country) if country is not None else None
    if party is None:
        return None
    return f"{rank} in {'the ' if _WITH_ARTICLE.match(party.name) else ''}{party.name}"
