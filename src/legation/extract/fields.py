"""What the words of a find give for the fields of its kind; None where the find turns out to be none."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from legation.core.dialogue.proposal import ProposalKind
from legation.extract.clauses import when
from legation.extract.mentions import ADJECTIVE, OFFICIAL, PARTY, WE, WHEN, Mention
from legation.extract.objectives import objective_kind, objective_modality
from legation.extract.scenes import FOREIGN, Met
from legation.tables.rules import word_pattern

Fields = dict[str, Any] | None

_ARTICLE = re.compile(r"^(?:the|a|an|our|this|new) ", re.IGNORECASE)
_AGAINST = re.compile(r"oppose|reject|object|resist", re.IGNORECASE)
_VOTED = re.compile(r"(against|oppose|boycott|veto|stay away)|(?:for|favor|with|support|sponsor)$", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|no|nor|cannot|without|lack of)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"(?: (?:of|for) [^().;]{2,40}?)? \((?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})\)")
_NAMED_BEHIND = 80  # signs behind an office in which the name of its holder stands in brackets
_YEAR = re.compile(r"\d{4}")
_BEFORE = 60  # signs before a find in which what undoes it is looked for
_OPENS = re.compile(r"(?:a |the )?(?:launch|open|inaugurat|start|begin|first|next|resum)\w*", re.IGNORECASE)
_MOST_PARTIES = 4  # more make it a conference and no dialogue


def _objective(met: Met) -> Fields:
    sought_by = met.acting or met.scene.here.own
    if met.group("to") and met.towards is None:
        sought_from = None  # host governments, in a circular
    else:
        sought_from = met.towards or met.other_named(sought_by) or met.scene.opposite(sought_by)
        if sought_from == sought_by:
            return None
    goal = met.made.text
    if met.group("to"):
        goal = met.scene.folded[met.scene.sentence.ends[met.match.start("to")] : met.made.end]
    return {
        "objective_kind": met.made.fields.get("objective_kind") or objective_kind(goal),
        "sought_by": sought_by,
        "sought_from": sought_from,
        "instrument": None,
        "due": None,
        "stance": None,
        "modality": met.made.fields.get("modality") or objective_modality(met.made.text),
    }


def _position(met: Met) -> Fields:
    stance = met.made.fields.get("stance")
    if stance == "by words":
        stance = "refuses" if _AGAINST.search(met.made.text) or _NOT.search(met.match[0]) else "supports"
    elif stance == "by vote":
        voted = _VOTED.search(met.match[0])
        stance = None if voted is None else "refuses" if voted[1] else "supports"
    return {
        "party": met.acting,
        "counterparty": met.counterparty(),
        "stance": stance,
        "objective": met.scene.point,
        "condition": None,
    }


def _commitment(met: Met) -> Fields:
    return {
        "party": met.acting,
        "counterparty": met.counterparty(),
        "due": when(met.mention("due")),
        "condition": None,
        "modality": met.made.fields.get("modality"),
    }


def _demarche(met: Met) -> Fields:
    by, modality = met.acting or met.scene.here.own, met.made.fields.get("modality")
    if modality == "done" and word_pattern("as_told").search(met.made.text):
        by = met.scene.here.own or by  # whoever reports it was told to do it
    if modality == "requested" and met.group("by") and by != met.scene.here.own:
        return None  # THE MINISTER SHOULD TELL THE CONSUL: no house instructs the officials of another
    at_home = modality == "requested" and word_pattern("reply_wanted").search(met.made.text)
    return {
        "party": by,
        "counterparty": None if at_home else met.towards or _told(met, by) or met.scene.opposite(by),
        "due": None,
        "modality": modality,
    }


def _told(met: Met, by: str | None) -> str | None:
    """Whom a demarche is made to: the first side that the clause names after the one that is to make it."""
    after = met.match.end("told") if met.group("told") else met.match.start()
    sentence = met.scene.sentence
    for place, mention in sentence.mentions.items():
        inside = after <= place and mention.start < met.made.end
        told = mention.sign in (PARTY, OFFICIAL, ADJECTIVE) and not met.scene.is_topic(mention)
        if inside and told and mention.code != by:
            return mention.code
    return None


def _meeting(met: Met) -> Fields:
    dates = met.dates(start=met.made.start, end=met.made.end)
    party, other = met.acting, met.counterparty()
    # The sender's side first, but whoever calls on another before that; HIS MEETING WITH US is his.
    if met.group("by") and other == met.scene.here.own and not word_pattern("calls_on").search(met.made.text):
        party, other = other, party
    planned = (met.group("held") or "").lower().startswith(("will", "is to", "is planned", "should"))
    modality = "intended" if planned else met.made.fields.get("modality")
    if not dates:
        of_sentence = [m for m in met.scene.sentence.mentions.values() if m.sign == WHEN]
        dates = of_sentence if len(of_sentence) == 1 else []
    done = modality == "done"
    day = when(dates[0], past=done) if dates else met.scene.day_of_hour(met.made.text)
    if day is None and done:
        day = met.scene.day_of_opening(met.made.start, met.made.end)
    if planned and dates and day is not None and not _YEAR.search(dates[0].words):
        day = _to_come(day, met.scene.here.written)
    return {
        "party": party,
        "counterparty": other,
        "date": day,
        "modality": modality,
    }


def _to_come(day: str, written: date | None) -> str:
    """The day without a year on which something will be: where the nearest one has gone by, the next there is."""
    if written is None or not day[:4].isdigit() or day >= written.isoformat()[: len(day)]:
        return day
    year = int(day[:4]) + 1
    while day[4:] == "-02-29" and not isleap(year):
        year += 1
    return f"{year:04}{day[4:]}"


def _instrument(met: Met) -> Fields:
    if word_pattern("plain_treaty").match(met.made.text):
        return None
    here = met.scene.here
    codes: dict[str, None] = {}
    for mention in met.scene.sentence.mentions.values():
        if met.made.start - 60 <= mention.start < met.made.end + 60 and mention.sign in FOREIGN:
            codes.update(dict.fromkeys(mention.codes))
    party = here.own or next(iter(codes), None)
    others = [code for code in codes if code != party]
    modality = met.made.fields.get("modality")
    if modality == "done" and (_undone(met) or word_pattern("to_be_done").search(met.match[0])):
        modality = "intended"  # LIBYA HAS NOT SIGNED, IF LIBYA SIGNED, THE TREATY WILL BE SIGNED
    return {
        "name": _ARTICLE.sub("", met.made.text),
        "party": party,
        "counterparty": here.other if here.other in others or not others else others[0],
        "due": None,
        "modality": modality,
    }


def _undone(met: Met) -> bool:
    """Whether what stands before a find says that it was not done: NOT, IF."""
    text, at = met.scene.sentence.text, met.match.start()
    return word_pattern("not_done").search(text[max(0, at - _BEFORE) : at]) is not None


def _dialogue(met: Met) -> Fields:
    made, here = met.made, met.scene.here
    if _NOT.search(met.scene.folded, max(0, made.start - 45), made.start):
        return None
    pair = met.mention("pair")
    codes = [code for code in (met.acting, met.towards, *(pair.codes if pair is not None else ())) if code]
    if len(set(codes)) < 2 and pair is not None:
        return None
    named_before = made.fields.get("sides") == "named before"
    if named_before and not any(m.sign == WE for m in met.scene.sentence.mentions.values()):
        # PAPANDREOU IS AGAINST TALKS WITH THE TURKS: between the one whose talks they are and the one named.
        before = met.scene.last(met.match.start(), FOREIGN - {ADJECTIVE})
        if before is not None and before.code not in (None, met.towards):
            codes.insert(0, str(before.code))
    if len(set(codes)) < 2:
        nearby = [
            mention.code
            for mention in met.scene.sentence.mentions.values()
            if mention.sign in (PARTY, ADJECTIVE) and made.start - 40 <= mention.start < made.end + 90
        ]
        codes = [code for code in (here.own, *codes, *nearby) if code]
        if len(set(codes)) < 2 and here.other:
            codes.append(here.other)
    parties = list(dict.fromkeys(codes))
    if not 2 <= len(parties) <= _MOST_PARTIES:
        return None
    opens = _OPENS.match(made.text) is not None or made.fields.get("launch") == "told"
    dates = met.dates(start=made.start, end=len(met.scene.folded)) if opens else []
    return {
        "title": made.text,
        "parties": parties,
        "party": parties[0],
        "counterparty": parties[1],
        "launch": when(dates[0]) if dates else None,
        "modality": made.fields.get("modality") or "intended",
    }


def _contact(met: Met) -> Fields:
    made, person = met.made, met.person
    role = made.fields.get("role")
    if role == "designated" and word_pattern("is_contact").search(met.match[0]):
        role = "point of contact"
    if met.rule.names == "nobody":  # yet: of the side that is spoken of
        named = met.scene.last(met.match.start(), FOREIGN)
        party = named.code if named is not None and named.code != met.scene.here.own else met.scene.here.other
        other = met.scene.opposite(party)
        nobody = {"person": None, "title": None, "role": role, "modality": "requested"}
        return {"party": party, "counterparty": other, **nobody} if party else None
    if role == "point of contact" and _is_denied(met):
        return None
    if met.rule.behind is not None and met.rule.behind not in met.scene.before.lower():
        return None
    if person is None and met.group("person"):  # a plain name: whoever designates it speaks for a side
        giver = met.scene.last(met.match.start("person"), FOREIGN | {WE})
        party, name, title = (giver.code if giver is not None else None), met.group("person"), None
        if party is None and met.scene.here.outgoing:  # told by a ministry of one of its own
            party = met.scene.here.own
        elif met.rule.names == "theirs":  # told by us of the one whom we dealt with
            party = party or met.scene.here.other
    elif person is None or not _may_be_contact(met, person):
        return None
    else:
        party, name, title = person.code, person.name or _in_brackets(met), person.title
    if role == "principal" and party is None and "launch" not in met.match[0].lower():
        return None
    # Whoever says I WILL BE YOUR POINT OF CONTACT is that of their own side.
    whose = _whose(met) if role == "point of contact" and met.rule.names != "himself" else None
    if whose is not None:  # OUR, THE LIBYAN POINT OF CONTACT: the words tell the side, whatever officials stand beside
        party = whose.code or party
    if met.rule.names == "himself" and party is None:  # told by us: somebody whom we deal with
        party = met.scene.here.other
    if role != "point of contact" and (led := _led(met)) is not None:
        party = led
    if role == "point of contact" and word_pattern("their_contact").search(met.match[0]):
        party = met.scene.here.other or party  # told by us of those whom we deal with
    if role == "point of contact" and (side := _on_the_side(met) or (whose is None and _contact_for(met))):
        party = side
    made.text = name or (person.words if person is not None else made.text)
    former = _replaced(met) if role == "point of contact" else None
    if former is not None and person is None and whose is not None and not met.scene.here.outgoing:
        party = whose.code if whose.code != met.scene.here.own else None  # OUR CONTACT is also whom we deal with
    counterparty = met.scene.opposite(party)
    sides = {"party": party, "counterparty": counterparty}
    fields: dict[str, Any] = {**sides, "person": name, "title": title, "role": role}
    if former is not None:
        fields |= {"replaces": former, "modality": "done"}
    elif _is_named(met) and not _undone(met):
        fields["modality"] = "done"  # THE GOL NAMED COLONEL SABRI AS ITS POINT OF CONTACT
    elif role != "principal" and _is_told(met):
        fields["modality"] = "done"  # COLONEL SABRI WILL BE THE LIBYAN POINT OF CONTACT
    return fields


def _is_named(met: Met) -> bool:
    """Whether a find says that somebody was designated: WAS NAMED within it, NAMED right before whom it is."""
    before = met.scene.sentence.text[: met.match.start("person")]
    return (
        word_pattern("named_him").search(before) is not None
        or word_pattern("is_named").search(met.match[0]) is not None
    )


def _whose(met: Met) -> Mention | None:
    """The side of which a find says that it has the contact."""
    found = word_pattern("whose_contact").search(met.match[0])
    if found is None:
        return None
    place = found.start("side") if found["side"] else found.start("one")
    return met.scene.sentence.mentions[met.match.start() + place]


def _is_denied(met: Met) -> bool:
    """Whether it is said that somebody is no point of contact, or that nobody is."""
    text, start = met.scene.sentence.text, met.match.start()
    return word_pattern("no_contact").search(text, max(0, start - _BEFORE), met.match.end()) is not None


def _may_be_contact(met: Met, person: Mention) -> bool:
    """Whether somebody is named: an official, or HE where no official of the sentence is whom it stands for."""
    if person.sign == OFFICIAL:
        return True
    before = [one for one in met.scene.sentence.mentions.values() if one.start < person.start]
    return person.name is not None and all(one.sign != OFFICIAL for one in before)


def _is_told(met: Met) -> bool:
    """Whether it is said who is, or will be, a point of contact, and not who should or might be."""
    text = met.scene.sentence.text
    quoted = met.rule.names == "himself" or word_pattern("tells_so").search(text) is not None
    if not word_pattern("would_be_it" if quoted else "will_be_it").search(met.match[0]):
        return False
    return word_pattern("not_yet_named").search(text, 0, met.match.end()) is None


def _in_brackets(met: Met) -> str | None:
    """The name that stands in brackets behind an office: the Director of Customs (Ferrari)."""
    start = met.scene.sentence.ends[met.match.start("person")]
    found = _BRACKETS.match(met.scene.folded, start, start + _NAMED_BEHIND)
    if found is None or (found[1].isupper() and not met.scene.sentence.text.isupper()):
        return None  # an acronym
    return found[1]


def _on_the_side(met: Met) -> str | None:
    """The side that the words beside a point of contact tell: ON THE LIBYAN SIDE."""
    sentence = met.scene.sentence
    for found in word_pattern("on_the_side").finditer(sentence.text):
        named = sentence.mentions.get(found.start("side"))
        if named is not None and (found["said"] or word_pattern("is_side").search(named.words)):
            return named.code
    return None


def _led(met: Met) -> str | None:
    """The side of the delegation that somebody leads: THE U.S. TEAM; else that of whoever named a leader of theirs, or
    of the ministry which tells its post so."""
    sentence, here = met.scene.sentence, met.scene.here
    own = met.match.start("person")
    named = [one for at, one in sentence.mentions.items() if met.match.start() <= at < met.match.end() and at != own]
    sides = [one.code for one in named if one.sign in (PARTY, ADJECTIVE, WE) and one.code]
    if sides:
        return sides[-1]
    if met.made.fields.get("role") == "designated":
        giver = met.scene.last(met.match.start(), FOREIGN)
        return giver.code if giver is not None and giver.code != here.own else None
    return here.own if here.outgoing else None


def _contact_for(met: Met) -> str | None:
    """The side for which somebody is the point of contact: FOR LIBYA; OUR POINT OF CONTACT FOR LIBYA is ours."""
    found = word_pattern("contact_for").search(met.scene.sentence.text, max(met.match.end() - 20, 0))
    named = met.scene.sentence.mentions.get(found.start("side")) if found is not None else None
    return named.code if named is not None else None


def _replaced(met: Met) -> str | None:
    """The name of the one whose place a contact has taken."""
    sentence = met.scene.sentence
    found = word_pattern("replaced").search(sentence.text, 0, met.match.end())
    if found is None or sentence.text[met.match.start() : met.match.end()] != met.match[0]:
        return None
    # REPLACES stands within the find, WAS REPLACED BY right before it.
    if not (met.match.start() <= found.start() or found.end() == met.match.start()):
        return None
    start, end = found.span(str(found.lastgroup))
    person = sentence.mentions.get(start)
    if person is not None:
        return person.name
    return met.scene.folded[sentence.starts[start] : sentence.ends[end - 1]].rstrip(".,")


FIELDS: Mapping[ProposalKind, Callable[[Met], Fields]] = {
    "objective": _objective,
    "position": _position,
    "commitment": _commitment,
    "demarche": _demarche,
    "meeting": _meeting,
    "instrument": _instrument,
    "dialogue": _dialogue,
    "contact": _contact,
}
