"""On which day something was said or handed over, where its sentence tells another day than that of the telegram.

A report is often written days after the talk: ON MARCH 3 THE MINISTER SAID. Only a whole day of the weeks before the
telegram is told, one that stands with the verb of saying or of handing over and not in what was said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from legation.core.dialogue.days import is_lately_before
from legation.extract.clauses import when
from legation.extract.finds import Find
from legation.extract.mentions import WHEN, Mention
from legation.extract.scenes import Scene
from legation.tables.rules import word_pattern

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ROOM = 240  # signs before a date that say of what it is the day


def date_them(scene: Scene, finds: Sequence[Find]) -> None:
    """Give positions the day on which they were stated, and demarches that on which they were made or answered.

    Those of the day of the telegram, and those of which no other is told, are left as they are.
    """
    stated = [find for find in finds if find.kind == "position"]
    made = [find for find in finds if find.kind == "demarche" and find.fields.get("modality") == "done"]
    mention = _said_on(scene) if stated else None
    if mention is not None and (day := _day_before(scene, mention)) is not None:
        for find in stated:
            if mention.start < find.end:
                find.fields["date"] = day
    mention = _made_on(scene) if made else None
    if mention is not None and (day := _day_before(scene, mention)) is not None:
        for find in made:
            find.fields["date"] = day


def day_told(scene: Scene) -> str | None:
    """The day on which a sentence that is no proposal says that something was asked or answered; None for no other."""
    mention = _said_on(scene) or _made_on(scene)
    if mention is None:
        return None
    place = next(place for place, one in scene.sentence.mentions.items() if one is mention)
    before = scene.sentence.text[max(0, place - _ROOM) : place]
    return None if word_pattern("asked_for").search(before) is not None else _day_before(scene, mention)


def _day_before(scene: Scene, mention: Mention) -> str | None:
    """The ISO day of a date, where it is one shortly before the telegram."""
    day, written = when(mention, past=True) or "", scene.here.written
    if written is None or _DAY.fullmatch(day) is None:
        return None
    return day if is_lately_before(date.fromisoformat(day), written) else None


def _said_on(scene: Scene) -> Mention | None:
    """The date that stands with the verb of saying, before what was said."""
    found = word_pattern("said_when").search(scene.sentence.text)
    if found is None:
        return None
    return scene.sentence.mentions.get(found.start("first" if found["first"] else "behind"))


def _made_on(scene: Scene) -> Mention | None:
    """The one date of a sentence, where the words before it make it the day of nothing else."""
    dates = [place for place, mention in scene.sentence.mentions.items() if mention.sign == WHEN]
    if len(dates) != 1:
        return None
    before = scene.sentence.text[max(0, dates[0] - _ROOM) : dates[0]]
    return scene.sentence.mentions[dates[0]] if word_pattern("made_when").search(before) is not None else None
