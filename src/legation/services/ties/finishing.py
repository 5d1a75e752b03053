"""A task of a meeting told of as done: the deed that it names, met again as done by the side that has it.

*Task: Tarqand to send the charts by May 15*, and later *Tarqand sent us the charts*. Pure: what may be read is
handed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from legation.core.dialogue.board import Board, Thing
from legation.extract.drafted import without_pages
from legation.services.boards.board import words as shown_words
from legation.services.boards.matters import matter_of
from legation.services.boards.words import Words, apart
from legation.services.ties.deeds import is_enough
from legation.services.ties.listening import Listening, referring
from legation.services.ties.moving import Candidate, Telling, follows
from legation.services.ties.plainly import weighed_plainly
from legation.services.ties.promising import Promise, Tells, done_of, promise_of
from legation.services.ties.ways import led_to
from legation.tables.deeds import load_deeds

FINISH = "meeting.finish"
_DONE = Tells("complete", "for")


def finished(tellings: Sequence[Telling], here: Listening) -> dict[str, Candidate]:
    """Tasks of which sentences tell that they were done, by ``Proposal.words``: each task by one sentence, and by a
    sentence one task.

    It is so where the telegram cites one that set the task, or says nearly all of it; what another side did, or did in
    part, finishes nothing.
    """
    ground = here.grounds.get("meeting")
    if ground is None:
        return {}
    found: dict[str, Candidate] = {}
    for meeting, task in _tasks(here.board, ground.words):
        best: tuple[str, Candidate] | None = None
        for told in tellings:
            if told.proposal.words in found or told.proposal.kind != "event" or told.day < task.thing.raised:
                continue
            one = _finishes(told, meeting, task, ground.words, here)
            if one is not None and (best is None or one.score > best[1].score):
                best = told.proposal.words, one
        if best is not None:
            found[best[0]] = best[1]
    return found


def _tasks(board: Board, words: Words) -> Iterator[tuple[Thing, Promise]]:
    """The open tasks of meetings, each as what the side that has it promised."""
    done = {shown_words(item.get("text")) for meeting in board.of("meeting") for item in meeting.items("finished")}
    for meeting in board.of("meeting"):
        for movement in meeting.movements:
            text, holder = shown_words(movement.fields.get("text")), movement.fields.get("holder")
            if movement.kind != "meeting.outcome" or movement.fields.get("type") != "task" or text in done or not text:
                continue
            if holder not in board.parties:
                continue  # nobody's, everybody's, or one man's: who did it cannot be told
            fields = {"party": holder}
            thing = msgspec.structs.replace(
                meeting, entity="commitment", text=text, fields=fields, raised=movement.on, movements=[movement]
            )
            promise = promise_of(matter_of(thing, [(text, None)]), thing, words)
            if promise is not None:
                yield meeting, promise


def _finishes(told: Telling, meeting: Thing, task: Promise, words: Words, here: Listening) -> Candidate | None:
    if (
        told.telegram.called in task.matter.telegrams
        or done_of(told.proposal, told.day, task, words, here.board) != _DONE
    ):
        return None
    said = words.plainly(without_pages(told.telegram, told.source.span))
    both = apart({word: said[word] for word in said.keys() & task.words.keys()})
    score = round(sum(one.weight for one in both.values()), 3)
    leads = led_to(here.references, told.telegram, task.matter, here.way)
    one = weighed_plainly(told, task.matter, both, score, leads)
    cites, cited = referring(told, task.matter, leads, here)
    enough = next((row for row in load_deeds().rows if is_enough(row, cites, score, task, named=False)), None)
    if enough is None or not follows(told, meeting, "finish", here.moves):
        return None
    return Candidate(
        thing=meeting.id,
        entity="meeting",
        number=meeting.number,
        text=task.thing.text,
        becomes=FINISH,
        rule=enough.rule,
        score=score,
        words=one.words,
        cites=cited,
        marking=one.matter.marking,
    )
