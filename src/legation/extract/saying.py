"""What a weighed clause gives for the fields of its kind: who holds it, towards whom, how it stands."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from legation.core.dialogue.proposal import ProposalKind
from legation.extract.clauses import (
    coming,
    condition,
    due,
    is_reserve,
    place_of,
    tells_which,
    terms_apart,
    urgency,
    when,
)
from legation.extract.mentions import ADJECTIVE, DESK, OFFICIAL, PARTY, PRONOUN, SIGNER, WE, WHEN, Mention
from legation.extract.objectives import objective_kind, objective_modality
from legation.extract.scenes import ACTORS, Scene
from legation.tables.cues import Cue
from legation.tables.rules import word_pattern

_STANDS_FOR = re.compile(r"(?:the )?(?:it|they|he|she|his|their|its|this government)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|a|an|our|this|new) ", re.IGNORECASE)
_NOT_AGAINST = re.compile(
    r"\b(?:not|no)\b(?: \w{1,12}){0,2} (?:oppos\w{1,5}|objections?|object|reject\w{0,3}|exclude|rule out|against)\b",
    re.IGNORECASE,
)
_BIDS = re.compile(r"\b(?:should|must|ought)\b", re.IGNORECASE)
_PLAIN = re.compile(r"cannot|not|no|never", re.IGNORECASE)
_UNLESS = re.compile(r"unless|until|other than|except|without|in (?:the )?absence", re.IGNORECASE)
_SESSION = re.compile(r"\b(?:session|conference|council|assembly|committee|meeting of)\b", re.IGNORECASE)
_STANCES = ("refuses", "undecided", "reluctant", "accepts", "supports")
_HELD = frozenset({"position", "commitment", "objective"})  # kinds that a noun may name: REFUSAL, PLEDGE, REQUEST
_SIDE = re.compile("[\ue000-\ue0ff]")  # another side before the subject: THE FRENCH SELL MALTA WHEAT
_AS = re.compile(r"\bas ", re.IGNORECASE)
_JOINS = re.compile(r"\b(?:and|but|nor|yet|also)[ ,]{1,2}$", re.IGNORECASE)
_FAR = 70  # signs into a clause within which its subject stands
_NEAR, _NAME = 8, 3
_BEHIND = 240  # signs behind a clause in which its condition may stand
_LEAD = 40  # signs before a side in which TO or TOLD may stand


class Said(NamedTuple):
    """A clause [start, end) of a marked sentence, whoever speaks it, and its cues, the heaviest first."""

    scene: Scene
    start: int
    end: int
    words: str
    speaker: Mention | None
    own_voice: bool
    cues: tuple[Cue, ...]

    def mentions(self) -> list[tuple[int, Mention]]:
        return [(place, m) for place, m in self.scene.sentence.mentions.items() if self.start <= place < self.end]

    def acting(self) -> str | None:
        """The side whose clause it is: its subject, else whoever speaks, else the side that the place
        suggests."""
        here = self.scene.here
        assured = word_pattern("is_assured").match(self.scene.sentence.text, self.start, self.end)
        if assured is not None:
            return self.scene.assured(assured)[0]
        apart = terms_apart(self.scene.sentence.text, self.start, self.end)
        start = apart[1] + 1 if apart is not None else self.start
        whole = self.scene.sentence.text
        known = word_pattern("as_known").match(whole, start, self.end)
        if known is not None and _AS.search(whole, max(0, start - 4), known.end()) is not None:
            # THEY LOOKED AT IT BUT, AS DEPARTMENT KNOWS, REFUSED: what is known is said of who stands before.
            said_of = self._nearest([(at, m) for at, m in self.scene.sentence.mentions.items() if at < start])
            if said_of is not None and word_pattern("verb_first").match(whole, known.end(), self.end) is not None:
                return said_of
        text = self.scene.sentence.text[start : self.end]
        found = [(place - start, m) for place, m in self.mentions() if place >= start and m.sign != WHEN and m.code]
        agent = word_pattern("done_by").search(text)
        if agent is not None and word_pattern("main_verb").search(text[: agent.start()]) is None:
            by = self.scene.sentence.mentions.get(start + agent.start("by"))
            if by is not None and by.code:
                return by.code
        known = word_pattern("we_know").match(text)
        if known is not None:
            of = self.scene.sentence.mentions.get(start + known.start("by"))
            if of is not None and of.code:
                return of.code
        if (elided := self._elided(text)) is not None:
            return elided
        document = word_pattern("document_says").match(text)
        if document is not None:
            # By whoever sent it, if one is named beside it.
            return next((m.code for place, m in found if place < document.end()), None)
        if word_pattern("some_of_them").match(text) is not None:
            return None
        place, first = self._subject(text, found)
        lead = text[:place]
        verb = word_pattern("main_verb").search(lead)
        named = first is not None and (first.sign in ACTORS or first.start - self.begin() < _NEAR)
        unsaid = word_pattern("unsaid_i").match(text) or (self.start == 0 and word_pattern("unsaid_deed").match(text))
        if here.own and not here.outgoing and unsaid:
            return here.own  # telegrams leave I out: ASKED HIM WHETHER, DELIVERED THE NOTE TO HIM
        if first is not None and named and verb is None and place < _FAR and not _STANDS_FOR.match(text):
            return first.code
        if verb is not None and verb.start() > _NAME and not _STANDS_FOR.match(text) and not self.own_voice:
            # A subject that is no known name: whoever speaks is its side; where nobody does, ours in what a ministry
            # writes, and in a report the one that the post deals with.
            speaker = self.speaker.code if self.speaker is not None else None
            return speaker or (here.own if here.outgoing else None) or here.other or here.own
        if self.own_voice:
            return here.own
        if self.speaker is not None and self.speaker.code:
            return self.speaker.code
        last = self.scene.last(self.start, ACTORS)
        if last is not None:
            return last.code
        return here.own if here.outgoing else here.other or here.own

    def _subject(self, text: str, found: list[tuple[int, Mention]]) -> tuple[int, Mention | None]:
        """The first side that the clause names: of those before its verb one that stands after no preposition."""
        if not found:
            return 0, None
        for place, mention in found:
            if (
                mention.sign in ACTORS
                and place < _FAR + _FAR
                and not word_pattern("preposition").search(text, 0, place)
            ):
                return (place, mention) if word_pattern("main_verb").search(text[:place]) is None else found[0]
        return found[0]

    def _elided(self, text: str) -> str | None:
        """The subject of the clause before it in its sentence, where it begins with its verb: WE SELL WHEAT BUT REFUSE
        TO SELL SHIPS; None where it does not, or that clause names none.
        """
        whole = self.scene.sentence.text
        if (
            word_pattern("verb_first").match(text) is None
            or _JOINS.search(whole, max(0, self.start - 8), self.start) is None
        ):
            return None
        begins = [
            found.end() for name in ("frame", "says_of") for found in word_pattern(name).finditer(whole, 0, self.start)
        ]
        if begins and word_pattern("verb_now").match(text) is None:
            return None  # THE MINISTER SAID WE SELL SHIPS AND ASKED FOR ONE: who speaks goes on
        begin = max([*begins, whole.rfind(": ", 0, self.start) + 2, whole.rfind("; ", 0, self.start) + 2], default=0)
        begin = begin if begin > 1 else 0
        day = word_pattern("opens_day").match(whole, begin)
        begin = begin if day is None else day.end()
        named = [(at, m) for at, m in self.scene.sentence.mentions.items() if begin <= at < self.start]
        if word_pattern("opens_time").match(whole, begin):
            return self._nearest(named)
        place, subject = next(((at, m) for at, m in named if self._acts(at, m)), (0, None))
        led = whole[begin:place]
        aside = word_pattern("preposition").search(led) or word_pattern("main_verb").search(led) or _SIDE.search(led)
        return subject.code if subject is not None and aside is None else None

    def _nearest(self, named: list[tuple[int, Mention]]) -> str | None:
        """The last side that stands right before its verb: WHEN LIBYA OBJECTED MALTA WITHDREW THE DRAFT."""
        whole = self.scene.sentence.text
        for at, mention in reversed(named):
            led = word_pattern("preposition").search(whole, 0, at)
            if led is None and self._acts(at, mention) and word_pattern("has_verb").match(whole, at):
                return mention.code
        return None

    def _acts(self, at: int, mention: Mention) -> bool:
        """Whether it may be a subject; THE FRENCH is one where a verb stands behind it."""
        if mention.sign == ADJECTIVE:
            return word_pattern("has_verb").match(self.scene.sentence.text, at) is not None
        return mention.sign in ACTORS

    def bidden(self, acting: str | None, towards: str | None) -> tuple[str | None, str | None]:
        """Who wants it and of whom, where the clause says that a side should do it: whoever says so wants it."""
        clause = self.scene.sentence.text[self.start : self.end]
        if acting is None or word_pattern("is_to_act").match(clause) is None:
            return acting, towards
        speaker = self.scene.here.own if self.own_voice else self.speaker.code if self.speaker is not None else None
        wants = speaker if speaker != acting else None
        wants = wants or self.scene.partner(acting) or self.scene.opposite(acting)
        return (wants, acting) if wants is not None else (acting, towards)

    def wanting(self) -> str | None:
        """The side that the clause says to want it: of TARSIA WILL WAIT, AT MINIMUM WE WANT A TEXT it is WE.

        None where it says that a side should: FRANCE SHOULD URGE THEM is wanted by whoever says so.
        """
        text = self.scene.sentence.text
        if word_pattern("is_to_act").match(text, self.start, self.end) is not None:
            return None
        found = word_pattern("wanting").search(text, self.start, self.end)
        return self.scene.sentence.mentions[found.start("by")].code if found is not None else None

    def holder(self, kind: ProposalKind) -> str | None:
        """Whose a thing of ``kind`` is that the clause speaks of: FMG COMMITMENT TO COOPERATE, REQUEST FROM GOWON."""
        found = word_pattern(f"held_{kind}").search(self.scene.sentence.text, self.start, self.end)
        text = self.scene.sentence.text
        if kind == "position" and found and word_pattern("judged").search(text, self.start, found.start()):
            return None  # what another thinks of it is no stance of whose it is
        return self.scene.sentence.mentions[found.start(found.lastgroup or 0)].code if found is not None else None

    def before(self) -> str:
        """What the sentence says before the clause."""
        return self.scene.folded[self.scene.sentence.starts[0] : self.begin()]

    def after(self) -> str:
        """What the sentence says right after the clause."""
        begin = self.scene.sentence.ends[self.end - 1]
        return self.scene.folded[begin : min(self.scene.sentence.ends[-1], begin + _BEHIND)]

    def terms(self) -> str | None:
        """On what condition it is said; where no comma parts that from the rest, up to whoever acts then."""
        sentence = self.scene.sentence
        apart = terms_apart(sentence.text, self.start, self.end)
        if apart is None:
            return condition(self.words, self.before(), self.after())
        return self.scene.folded[sentence.starts[apart[0]] : sentence.ends[apart[1] - 1]]

    def begin(self) -> int:
        """Where the clause begins in the folded paragraph."""
        return self.scene.sentence.starts[self.start]

    def towards(self, acting: str | None, *, stated: bool = False, met: bool = False) -> str | None:
        """The other side: the first that the clause names beside the acting one, else that of the talk that is told of,
        else whoever speaks, else the usual one.

        stated: the clause asks for nothing, so that an organisation it speaks of may be the side it is about. met: it
        tells of a meeting, of which a country that it was IN is only the place.
        """
        places = self._places() if met else set()
        named = [
            m for at, m in self.mentions() if m.sign in ACTORS and m.code and m.code != acting and at not in places
        ]
        named = [m for m in named if stated or not self.scene.is_topic(m)]
        owners = [m for _, m in self.mentions() if m.sign == ADJECTIVE and m.code and m.code != acting]
        if named or owners:
            return (named or owners)[0].code
        if (partner := self.scene.partner(acting)) is not None:
            return partner
        speaker = self.speaker.code if self.speaker is not None else None
        if speaker and speaker != acting:
            return speaker
        return self.scene.opposite(acting) or (self.scene.here.own if acting != self.scene.here.own else None)

    def _places(self) -> set[int]:
        """The places of countries that something took place in."""
        text = self.scene.sentence.text
        return {at for at, m in self.mentions() if m.sign == PARTY and text[max(0, at - 4) : at].lower() == " in "}

    def told_to(self, acting: str | None) -> str | None:
        """Whom a demarche is made to: the first that the sentence has TO, WITH or TOLD before, else the first named."""
        text = self.scene.sentence.text
        for place, mention in self.scene.sentence.mentions.items():
            if place >= self.end:
                break
            other = mention.sign in ACTORS and mention.code and mention.code != acting
            if other and word_pattern("told_to").search(text, max(0, place - _LEAD), place):
                return mention.code
        return self.towards(acting)

    def told(self, field: str) -> Any:
        """What the heaviest cue that knows of a field says for it."""
        return next((cue.fields[field] for cue in self.cues if field in cue.fields), None)

    def body(self) -> str | None:
        """The organisation that the clause names, if it names no official."""
        named = [m for _, m in self.mentions() if m.sign != WHEN and m.code]
        if any(m.sign in (OFFICIAL, WE, SIGNER, DESK, PRONOUN) for m in named):
            return None
        table = self.scene.here.table
        for mention in named:
            party = table.party(mention.code or "")
            if party is not None and party.kind == "organisation":
                return party.code
        return None

    def date(self, *, past: bool = False) -> str | None:
        dates = [m for _, m in self.mentions() if m.sign == WHEN]
        return when(dates[0], past=past) if dates else None


def _reports_itself(said: Said) -> bool:
    """Whether whoever reports a demarche made it: as it was told to, or where no word says who handed it to them."""
    if word_pattern("as_told").search(said.words):
        return True
    sentence, here = said.scene.sentence, said.scene.here
    met = word_pattern("handed_to").search(sentence.text)
    receiver = sentence.mentions.get(met.end() - 1) if met is not None else None
    return receiver is not None and receiver.code != here.own and not here.outgoing


def fields_of(kind: ProposalKind, said: Said) -> dict[str, Any] | None:
    """Fields of a clause of ``kind``; None where the clause lacks what the kind needs."""
    acting, towards = _sides(kind, said)
    if kind == "objective":
        return {
            "objective_kind": objective_kind(said.words),
            "sought_by": acting,
            "sought_from": towards,
            "instrument": None,
            "due": _due(said),
            "stance": None,
            "modality": said.told("modality") or objective_modality(said.words),
        }
    if kind == "position":
        terms = said.terms()
        return {
            "party": acting,
            "counterparty": towards,
            "stance": _stance(said, terms),
            "objective": said.scene.point,
            "condition": terms,
        }
    if kind == "commitment":
        terms = said.terms()
        within = place_of(terms, said.words, said.begin())
        days = (
            mention
            for place, mention in said.mentions()
            if mention.start not in within and not tells_which(said.scene.sentence.text, said.start, place)
        )
        return {
            "party": acting,
            "counterparty": towards,
            "due": _due(said, within) or coming(days, said.scene.here.written) or urgency(said.words),
            "condition": terms,
            "modality": said.told("modality") or "intended",
        }
    if kind == "demarche":
        modality = said.told("modality") or _modality(said)
        # REQUEST YOU SEE HIM AND CONVEY THIS: what is to be conveyed is asked with what stands before it.
        asked = f"{said.before()}{said.words}" if word_pattern("bidden").match(said.words) else said.words
        outgoing = said.scene.here.outgoing and word_pattern("to_a_post").search(asked)
        if outgoing or word_pattern("please").match(said.words):
            modality = "requested"
        by = said.scene.here.own if modality == "requested" or _reports_itself(said) else acting
        at_home = modality == "requested" and word_pattern("reply_wanted").search(said.words)
        return {
            "party": by,
            "counterparty": None if at_home else said.told_to(by),
            "due": _due(said) or urgency(said.words),
            "modality": modality,
        }
    if kind == "meeting":
        own = said.scene.here.own
        party, other = acting, towards
        body = said.body() if _SESSION.search(said.words) else None
        if body is not None:
            party, other = body, None
        elif other == own and not word_pattern("calls_on").search(said.words):
            party, other = own, acting
        modality = "done" if word_pattern("was_met").match(said.words) else _modality(said)
        done = modality == "done"
        date = said.date(past=done) or _only_date(said, past=done) or said.scene.day_of_hour(said.words)
        if date is None and done:
            date = said.scene.day_of_opening(said.begin(), said.begin() + len(said.words))
        return {
            "party": party,
            "counterparty": other,
            "date": date,
            "modality": modality,
        }
    return _named(kind, said, acting, towards)


def _sides(kind: ProposalKind, said: Said) -> tuple[str | None, str | None]:
    """Who acts in a clause of ``kind``, and towards whom."""
    stated = kind in ("position", "meeting")
    acting = said.holder(kind) if kind in _HELD else None
    if acting is None and kind == "objective":
        acting = said.wanting()
    if acting is not None:
        return acting, said.towards(acting, stated=stated)
    acting = said.acting()
    towards = said.towards(acting, stated=stated, met=kind == "meeting")
    return said.bidden(acting, towards) if kind == "objective" else (acting, towards)


def _treaty_name(words: str) -> str:
    """What an instrument is called in a statement of it: behind its article, to the word that says what it is.

    Where that word stands alone, ``the Treaty of Friendship``, nothing is cut off.
    """
    found = _treaty().search(words)
    return found["name"] if found is not None and " " in found["name"] else _ARTICLE.sub("", words)


@cache
def _treaty() -> re.Pattern[str]:
    article = r"(?:the|an?|our|their|this|that|new)"
    noun = rf"(?:{word_pattern('treaty').pattern}|{word_pattern('text').pattern})"
    return re.compile(
        rf"\b{article} (?P<name>(?:(?!{article}\b)[\w'’/.&-]{{1,24}} ){{0,7}}?{noun})\b",
        re.IGNORECASE,
    )


def _named(kind: ProposalKind, said: Said, acting: str | None, towards: str | None) -> dict[str, Any] | None:
    """Fields of what bears a name: a dialogue, a contact, an instrument."""
    here = said.scene.here
    if kind == "instrument":
        return {
            "name": _treaty_name(said.words),
            "party": acting,
            "counterparty": towards,
            "due": None,
            "modality": _modality(said),
        }
    if kind == "dialogue":
        codes = [m.code for _, m in said.mentions() if m.code and m.sign != WHEN]
        parties = list(dict.fromkeys(code for code in (acting, *codes, towards, here.own) if code))[:2]
        if len(parties) < 2:
            return None
        return {
            "title": said.words,
            "parties": parties,
            "party": parties[0],
            "counterparty": parties[1],
            "launch": None,
            "modality": _modality(said),
        }
    return _contact(said, acting, towards) if kind == "contact" else None


def _contact(said: Said, acting: str | None, towards: str | None) -> dict[str, Any] | None:
    """Fields of a contact: the one who is designated, or nobody yet; None where the clause only names people."""
    role = said.told("role") or "designated"
    nobody = {"party": acting, "counterparty": towards, "person": None, "title": None, "role": role}
    clause = said.scene.sentence.text[said.start : said.end]
    if word_pattern("nobody_yet").search(clause) is not None:
        return nobody
    for found in word_pattern("designated").finditer(clause):
        at = said.start + found.start(found.lastgroup or 0)
        person = said.scene.sentence.mentions.get(at)
        if person is not None and person.sign == PRONOUN:  # TELANAR SAID THAT HE IS ACTING AS POINT OF CONTACT
            person = next((m for place, m in said.mentions() if place < at and m.sign == OFFICIAL), None)
        if person is not None and person.sign == OFFICIAL:
            other = said.scene.opposite(person.code)
            return {**nobody, "party": person.code, "counterparty": other, "person": person.name, "title": person.title}
    return None


def _stance(said: Said, terms: str | None) -> str | None:
    stance: str | None = said.told("stance")
    words = said.words
    if terms is not None and words.startswith(terms):
        rest = words[len(terms) :]
        if stance == "refuses" and _BIDS.search(rest) and not _takes("refuses", rest, plain=True):
            stance, words = None, rest  # IF HE CANNOT FIND IT, HE SHOULD GO ON: what he cannot do is no stance
    if stance is None or stance == "by verb":
        # A clause that no cue gives a stance is not against a thing for a mere NOT.
        told = stance is not None
        stance = next((name for name in _STANCES if _takes(name, words, plain=told)), None)
    if stance == "refuses" and _NOT_AGAINST.search(words):
        stance = "accepts"
    elif word_pattern("stance_denied").search(words):
        stance = "refuses"
    if stance in ("supports", "refuses", None) and word_pattern("stance_unwise").search(words):
        stance = "reluctant"
    if terms is not None and is_reserve(terms) and (stance in ("accepts", "supports", None) or _UNLESS.match(terms)):
        return "conditional"
    return stance


def _takes(stance: str, words: str, *, plain: bool) -> bool:
    found = (match[0] for match in word_pattern(f"stance_{stance}").finditer(words))
    return any(plain or _PLAIN.fullmatch(word) is None for word in found)


def _modality(said: Said) -> str:
    for name in ("hypothetical", "intended"):
        if word_pattern(name).search(said.words):
            return name
    return "done"


def _only_date(said: Said, *, past: bool) -> str | None:
    """The day that the sentence names beside the clause, if it names just one."""
    dates = [m for m in said.scene.sentence.mentions.values() if m.sign == WHEN]
    return when(dates[0], past=past) if len(dates) == 1 else None


def _due(said: Said, terms: range = range(0)) -> str | None:
    return due(said.scene.sentence, said.start, said.end, terms)
