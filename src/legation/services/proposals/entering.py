"""Entries in the making: what accepting, amending or moving enters, with its markings and what it rests on.

Pure: ``services.proposals.standing`` gives them their instant and appends them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from legation.core.dialogue.board import SIDES, Board, Thing, on_both_sides
from legation.core.dialogue.days import is_full_day, is_lately_before
from legation.core.dialogue.ledger import DATED, RESTS_ON, Unnumbered, thing_id
from legation.core.dialogue.moves import Moves
from legation.core.dialogue.proposal import Source
from legation.core.errors import MoveError
from legation.core.marking import Marking, join_all
from legation.services.boards import board as showing
from legation.services.boards.sourcing import day_of, whole
from legation.services.proposals.acceptance import Found, Proposed, asserted
from legation.services.proposals.outcomes import fields_of as fields_with_report
from legation.services.proposals.outcomes import goes_with_report, is_attendance, move_with_report
from legation.services.proposals.pointing import named_post
from legation.services.proposals.which_thing import IN_PLACE, Again, Objectives, objective_of, surname, thing_of
from legation.services.ties.finishing import FINISH
from legation.services.ties.following import citing, is_instruction, posts_told, reply_of
from legation.services.ties.moving import Telling, follows, given, move_of
from legation.services.ties.promising import Tells
from legation.services.ties.raising import LAUNCH, of_a_dialogue, opening
from legation.services.ties.told_moves import said_of, spoken_again
from legation.storage.records import Record
from legation.tables.banners import mark_of
from legation.tables.pieces import source_marking
from legation.tables.rules import word_list


def raised(
    author: str,
    dialogue: str,
    board: Board,
    one: Proposed,
    source: Found,
    found: list[Found],
    changed: dict[str, Any],
    again: Again,
    moves: Moves,
    report: Found | None = None,
) -> list[Unnumbered]:
    """What accepting a proposal enters: the move that raises its thing, and the positions that it states.

    An instruction for several posts names them, so that each reports by itself. report: what asks for the report on it,
    and says by when (``reports_asked``).
    """
    proposal = source.proposal
    fields = {name: value for name, value in proposal.fields.items() if value is not None}
    fields = {"text": proposal.text, **fields, **asserted(proposal)}
    fields.pop("objective", None)
    on = _told_day(source)
    if proposal.kind in _DATED_BY_WORDS:
        fields.pop("date", None)  # the entry is of that day
    if one.objective is not None:
        fields["objective"] = one.objective
    verb, _ = opening(proposal, day_of(source.record), source.record.telegram)
    if one.becomes == "demarche.deliver" and is_instruction(proposal):
        verb = "deliver"  # what the other side asks of us has come with its telegram
        fields["counterparty"] = fields.get("counterparty") or board.ours
    if f"{proposal.kind}.{verb}" == "demarche.instruct" and (
        posts := posts_told(source.record.telegram, proposal.text)
    ):
        fields.setdefault("posts", posts)
    if f"{proposal.kind}.{verb}" != "demarche.instruct" or fields.get("due") or "due" in changed:
        report = None  # a day that a person gives rests on that person's word
    if report is not None:
        fields["due"] = report.proposal.fields["due"]
    if proposal.kind == "dialogue":
        # The dialogue is open: what this telegram adds is taken over, its name and sides stay.
        about, verb = dialogue, of_a_dialogue(verb, board, moves)
        for name in ("text", "title", "parties", "ours"):
            fields.pop(name, None)
    else:
        about = thing_of(source, dialogue, board, again)
        known = board.things.get(about)
        if known is not None and proposal.kind == "objective":
            verb, fields = _spoken_again(known, str(verb), fields)
        elif known is not None and on_both_sides({**fields, **known.fields}, moves.both) is not None:
            # The side that was told first stands: told from the other end it would be on both.
            fields = {name: value for name, value in fields.items() if name not in SIDES}
    left = _former(board, about, on, {**fields, **changed}) if proposal.kind == "contact" else None
    drawn = []
    if left is not None and left.actor("by") is not None and "party" not in fields:
        fields["party"] = left.actor("by")  # whoever takes his place is of his side
        drawn.append(left)
    fields = _with_changes(fields, changed)
    stances = _stances_of(fields) if proposal.kind == "objective" else {}
    if stances:
        fields.pop("stance")  # a stance is a position of its own, which a later one can supersede
    behind = report.proposal.sources[0] if report is not None else None
    drafts = [
        draft_from(
            author, f"{proposal.kind}.{verb}", dialogue, about, fields, source, on=on, behind=behind, drawn=drawn
        )
    ]
    if left is not None and verb == "designate":
        drafts.append(_vacated(author, dialogue, left, on, source))
    for party, stance in stances.items():
        if _states_position(found, about, party, dialogue, board, again):
            continue
        held = {"text": fields["text"], "party": party, "stance": stance, "objective": about}
        held |= asserted(proposal)
        key = thing_id("position", dialogue, f"{proposal.words}|{party}", board.things)
        drafts.append(draft_from(author, "position.state", dialogue, key, held, source))
    return drafts


def _stances_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """Party to stance, where an objective says how a side stands to it."""
    stance = fields.get("stance")
    if isinstance(stance, str) and stance and isinstance(fields.get("sought_from"), str):
        return {fields["sought_from"]: stance}
    if isinstance(stance, dict):
        return {str(party): str(held) for party, held in stance.items() if held}
    return {}


def _states_position(found: Sequence[Found], about: str, party: str, dialogue: str, board: Board, again: Again) -> bool:
    """Whether a proposal of its own states how the party stands to the objective ``about``."""
    objectives = Objectives(found)
    return any(
        one.proposal.kind == "position"
        and party in {one.proposal.fields.get("party"), one.proposal.fields.get("by")}
        and objective_of(one, objectives, dialogue, board, again) == about
        for one in found
    )


def reports_asked(listed: Sequence[Proposed], found: Sequence[Found]) -> dict[int, Found]:
    """What asks for the report on an instruction by a day, by the number of that; none where it asks for two days.

    Only what waits, and is shown beside it: one that was rejected, or entered as its own, says nothing of another.
    """
    asking: dict[int, list[Found]] = {}
    for one in listed:
        if one.beside is not None and one.proposal.kind == "demarche" and one.proposal.fields.get("due") is not None:
            by_itself, instruction = found[one.number - 1], found[one.beside - 1]
            if by_itself.record.sha256 == instruction.record.sha256:
                asking.setdefault(one.beside, []).append(by_itself)
    return {
        number: some[0] for number, some in asking.items() if len({one.proposal.fields["due"] for one in some}) == 1
    }


def _spoken_again(known: Thing, verb: str, fields: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """How an objective that stands is spoken of again: it stays what it is, of the side that seeks it.

    What the other side asks about it is no tabling of it, and is not due from whom it is sought.
    """
    sought_by, sought_from = known.fields.get("sought_by"), known.fields.get("sought_from")
    turned = sought_by is not None and sought_from is not None and fields.get("sought_by") == sought_from
    apart = {"objective_kind", *(("due",) if turned else ())}
    return "raise" if turned else verb, {name: value for name, value in fields.items() if name not in apart}


def reported(
    author: str,
    dialogue: str,
    demarche: Thing,
    verb: str,
    one: Proposed,
    source: Found,
    changed: dict[str, Any],
    *,
    on: str | None = None,
) -> Unnumbered:
    """What accepting a report on a demarche enters: its delivery, a question back or the reply, for the post.

    The report's own sides and days stay with it: what was instructed keeps those of its instruction. A reply says which
    telegram of the demarche it cites. on: its day, else the one that its words tell.
    """
    proposal = source.proposal
    behind: Source | None = None
    fields: dict[str, Any] = {"text": proposal.text, **asserted(proposal)}
    if proposal.kind != "demarche":
        fields["proposed"] = proposal.kind
    if source.record.telegram.post is not None and verb not in ("instruct", "extend"):
        fields["post"] = source.record.telegram.post
    if verb == "respond":
        fields["answer"], behind = reply_of(proposal, source.sources[0], source.record.telegram)
        if (cited := citing(demarche, source.record)) is not None:
            fields["cites"] = cited
    elif verb == "extend" and proposal.fields.get("due") is not None:
        fields["due"] = proposal.fields["due"]
    elif verb == "deliver":
        # For those who see the report without the instruction: where both say it, they say the same.
        for name, known in (("party", demarche.actor("by")), ("counterparty", demarche.actor("to"))):
            if proposal.fields.get(name) is not None and known in (None, proposal.fields[name]):
                fields[name] = proposal.fields[name]
    if one.objective is not None and demarche.fields.get("objective") in (None, one.objective):
        fields["objective"] = one.objective
    fields = _with_changes(fields, changed)
    if fields.get("post"):
        fields["post"] = named_post(demarche, fields)
    told = on or _told_day(source)
    # What was told to a side before the instruction is not yet this.
    on = told if told >= demarche.raised else None
    return draft_from(author, f"demarche.{verb}", dialogue, demarche.id, fields, source, on=on, behind=behind)


def moved(
    author: str,
    dialogue: str,
    board: Board,
    about: str,
    one: Proposed,
    source: Found,
    changed: dict[str, Any],
    moves: Moves,
) -> Unnumbered:
    """What accepting a proposal enters that tells of a meeting or a commitment known before: its move.

    What stands of the thing beside the move stays as it is. Raises MoveError where what it says cannot follow.
    """
    proposal, thing = source.proposal, board.things[about]
    telling = Telling(proposal, source.sources[0], source.record.telegram, day_of(source.record))
    point, move = goes_with_report(proposal), move_with_report(proposal)
    if point and thing.entity == "meeting" and follows(telling, thing, move.partition(".")[2], moves):
        told = {name: value for name, value in fields_with_report(proposal).items() if value is not None}
        text = {} if is_attendance(proposal) else {"text": proposal.text}  # who took part is told by the person
        fields = {**text, **told, **asserted(proposal), "proposed": proposal.kind}
        return draft_from(author, move, dialogue, about, _with_changes(fields, changed), source)
    made = move_of(telling, thing, moves) if not point else None
    offered = next((known for known in one.candidates if known.thing == about), None)
    if offered is not None and offered.becomes == FINISH and follows(telling, thing, "finish", moves):
        fields = {"text": offered.text, **asserted(proposal), "proposed": proposal.kind}  # the words of the task
        return draft_from(author, FINISH, dialogue, about, _with_changes(fields, changed), source)
    said = None
    if proposal.kind == "event" and not point:
        # What was offered is entered, where it can follow still; else what the words say.
        verb = offered.becomes.partition(".")[2] if offered is not None else None
        if offered is not None and verb is not None and (made is None or made[1] != verb):
            said = Tells(verb, offered.speaks) if follows(telling, thing, verb, moves) else None
        if said is None and made is None:
            # Who did what its words say was weighed with the words of the board, when it was offered, and is not here:
            # of what does not follow any more no more is entered than that the thing was spoken of.
            merely = offered is not None and thing.entity != "commitment"
            said = spoken_again(telling, thing, moves) if merely else said_of(telling, thing, board, moves)
    if said is not None:
        fields = {"text": proposal.text, **asserted(proposal), "proposed": proposal.kind}
        if said.speaks is not None:
            fields["speaks"] = said.speaks
        kind = f"{thing.entity}.{said.verb}"
        return draft_from(author, kind, dialogue, about, _with_changes(fields, changed), source)
    if made is None:
        raise MoveError(
            f"proposal {one.number} tells of no move that {thing.called} could make on its day",
            f"record the move by hand, or take it as a new one: {thing.entity}=new",
        )
    sign, verb = made
    fields = {"text": proposal.text, **given(telling, sign, verb, thing, board), **asserted(proposal)}
    if proposal.kind != thing.entity:
        fields["proposed"] = proposal.kind
    if one.objective is not None and thing.fields.get("objective") in (None, one.objective):
        fields["objective"] = one.objective
    return draft_from(author, f"{thing.entity}.{verb}", dialogue, about, _with_changes(fields, changed), source)


def amended(
    author: str,
    dialogue: str,
    board: Board,
    one: Proposed,
    source: Found,
    given: Mapping[str, Any],
) -> list[Unnumbered]:
    """What amending a proposal that was accepted before enters; nothing where nothing changes.

    given: what a person says of it. A day that the proposal corrects is its telegram's word, unless that is changed.
    """
    thing = board.dialogue if one.about == dialogue else board.things.get(str(one.about))
    if thing is None:
        return []
    stands = {name: thing.text if name == "text" else thing.fields.get(name) for name in (*one.corrects, *given)}
    fields = {name: value for name, value in {**one.corrects, **given}.items() if stands[name] != value}
    if not fields:
        return []
    was = {name: stands[name] for name, value in fields.items() if one.corrects.get(name) != value}
    read = asserted(source.proposal) if len(was) < len(fields) else {}
    told = {**fields, **read, **({"amended": was} if was else {})}
    return [draft_from(author, f"{thing.entity}.amend", dialogue, thing.id, told, source, drawn=[thing])]


_DATED_BY_WORDS = frozenset({"position", "demarche"})
"""Kinds of proposals of which field ``date`` is the day on which something was said or done."""


def _told_day(source: Found) -> str:
    """The day on which a position was stated, or a demarche made or answered, by its words; else of the telegram.

    A day that no rule would have read there, as a proposal made elsewhere may name one, is none.
    """
    proposal = source.proposal
    dated = proposal.kind in _DATED_BY_WORDS or (proposal.kind == "event" and proposal.fields.get("of") is None)
    told = proposal.fields.get("date") if dated else None
    if proposal.kind == "dialogue" and opening(proposal, day_of(source.record), source.record.telegram)[0] == LAUNCH:
        told = proposal.fields.get("launch")
    day = day_of(source.record)
    if not isinstance(told, str) or not is_full_day(told):
        return day
    return told if is_lately_before(date.fromisoformat(told), date.fromisoformat(day)) else day


def _former(board: Board, about: str, on: str, fields: Mapping[str, Any]) -> Thing | None:
    """The contact in whose place another was put; None where none or several may be meant.

    He is named, or HIM: then it is the one contact who is in place, of the same side where that is known.
    """
    replaced = fields.get("replaces")
    if not replaced:
        return None
    former, party = surname(replaced), fields.get("party")
    held = [one for one in board.of("contact") if one.id != about and one.state in IN_PLACE and one.raised <= on]
    sided = [one for one in held if party in (None, one.actor("by"))]
    meant = [one for one in sided if surname(one.fields.get("person") or one.fields.get("name") or one.text) == former]
    if str(replaced).upper() in word_list("him"):
        meant = sided
    return meant[0] if len(meant) == 1 else None


def _vacated(author: str, dialogue: str, left: Thing, on: str, source: Found) -> Unnumbered:
    """That the contact whose place another took has left, the same day."""
    told = {"text": left.text, **asserted(source.proposal)}
    return draft_from(author, "contact.vacate", dialogue, left.id, told, source, on=on, drawn=[left])


def draft_from(
    author: str,
    kind: str,
    dialogue: str,
    about: str,
    fields: dict[str, Any],
    source: Found,
    *,
    drawn: Sequence[Thing] = (),
    on: str | None = None,
    behind: Source | None = None,
) -> Unnumbered:
    """An entry that rests on the words of a proposal, and on those behind them if any.

    on: its day, where it is not that of the telegram.
    """
    day = on or day_of(source.record)
    sources = source.sources if behind is None else (*source.sources, behind)
    return draft_of(author, kind, dialogue, about, day, fields, sources, [source.record], drawn=drawn)


def draft_of(
    author: str,
    kind: str,
    dialogue: str,
    about: str,
    on: str,
    fields: dict[str, Any],
    sources: tuple[Source, ...],
    records: list[Record],
    *,
    board: Board | None = None,
    drawn: Sequence[Thing] = (),
) -> Unnumbered:
    """A draft with its markings: access of the whole telegrams, shown mark of the paragraphs.

    drawn: things of the board whose words its fields repeat; they hold it as closely as themselves.
    """
    if any(record.telegram.date is None and on == day_of(record) for record in records):
        fields = {**fields, DATED: "receipt"}
    if records:
        access = join_all([Marking.from_label(record.access) for record in records])
        texts = {record.sha256: record.telegram for record in records}
        # By hand the subject stands for the whole telegram, whose words the fields may repeat.
        as_whole = "proposal" not in fields and any(source.paragraph is None for source in sources)
        held = [*sources, *(whole(record) for record in records if as_whole)]
        shown = join_all([source_marking(texts[source.sha256], source) for source in held])
    else:
        drawn = [*drawn, *(_closely_as(board, about, fields) if board is not None else ())]
        access = shown = Marking(0)
    # What a telegram of theirs is marked later holds for what repeats their words, too.
    rests_on = {source.sha256 for thing in drawn for source in thing.sources} - {s.sha256 for s in sources}
    if rests_on:
        fields = {**fields, RESTS_ON: sorted(rests_on)}
    access = join_all([access, *(thing.access for thing in drawn)])
    shown = join_all([shown, *(showing.thing_marking(thing) for thing in drawn)])
    return Unnumbered(
        instant="",
        author=author,
        kind=kind,
        dialogue=dialogue,
        about=about,
        on=on,
        fields=fields,
        sources=sources,
        access=access.label,
        marking=mark_of(shown, date.fromisoformat(on)),
    )


def _with_changes(fields: dict[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """``fields`` as a person changed them, with what each was; as they are where nothing differs."""
    was = {name: fields.get(name) for name, value in changed.items() if fields.get(name) != value}
    return {**fields, **changed, "amended": was} if was else fields


def _closely_as(board: Board, about: str, fields: Mapping[str, Any]) -> list[Thing]:
    """What an entry without a telegram is held as closely as: what it is about, else the dialogue."""
    named = [board.things.get(about), board.things.get(str(fields.get("objective")))]
    things = [thing for thing in named if thing is not None]
    return things or ([board.dialogue] if board.dialogue is not None else list(board.things.values()))
