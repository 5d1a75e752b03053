"""One thing, one proposal: finds that speak of the same dialogue, person or instrument are put together."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from legation.extract.finds import Find
from legation.tables.rules import LISTS, word_list, word_pattern

_LOOK_BACK, _FEWEST, _ALIKE = 40, 4, 0.75
_DEFINED = re.compile(r"\b([A-Za-z]{1,24}(?:-[A-Za-z]{1,24}){0,3}) \(([A-Za-z]{1,24}(?:-[A-Za-z]{1,24}){0,2})\)")


def gathered(finds: list[Find], folded: dict[int, str]) -> list[Find]:
    """``finds`` with dialogues, contacts and instruments put together. ``folded``: the text of each
    paragraph."""
    rest = _once(_without_points([d for d in finds if d.kind not in ("dialogue", "contact", "instrument")]))
    made = [
        *rest,
        *_dialogues([d for d in finds if d.kind == "dialogue"], folded),
        *_contacts([d for d in finds if d.kind == "contact"]),
        *_instruments([d for d in finds if d.kind == "instrument"]),
    ]
    return sorted(made, key=lambda d: (d.at, d.start, d.end, d.kind))


def _without_points(finds: list[Find]) -> list[Find]:
    """``finds`` without what only fills out an approach that the same paragraph has told to make: YOU SHOULD STRESS."""
    told = [find for find in finds if find.kind == "demarche" and find.fields.get("modality") == "requested"]
    points = [
        find
        for before, find in pairwise(sorted(told, key=lambda d: (d.at, d.start)))
        if before.at == find.at
        and before.fields.get("party") == find.fields.get("party")
        and word_pattern("only_a_point").match(find.text)
    ]
    return [find for find in finds if all(find is not one for one in points)]


def _once(finds: list[Find]) -> list[Find]:
    """What a summary says and the body says again is one thing: it stays where it is said most fully."""
    chosen: list[Find] = []
    for find in finds:
        words = _content(find)
        same = None
        for place in range(len(chosen) - 1, max(len(chosen) - 1 - _LOOK_BACK, -1), -1):
            other = chosen[place]
            known = _content(other)
            least = min(len(words), len(known))
            alike = other.kind == find.kind and other.rule not in LISTS and _side(other) == _side(find)
            if alike and least >= _FEWEST and len(words & known) >= _ALIKE * least:
                same = place
                break
        if same is None:
            chosen.append(find)
        elif len(words) > len(_content(chosen[same])):
            chosen[same] = find
    return chosen


def _side(find: Find) -> tuple[Any, ...]:
    given = find.fields
    return (
        given.get("party"),
        given.get("sought_by"),
        given.get("stance") if find.kind == "position" else None,
    )


def _content(find: Find) -> frozenset[str]:
    return frozenset(word for word in _words(find.text) if len(word) > 3 and word not in word_list("common"))


def _words(text: str) -> set[str]:
    return {word.upper() for word in re.findall(r"[A-Za-z][A-Za-z-]+", text)}


def _dialogues(finds: list[Find], folded: dict[int, str]) -> list[Find]:
    """Of one pair of parties and one subject there is one dialogue: its fullest words, its launch, its
    other places. When it is to be launched, said in another paragraph, stands beside it as well."""
    if not finds:
        return []
    short = {found[2].upper(): found[1] for text in folded.values() for found in _DEFINED.finditer(text)}
    groups: list[tuple[frozenset[str], set[str], list[Find]]] = []
    for find in finds:
        parties = frozenset(find.fields["parties"])
        head = word_pattern("series").search(find.text)
        before = find.text[: head.end()] if head is not None else ""
        words = {short.get(word, word).upper() for word in _words(before)} - word_list("plain_dialogue")
        words -= {found.upper() for found in word_pattern("series").findall(before)}
        for codes, subject, group in groups:
            if codes == parties and (not words or not subject or words & subject):
                subject |= words
                group.append(find)
                break
        else:
            groups.append((parties, words, [find]))
    made: list[Find] = []
    for _, _, group in groups:
        best = max(group, key=lambda d: (_fullness(d), -d.at, -d.start))
        launch = next((d for d in group if d.fields.get("launch")), None)
        if best.rule in word_list("launch_alone"):
            continue  # a launch, and nowhere said of what
        best.fields["launch"] = launch.fields["launch"] if launch is not None else None
        best.fields["title"] = _title(best.text, short)
        best.also = [(d.at, d.start, d.end) for d in ([launch] if launch is not None and launch is not best else [])]
        best.confidence = max(d.confidence for d in group)
        made.append(best)
        if launch is not None and launch is not best and launch.at != best.at:
            # A later paragraph that says when tells more of it, and is decided on by itself.
            launch.fields["title"] = best.fields["title"]
            made.append(launch)
    return made


def says_of_what(title: str) -> bool:
    """Whether what a dialogue is called tells it from any other: not TALKS, OUR REGULAR CONSULTATIONS, ITS DIALOGUE."""
    return bool(_words(word_pattern("series").sub(" ", title)) - word_list("plain_dialogue"))


def _fullness(find: Find) -> int:
    head = word_pattern("series").search(find.text)
    if head is None:
        return -1
    before = re.sub(r"\([^)]*\)", "", find.text[: head.start()])
    qualities = _words(before) - {"A", "AN", "THE", "OF", "TO", "OUR"}
    founding = 0 if find.rule in word_list("launches") else 1
    return founding + len(
        {
            w
            for w in qualities
            if w not in word_list("plain_dialogue") or w in {"BILATERAL", "REGULAR", "ANNUAL", "STANDING"}
        }
    )


def _title(text: str, short: dict[str, str]) -> str:
    """What the dialogue is called: without the founding verb, short forms written out as the telegram
    does."""
    head = word_pattern("series").search(text)
    plain = word_pattern("founding").sub("", text[: head.end()] if head is not None else text)
    plain = re.sub(r" \([^)]*\)", "", plain)
    plain = re.sub(r"^(?:the|a|an|our) ", "", plain, flags=re.IGNORECASE)
    return " ".join(short.get(word.upper(), word) for word in plain.split(" "))


def _surname(name: str | None) -> str | None:
    return name.split()[-1].upper().split("-")[-1] if name else None


def _contacts(finds: list[Find]) -> list[Find]:
    """One person, or one office, is one contact; being the point of contact outweighs opening the talks."""
    ranks = {"point of contact": 0, "head of delegation": 1, "designated": 2, "principal": 3}
    groups: dict[tuple[str | None, str], list[Find]] = {}
    for find in finds:
        name = _surname(find.fields.get("person"))
        office = str(find.fields.get("title") or find.text).upper()
        groups.setdefault((find.fields.get("party"), name or office), []).append(find)
    made: list[Find] = []
    for group in groups.values():
        best = min(group, key=lambda d: (ranks.get(str(d.fields.get("role")), 9), d.at, d.start))
        others = sorted({str(d.fields["role"]) for d in group} - {str(best.fields["role"])})
        best.fields["also"] = others
        if not best.fields.get("title"):
            best.fields["title"] = next((d.fields["title"] for d in group if d.fields.get("title")), None)
        made.append(best)
    return made


def _instruments(finds: list[Find]) -> list[Find]:
    """An instrument is marked where it is named most fully; names that contain one another are one."""
    made: list[Find] = []
    for find in sorted(finds, key=lambda d: (-len(_words(d.fields["name"])), d.at, d.start)):
        words = _words(find.fields["name"])
        for other in made:
            known = _words(other.fields["name"])
            if words <= known:
                break
        else:
            made.append(find)
    return made
