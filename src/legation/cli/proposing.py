"""``legation propose``: what telegrams propose for the ledger, from the command line."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import msgspec
import typer

from legation.cli.console import ArchiveOption, AsOption, JsonOption, command, house, print_json, print_text, warn
from legation.cli.siding import called_by
from legation.core.errors import RefusedError
from legation.services.boards.sides_in_cells import Called
from legation.services.boards.stating import UNNAMED, counted, told_of
from legation.services.dialogue.machine import Heard
from legation.services.proposals.acceptance import Proposed
from legation.services.ties.following import Followed
from legation.services.ties.moving import Candidate
from legation.services.ties.weighing import because


class ExtractorName(StrEnum):
    """Who reads a telegram for proposals."""

    RULES = "rules"
    LLM = "llm"


def add_to(app: typer.Typer) -> None:
    app.command("propose")(command(propose))


def propose(
    names: Annotated[list[str], typer.Argument(help="MRNs in any spelling.", metavar="MRN")],
    dialogue: Annotated[
        str | None, typer.Option("--dialogue", "-d", help="Say also which of its objectives they speak of, and why.")
    ] = None,
    extractor: Annotated[
        ExtractorName, typer.Option(help="Who reads: the rules, or the language model of extractor.toml.")
    ] = ExtractorName.RULES,
    keep: Annotated[
        bool, typer.Option("--keep", help="With --extractor llm and --dialogue: keep them among its proposals.")
    ] = False,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what telegrams propose for the ledger, with the words that show it.

    In brackets stands the fingerprint, which `legation dialogue accept` takes in the place of a number: a number is a
    place, and another proposal may have it once a further version of the telegram came.

    Example: legation propose 09TRIPOLI893 --json

    Example: legation propose 10TRIPOLI12 --dialogue us-ly

    Example: legation propose 10TRIPOLI12 --extractor llm
    """
    if keep and (extractor is ExtractorName.RULES or dialogue is None):
        raise RefusedError("there is nothing to keep", "give --extractor llm and --dialogue with it")
    with house(archive, write=keep) as open_house:
        reader = open_house.reader(as_reader, "decide" if keep else "read")
        for name in names:
            if extractor is ExtractorName.LLM:
                into = dialogue if keep else None
                heard = (
                    open_house.machine.offer(reader, into, name) if into else open_house.machine.propose(reader, name)
                )
                _print_heard(heard, called_by(open_house.parties), as_json=as_json)
                continue
            found = open_house.dialogues.proposals(reader, name, dialogue)
            called = called_by(open_house.parties)
            if not found and not as_json:
                warn(f"{name} proposes nothing")
            for proposed in found:
                if as_json:
                    print_json(proposal_json(proposed))
                else:
                    print_text(proposal_text(proposed, called))


def _print_heard(heard: Heard, called: Called, *, as_json: bool) -> None:
    for proposal in heard.proposals:
        if as_json:
            print_json(proposal)
            continue
        where = proposal.sources[0]
        place = f"#p{where.paragraph} " if where.paragraph is not None else ""
        print_text(f"     ({proposal.marking or '?'}) {proposal.kind:<11} {proposal.title}")
        print_text(f"     {proposal.telegram}{place} {where.span.start}-{where.span.end}")
        print_text(f"     {told_of(proposal, UNNAMED._replace(side=called))}")
    said = f"{heard.telegram}: {counted(heard.sent, 'paragraph')} sent, {heard.withheld} withheld for their marking"
    warn(f"{said}, {'the answer could not be read' if heard.unread else counted(heard.dropped, 'item') + ' dropped'}")


def proposal_json(proposed: Proposed) -> dict[str, Any]:
    """The proposal of the contract, with what became of it and what on the board it speaks of."""
    return {
        **msgspec.to_builtins(proposed.proposal),
        "number": proposed.number,
        "status": proposed.status,
        "fingerprint": proposed.fingerprint,
        "note": proposed.note,
        "links_to": proposed.links_to,
        "evidence": msgspec.to_builtins(proposed.evidence),
        "demarche": proposed.demarche,
        "demarches": msgspec.to_builtins(proposed.demarches),
        "moves": proposed.moves,
        "candidates": msgspec.to_builtins(proposed.candidates),
        "before": list(proposed.before),
        "beside": proposed.beside,
        "corrects": proposed.corrects,
    }


def proposal_text(proposed: Proposed, called: Called = str) -> str:
    """A proposal on three lines, and one for each thing of the board that it may speak of. called: of sides."""
    proposal = proposed.proposal
    where = proposal.sources[0]
    place = f"#p{where.paragraph} " if where.paragraph is not None else ""
    rests_on = f"{proposal.telegram}{place} {where.span.start}-{where.span.end}"
    lines = [
        f"{proposed.number:>3}. ({proposal.marking or '?'}) {proposal.kind:<11} {proposal.title}",
        f"     {rests_on}: {proposed.status}  [{proposed.fingerprint}]",
        f"     {told_of(proposal, UNNAMED._replace(side=called))}",
    ]
    for link in proposed.evidence:
        known = f"objective {link.number} ({link.marking}) {link.text}"
        lines.append(f"     {'or' if proposed.choice else 'speaks of'} {known}: {because(link)}")
    lines += [f"     {report_text(one, one.demarche == proposed.demarche)}" for one in proposed.demarches]
    lines += [f"     {moved_text(one, one.thing == proposed.moves)}" for one in proposed.candidates]
    if proposed.status == "proposed" and proposed.note:
        lines.append(f"     {proposed.note}{f' (--field {proposed.to_name}=)' if proposed.to_name else ''}")
    return "\n".join(lines)


def report_text(one: Followed, sure: bool) -> str:
    """Which demarche a proposal moves, or may move, and why."""
    verb = one.becomes.partition(".")[2]
    return f"{'moves' if sure else 'or'} demarche {one.number} ({one.marking}) {one.text}: {verb}; {because(one)}"


def moved_text(one: Candidate, sure: bool) -> str:
    """Which meeting or commitment a proposal moves, or may move, and why."""
    verb = f"{one.becomes.partition('.')[2]}{', told again' if one.again else ''}"
    known = f"{one.entity} {one.number} ({one.marking}) {one.text}"
    return f"{'moves' if sure else 'or'} {known}: {verb}; {because(one)}"
