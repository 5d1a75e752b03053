"""Posts as references name them: by any name of the table, one letter wrong, or as ``EMBTEL``, ``DEPTEL``, ``URTEL``.

Every lookup is kept, since the same few posts are cited again and again.
"""

from __future__ import annotations

from legation.core.mrn import post_key
from legation.formats.references.years import called_by_file
from legation.formats.sheet import Sheet
from legation.tables.citing import citing_words
from legation.tables.posts import Posts

_WORDS = citing_words()
OWN = frozenset(_WORDS.own)
"""Words that name a post by its part in the exchange."""
SERIES = _WORDS.series
"""Message series of the naval services, numbered by year: ``NAVADMIN 152/04``."""
FILLERS = _WORDS.filler
"""Words between a post and its number that say nothing: ``ROME TEL NO. 123``."""

REPEATED = _WORDS.repeated
"""Before a post they say that its number is the copy's, not its own: ``ROME 12 REPEATED PARIS 3``."""

# Words that an address puts before the post, as ``Posts.key`` takes them off.
_OFFICE_WORDS = _WORDS.office | {
    "AM",
    "US",
    "USMISS",
    "USINT",
    "USLO",
    "USDEL",
    "REO",
    "RRT",
    "AIT",
    "USOFFICE",
    "MISSION",
    "FM",
}
_MOST_KEPT = 8192
_SHORTEST_WITH_FAULT = 6  # shorter names lie one letter from one another: CALI, MALI


class PostNames:
    """The names of one table of posts. ``ends``: the words that may stand before the number of a telegram, in bytes.

    begins: the words that a name of several words may begin with. leads: the words that, before a name of one word,
    may make it another name or none. no_plain: words that are no names of one post.
    """

    def __init__(self, posts: Posts) -> None:
        self.posts = posts
        ends = {name.rpartition(" ")[2] for name in posts.names.values()}
        ends |= posts.names.keys() | posts.aliases.keys() | OWN | SERIES | FILLERS | {"A"}
        self.ends = frozenset(word.encode("ascii", "replace") for word in ends)
        keys = posts.names.keys() | posts.aliases.keys()
        self.begins = frozenset(key[:length] for key in keys for length in range(1, len(key))) | _OFFICE_WORDS
        inner = {word for name in posts.names.values() for word in name.split()[1:]}
        self.leads = inner | REPEATED | _OFFICE_WORDS | {"GENERAL"}
        self.no_plain = OWN | SERIES | FILLERS
        self._found: dict[str, str | None] = {}
        self._near: dict[str, str | None] = {}

    def key(self, name: str) -> str | None:
        """The key of the post that is named ``name`` (capitals), or None."""
        try:
            return self._found[name]
        except KeyError:
            pass
        found = self.posts.key(name.replace("0", "O"))
        if found is None and name.endswith("S"):
            found = self.posts.key(name.rstrip("S").rstrip("'"))
        if len(self._found) >= _MOST_KEPT:
            self._found.clear()
        self._found[name] = found
        return found

    def is_cut(self, name: str) -> bool:
        """Whether ``name`` is a post cut to six letters, as only records and page heads write it: ``ALEXAN``."""
        key = self.posts.aliases.get(name) if len(name) == 6 else None
        return key is not None and key.startswith(name)

    def near(self, name: str) -> str | None:
        """The key of the one post whose name is one letter off: wrong, missing, added, or two swapped."""
        word = post_key(name, {})
        if len(word) < _SHORTEST_WITH_FAULT:
            return None
        if word not in self._near:
            if len(self._near) >= _MOST_KEPT:
                self._near.clear()
            self._near[word] = self.posts.near(word)
        return self._near[word]

    def unlisted(self, words: list[str]) -> str | None:
        """The key of a post outside the table, if ``words`` (one or two, in capitals) can name one."""
        if words[0] in _WORDS.office:
            words = words[1:]
        if not 1 <= len(words) <= 2 or any(not word.isalpha() or word in _WORDS.not_post for word in words):
            return None
        name = "".join(words)
        if len(name) < 3 or (len(words) == 2 and min(map(len, words)) < 3) or len(name) > 20 or not name.isascii():
            return None
        return self.near(name) or name


_latest: PostNames | None = None


def post_names(posts: Posts) -> PostNames:
    """The names of ``posts``; those of the table used last are kept."""
    global _latest
    names = _latest
    if names is None or names.posts is not posts:
        names = _latest = PostNames(posts)
    return names


def own_post(sheet: Sheet, word: str) -> str | None:
    """The post that a word of ``OWN`` means, seen from the originator; None where that is open."""
    part = _WORDS.own[word]
    if part == "department":
        return "STATE"
    if part == "new_york":
        return "USUNNEWYORK"
    own = originator(sheet)
    if part == "originator" or (part == "embassy" and own != "STATE"):
        return own
    if "recipient_post" in sheet.fields:
        return str(sheet.fields["recipient_post"])
    posts = {sheet.posts.key_of_plad(addressee.plad) for addressee in sheet.fields.get("to", ())[:9]}
    return posts.pop() if len(posts) == 1 else None


def originator(sheet: Sheet) -> str | None:
    """The key of the post that sent the telegram, a letter of its name mended."""
    own: str | None = sheet.fields.get("originator_post") or sheet.fields.get("post")
    if own is None and (called := called_by_file(sheet)) is not None:
        own = called.post
    if own is None or own in sheet.posts.names:
        return own
    return post_names(sheet.posts).near(own) or own
