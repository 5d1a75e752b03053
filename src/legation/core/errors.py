"""What can go wrong for a caller: each error says what is wrong and what to do, and never quotes a telegram."""

from __future__ import annotations


class LegationError(Exception):
    """A fault with its remedy, printed as ``legation: what: do``."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(f"{what}: {do}")
        self.what = what
        self.do = do


_ON_THE_BOARD = "look for its number on the board of the dialogue"

WHERE_NAMED: dict[str, str] = {
    "telegram": "check the number, or search for words of it",
    "post": "look for its name among the posts of the telegrams that are held",
    "paragraph": "look at the telegram for the paragraphs that it has",
    "version": "look at the telegram for the versions of it that are held",
    "arrival": "look for its hash among the arrivals that could not be taken",
    "delivery": "look at the queue for what waits",
    "gap": "look for its number among the telegrams known only by reference",
    "dialogue": "look for its id in the list of dialogues",
    "objective": _ON_THE_BOARD,
    "position": _ON_THE_BOARD,
    "commitment": _ON_THE_BOARD,
    "demarche": _ON_THE_BOARD,
    "meeting": "look for its day on the board of the dialogue",
    "instrument": _ON_THE_BOARD,
    "contact": _ON_THE_BOARD,
    "draft": "look for its id in the list of drafts",
    "text": "look at the draft for the hashes of its texts",
    "failed": "look for its number in the queue of what is to be sent",
    "profile": "look for its name in the list of profiles",
    "annotation": "ask for the first page: what was taken back is in none",
    "saved": "look for its name in the list of saved searches",
    "webhook": "look for its id in the list of webhooks",
    "message": "ask for the first page of the messages of your webhooks",
    "account": "look for its name in the list of accounts",
    "token": "look at its account for the ids of its tokens",
    "job": "look for its number among the files that were handed in",
    "audit": "an archive keeps one as soon as it has an account",
    "page": "check the address",
}
"""Where the name of a thing is found, by the first word of what was asked for."""


class NotFoundError(LegationError):
    """Absent and closed alike: the two are not to be told apart. wanted: the kind of the thing, then its name."""

    def __init__(self, wanted: str) -> None:
        kind = wanted.split(maxsplit=1)[0] if wanted.strip() else ""
        super().__init__(f"no {wanted} here that you may read", WHERE_NAMED.get(kind, "check its name"))
        self.kind = kind


class RefusedError(LegationError):
    """An input was not kept; nothing was changed by it."""


class ArchiveError(LegationError):
    """The archive cannot be used as asked: absent, newer, or held by another writer."""


class OvertakenError(RefusedError):
    """Something was entered between the look at what stood and the entering; nothing was changed by it."""

    def __init__(self, what: str = "others enter in this dialogue at the same moment", do: str = "try again") -> None:
        super().__init__(what, do)


class AwayError(ArchiveError):
    """The archive cannot be used for the moment: its server is away, or another writes. What stays, tries again."""


class MoveError(LegationError):
    """A move that the state of the thing does not allow; ``do`` names the legal ones."""


class QueryError(LegationError):
    """A search that cannot be read; ``at`` is the offset of the wrong place in the query."""

    def __init__(self, what: str, do: str, at: int) -> None:
        super().__init__(what, do)
        self.at = at
