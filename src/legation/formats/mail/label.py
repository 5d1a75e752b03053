"""The security label of a mail (SIO-Label, RFC 7444) as marking of the telegram in it.

The label can raise a marking and never lowers one: what it says is joined with what the telegram says itself. Of a
label of our own policy (``urn:legation:marking:1``) the label proper is read; of any other, the words it displays. A
label of which neither can be read counts as the highest marking, until a person settles it.
"""

from __future__ import annotations

import re

from legation.core.marking import UNREADABLE, UNREADABLE_RANK, Marking, join_all
from legation.core.telegram import Classification
from legation.formats.markings.captions import controls_behind, split_handling
from legation.formats.markings.levels import controls_of, level_named
from legation.formats.sheet import RECORD, Sheet
from legation.tables.banners import classification_of
from legation.tables.marking import marking_of
from legation.tables.portions import portion

POLICY = "urn:legation:marking:1"
"""The policy by which labels are written: ``label`` is the marking as rank, needs and nations."""

NOT_READ = "LABEL NOT READ"
"""The caption of a telegram whose label cannot be read; its row in ``marking.toml`` lifts it to the highest."""

_PARAMETER = re.compile(r'([A-Za-z]{2,12})(\*\d{1,3})?\s*=\s*(?:"((?:[^"\\]|\\.){0,4000})"|([^;\s"]{1,400}))')
_LONGEST = 8000


def take_label(sheet: Sheet, field: str) -> None:
    """Raise the marking of the telegram on the sheet to what the label in ``field`` says."""
    said = label_marking(field)
    held = sheet.classification
    marks = [portion(paragraph.marking) for paragraph in sheet.fields.get("paragraphs", ())]
    own = [marking_of(held)] if held.level is not None else []
    whole = join_all([*own, *(mark for mark in marks if mark is not None)])
    if said.rank >= UNREADABLE_RANK:
        sheet.captions.append(NOT_READ)
    elif held.level is None or whole.join(said) != whole:
        raised = classification_of(whole.join(said))
        sheet.state_level(raised.level, RECORD)
        sheet.caveats.extend(one for one in raised.caveats if one not in sheet.caveats)
        sheet.captions.extend(one for one in raised.captions if one not in sheet.captions)


def label_marking(field: str) -> Marking:
    """What a label says: all of it that can be read, together; ``UNREADABLE`` where nothing can."""
    told: dict[str, str] = {}
    for name, _, quoted, bare in _PARAMETER.findall(field[:_LONGEST]):
        value = re.sub(r"\\(.)", r"\1", quoted) or bare
        told[name.lower()] = told.get(name.lower(), "") + value
    found: list[Marking] = []
    if told.get("type") == POLICY:
        found.append(_of_policy(told.get("label", "")))
    if told.get("marking"):
        found.append(_of_words(told["marking"], alone=not found))
    return join_all(found) if found else UNREADABLE


def _of_policy(label: str) -> Marking:
    try:
        marking = Marking.from_label(label)
    except ValueError:
        return UNREADABLE
    return marking if marking.label == label and 0 <= marking.rank <= UNREADABLE_RANK else UNREADABLE


def _of_words(words: str, *, alone: bool) -> Marking:
    """Words such as ``CONFIDENTIAL//NOFORN``. alone: there is no label beside them that could be read."""
    level, _, behind = words.upper().partition("//")
    # ``SECRET NODIS`` has a caption before the strokes, or none.
    controls = (*controls_of(level.strip()), *split_handling(level)[0], *controls_behind(behind))
    marking = marking_of(Classification(level_named(level.strip()), controls))
    return marking if alone or marking.rank < UNREADABLE_RANK else Marking(0)
