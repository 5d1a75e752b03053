"""To whom else a telegram went, as the source note of a printed volume says it.

``Also sent to USUN and repeated priority to Cairo, London, and Paris for USRO.`` The head of an edited telegram names
one receiver alone. Only a sentence that begins so counts: in the middle of one another telegram may be told of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from legation.core.telegram import Addressee
from legation.formats.heading.lines import precedence_word
from legation.formats.printed.lines import ARTICLE
from legation.formats.sheet import Sheet
from legation.tables.posts import Posts

_PRECEDENCE = r"(?: (?P<precedence>[Nn]iact|[Ff]lash|[Ii]mmediate|[Pp]riority|[Rr]outine))?"
_BY_POUCH = r"(?: (?:for information|by (?:air ?)?pouch))?"
_END = r"(?=(?<!\b[A-Z])\.(?:[ )]|$)|; |$)"  # no full stop of ``U.N.``
_SENTENCE = re.compile(
    r"(?:^|(?<=\. )|(?<=; ))(?:It was (?:also )?(?=repeated )"
    r"|Received (?:[^;().]|\.(?! [A-Z])){3,80}? and (?:also )?|[Aa]lso )?"
    rf"(?P<way>[Ss]ent|[Rr]epeated){_BY_POUCH}{_PRECEDENCE} to (?P<list>(?:[^();]|\([\w. ]{{2,24}}\)){{3,900}}?){_END}"
)
_NO_LIST = re.compile(r"\b(?:except|but not|for (?:\w+ )?(?:approval|clearance|signature|comments?))\b")
# What goes on with a word of its own: ``and repeated to``, ``and pouched to``; ``and priority to``, ``and to``.
_TURN = re.compile(
    rf"(?: (?:was )?(?:also )?(?P<way>repeated|pouched|passed|relayed){_BY_POUCH})?{_PRECEDENCE} to (?=the |[A-Z])"
)
_PARTED = re.compile(r", and |, | and ")
# What is said of an addressee behind its name: ``Paris for USRO``, ``Ankara also for Hare``, ``USDOCOSouth (Naples)``.
_BEHIND = re.compile(r" (?:to (?!the )(?=[a-z])|also |as |eyes |for |via |by |on |\()|[:\u2014]")
_NAME = re.compile(r"[A-Z][\w.'\u2019/ -]{1,50}")
# Who is no post of the table and yet has telegrams: commands and agencies by their letters, and these.
_OTHERS = re.compile(
    r"(?:[A-Z]{2}[A-Za-z]*(?:/[A-Z]\w*)*(?: [A-Z]\w+){0,2}|White House|Secretary of \w+|Joint Chiefs of Staff"
    r"|(?:Department|Embassy|Legation|Mission|Delegation|Consulate(?: General)?|Office|Interests Section)"
    r" (?:of|in|to|at|for) .+)"
)
_MOST = 80
_LONGEST = 4000  # code points of a source note that are looked at


def take_copies(sheet: Sheet, source: str, *, with_action: bool) -> None:
    """Fill INFO from the words of a source note, and with_action add to TO; not where the telegram has the list itself.

    source: with single blanks.
    """
    fields = sheet.fields
    empty = {way for way in ("to", "info") if not fields.get(way)} | ({"to"} if with_action else set())
    known = {_key(sheet, one.plad) for one in (*fields.get("to", ()), *fields.get("info", ()))}
    for way, addressee in named_in(source, sheet.posts):
        key = _key(sheet, addressee.plad)
        if way in empty and key not in known and len(fields.get(way, ())) < _MOST:
            known.add(key)
            fields[way] = (*fields.get(way, ()), addressee)


def _key(sheet: Sheet, plad: str) -> str:
    return sheet.posts.key(plad) or plad.upper()


def named_in(source: str, posts: Posts) -> Iterator[tuple[str, Addressee]]:
    """Each addressee with the field it belongs to, as named; none of ``multiple posts``, and no person."""
    for found in _SENTENCE.finditer(source[:_LONGEST]):
        if _NO_LIST.search(found["list"]) is not None:
            continue
        way = "to" if found["way"].lower() == "sent" else "info"
        precedence = found["precedence"]
        for piece in _PARTED.split(found["list"]):
            words = f" {piece.strip()}"
            turn = _TURN.match(words)
            if turn is not None:
                way = "info" if turn["way"] else way
                precedence, words = turn["precedence"], words[turn.end() :]
            name = ARTICLE.sub("", _BEHIND.split(words.strip(), maxsplit=1)[0]).strip(" .")
            is_name = _NAME.fullmatch(name) is not None
            if is_name and (posts.key(name) is not None or _OTHERS.fullmatch(name) is not None):
                yield way, Addressee(name, precedence=_word(precedence))


def _word(precedence: str | None) -> str | None:
    return None if precedence is None else precedence_word(precedence.upper())
