"""Proposals as a page offers them: into which dialogue they go, and which of their fields can be changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from legation.app import House
from legation.core.marking import Reader
from legation.services.boards.telling import Listed
from legation.services.proposals.acceptance import Proposed
from legation.services.proposals.outcomes import fields_of as fields_with_report
from legation.services.proposals.outcomes import goes_with_report, is_attendance

OFFERED = 8
"""Dialogues to choose from before anything is typed, and at most as many as fit what is."""
_PREFIX = "field."
_SHOWN = "shown."
_OF_KIND = "of"
"""The kind of thing that a statement tells of, which no person changes: what is meant is chosen by its name."""


def chosen_dialogue(dialogues: Sequence[Listed], proposals: Sequence[Proposed]) -> str | None:
    """The dialogue that proposals go into where none is asked for: the only one there is.

    It is not taken where the telegram proposes a dialogue of other parties.
    """
    if len(dialogues) != 1:
        return None
    only = dialogues[0]
    named: set[str] = set()
    for one in proposals:
        if one.proposal.kind == "dialogue":
            named.update(one.proposal.fields.get("parties") or ())
    return only.id if not named or named == set(only.parties) else None


def undecided(proposals: Sequence[Proposed]) -> int:
    """How many can still be accepted or rejected."""
    return sum(one.status == "proposed" and one.becomes is not None for one in proposals)


def spoken_of(proposals: Sequence[Proposed]) -> list[str]:
    """Portion marks of the things of the board whose words stand beside proposals."""
    return [known.marking for one in proposals for known in one.spoken_of]


def kinds_of(house: House, reader: Reader, dialogue: str | None, proposals: Sequence[Proposed]) -> dict[str, str]:
    """The kind of each thing of the board that proposals were accepted as, by its id; none of a thing not to be seen.

    A sentence, or a proposal of another kind, may have moved it, so that what was read does not tell it.
    """
    entered = {one.about for one in proposals if one.status == "accepted" and one.about}
    if not dialogue or not entered:
        return {}
    things = house.dialogues.board(reader, dialogue).things
    return {about: things[about].entity for about in entered if about in things}


def proposal_values(one: Proposed) -> list[tuple[str, str]]:
    """The fields of a proposal that a form can change, with their values; its text first."""
    fields = fields_with_report(one.proposal) if goes_with_report(one.proposal) else one.proposal.fields
    told = [] if is_attendance(one.proposal) else [("text", one.proposal.text)]
    told += [
        (name, value or "")
        for name, value in fields.items()
        if (value is None or isinstance(value, str)) and name != _OF_KIND
    ]
    if one.proposal.kind == "objective" and one.evidence:
        told.append(("same_as", one.links_to or ""))
    if one.demarches:
        told.append(("demarche", one.demarche or ""))
    if one.candidates and one.candidates[0].entity != "instrument":
        entity = one.candidates[0].entity
        told.append(("same_as" if entity == "objective" else entity, one.moves or ""))
    return [(f"{_PREFIX}{name}", value) for name, value in dict(told).items()]


def changed_values(one: Proposed, form: Mapping[str, str]) -> dict[str, Any]:
    """What a form changed, by the name of the field; None for what was emptied."""
    changed: dict[str, Any] = {}
    for name, was in proposal_values(one):
        # A browser sends line ends of a text area as CR LF; a proposal's text has none to keep.
        given = " ".join(form.get(name, was).split())
        if given != " ".join(was.split()):
            changed[name.removeprefix(_PREFIX)] = given or None
    return changed


def shown_in(form: Mapping[str, str]) -> dict[str, str]:
    """What the page of a form said that accepting each of its proposals enters, by the fingerprint.

    A page may have been loaded before a version of the telegram came, or before others decided: what it did not say is
    not entered.
    """
    return {name.removeprefix(_SHOWN): makes for name, makes in form.items() if name.startswith(_SHOWN)}
