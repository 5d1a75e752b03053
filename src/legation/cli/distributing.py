"""``legation profile, inbox, route``: who gets what, what waits for them, and why it reached them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from legation.cli.console import (
    ArchiveOption,
    AsOption,
    JsonOption,
    command,
    house,
    print_json,
    print_table,
    print_text,
    text_of,
    warn,
)
from legation.core.delivery import STEPS
from legation.core.errors import RefusedError
from legation.core.profile import Rules, rules_of, rules_text
from legation.services.banners import listing_level
from legation.services.boards.stating import counted
from legation.services.distribution.inbox import PAGE, Item, Receipt, behind_done, behind_owed
from legation.services.titling import title_words
from legation.storage.deliveries import Standing
from legation.tables.banners import listed_as

AnywayOption = Annotated[
    bool, typer.Option("--anyway", help="Also where a name is no account that may read, and no office.")
]
app = typer.Typer(
    no_args_is_help=True,
    help="Profiles: the rules by which telegrams are distributed.\n\nExample: legation profile list",
)


def add_to(program: typer.Typer) -> None:
    program.command("inbox")(command(inbox))
    program.command("route")(command(route))
    program.add_typer(app, name="profile")


def add(
    file: Annotated[
        Path | None, typer.Argument(help="Rules in TOML; without it one profile from the options.", metavar="FILE")
    ] = None,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
    name: Annotated[str, typer.Option(help="A name for the profile.")] = "",
    to: Annotated[str, typer.Option(help="The account, or office of the rules, that gets it.")] = "",
    action: Annotated[bool, typer.Option("--action", help="For action; else for information.")] = False,
    where: Annotated[
        list[str] | None,
        typer.Option("--where", metavar="CONDITION=VALUE", help="A condition, such as tags=LY; several must all hold."),
    ] = None,
    catch_all: Annotated[str, typer.Option(help="Who gets what no profile gives an action office.")] = "",
    office: Annotated[
        list[str] | None, typer.Option("--office", metavar="NAME=ACCOUNT,...", help="An office and its readers.")
    ] = None,
    anyway: AnywayOption = False,
) -> None:
    """Add profiles, or replace those of the same name. From now on what comes is distributed by them.

    A name that is no account that may read, and no office, is refused: nobody would get what goes there.

    Example: legation profile add --name Libya --to desk --action --where tags=LY --where addressee=STATE
    """
    if file is not None:
        text = text_of(file)
    else:
        rules: dict[str, Any] = {"catch-all": catch_all} if catch_all else {}
        if name or to or where:
            rules["profile"] = [
                {"name": name, "to": to, "for": "action" if action else "info", **_conditions(where or [])}
            ]
        rules["office"] = [_office(one) for one in office or []]
        text = rules_text(rules_of(rules))
    with house(archive, write=True, make=True, whole=True) as open_house:
        standing = open_house.profiles.add(open_house.who(None), text, anyway=anyway)
        flaws = open_house.profiles.flaws(standing)
    _print(standing, as_json)
    for flaw in flaws:
        warn(f"{flaw.about or 'the rules'}: {flaw.says}: {flaw.do}")


def list_(
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
    toml: Annotated[bool, typer.Option("--toml", help="As a file that `profile add` takes.")] = False,
) -> None:
    """List the profiles in their order: of several that ask for action the first has it.

    Example: legation profile list --toml
    """
    with house(archive) as open_house:
        rules = open_house.profiles.rules() or Rules()
    if toml:
        print_text(rules_text(rules)) if rules != Rules() else warn("no profile")
    else:
        _print(rules, as_json)


def remove(
    name: Annotated[str, typer.Argument(help="Name of a profile or an office.", metavar="NAME")],
    archive: ArchiveOption = None,
    anyway: AnywayOption = False,
) -> None:
    """Take a profile or an office away; what was delivered stays delivered. An office that profiles name is refused.

    Example: legation profile remove Libya
    """
    with house(archive, write=True) as open_house:
        open_house.profiles.remove(open_house.who(None), name, anyway=anyway)
    warn(f"{name} is removed")


def check(
    file: Annotated[
        Path | None, typer.Argument(help="Rules in TOML; without it those that stand.", metavar="FILE")
    ] = None,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what would keep the rules from doing what they say. Exits 1 where there is something.

    Example: legation profile check rules.toml
    """
    with house(archive) as open_house:
        rules = open_house.profiles.read(text_of(file)) if file is not None else open_house.profiles.rules() or Rules()
        flaws = open_house.profiles.flaws(rules)
    if not flaws and not as_json:
        warn("nothing is wrong with the rules")
    for flaw in flaws:
        print_json(flaw) if as_json else print_text(f"{flaw.about or 'the rules'}: {flaw.says}: {flaw.do}")
    if flaws:
        raise typer.Exit(1)


for called, work in (("add", add), ("list", list_), ("remove", remove), ("check", check)):
    app.command(called)(command(work))


def inbox(
    name: Annotated[str | None, typer.Argument(help="A telegram of the queue, to mark.", metavar="MRN")] = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    mark: Annotated[str | None, typer.Option(metavar="STEP", help="received, read or acted.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = PAGE,
    after: Annotated[str, typer.Option(metavar="PLACE", help="Go on where a list stopped, which said so.")] = "",
    done: Annotated[bool, typer.Option("--done", help="What waits no more.")] = False,
    tally: Annotated[bool, typer.Option("--tally", help="Count all there ever were, by precedence and role.")] = False,
    owed: Annotated[bool, typer.Option("--owed", help="Acknowledgements that are overdue.")] = False,
    receipts: Annotated[
        bool, typer.Option("--receipts", help="Who received, read and acted on MRN, and when.")
    ] = False,
) -> None:
    """Print what waits for a reader, the highest precedence first, or mark a telegram of it.

    Receipt, reading and action are noted once, with who and when, in a chain of entries. An action copy waits until it
    is acted on, by anyone of its office; a copy for information until it is read. Whoever may see the profiles is
    shown everyone's with --owed and --receipts.

    Example: legation inbox 09TRIPOLI893 --mark acted
    """
    if (mark is not None or receipts) and name is None:
        raise RefusedError("--mark and --receipts need a telegram", "name its number")
    if name is not None and mark is None and not receipts:
        raise RefusedError(f"nothing is asked of {name}", "say what, with --mark STEP or --receipts")
    with house(archive, write=mark is not None) as open_house:
        reader, everyone = open_house.reader(as_reader), open_house.who(as_reader).may("route")
        if receipts:
            _receipts(open_house.inbox.receipts(reader, name or "", everyone=everyone), as_json)
            return
        if tally:
            _tally(open_house.inbox.tally(reader), as_json)
            return
        following: str | None = None
        if mark is not None:
            items, queue = [open_house.inbox.step(reader, name or "", mark)], None
        elif done:
            items, queue = open_house.inbox.done(reader, limit=limit, after=after), None
            following = behind_done(items)
        elif owed:
            items, queue = open_house.inbox.owed(reader, everyone=everyone, limit=limit, after=after), None
            following = behind_owed(items)
        else:
            queue = open_house.inbox.queue(reader, limit=limit, after=after)
            items, following = list(queue.held), queue.next
        shown = [item.listing for item in items] if not as_json else []
        titles = open_house.titles.instead(reader, shown)
    if as_json:
        for told in items if queue is None else [queue]:
            print_json(told)
        return
    if not items and queue is None:
        warn("no acknowledgement is overdue" if owed else "nothing is done yet")
    for item in items:
        print_text(_line(item, titles, named=owed))
    if queue is not None:
        print_text(queue.banner)
        waiting = f"{queue.waiting}{' and more' if queue.more else ''} waiting"
        late = f"{queue.missed} missed the aim, {counted(queue.owed, 'acknowledgement')} overdue"
        warn(f"{waiting}, {late}, {queue.unrouted} came by the catch-all")
    if following is not None and len(items) == limit:
        warn(f"more: --after {following}")


def _receipts(steps: Sequence[Receipt], as_json: bool) -> None:
    if not steps and not as_json:
        warn("no receipt that you may see")
    for taken in steps:
        told = f"{taken.at[:19]}Z  {taken.reader:<16} {taken.step:<9} {taken.role}"
        print_json(taken) if as_json else print_text(told)


def _tally(rows: Sequence[Standing], as_json: bool) -> None:
    if not rows and not as_json:
        warn("nothing was delivered to you yet")
    for row in rows:
        told = (
            f"{row.precedence:<17} {row.role:<6} {row.copies:>7} delivered, {row.missed} missed the aim, "
            f"{row.overdue} owing a receipt, {row.unrouted} came by the catch-all"
        )
        print_json(row) if as_json else print_text(told)


def route(
    name: Annotated[
        str | None, typer.Argument(help="A telegram, in any spelling of its number.", metavar="MRN")
    ] = None,
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    explain: Annotated[bool, typer.Option("--explain", help="With every condition that was looked at.")] = False,
    dry_run: Annotated[
        Path | None, typer.Option("--dry-run", metavar="RULES.toml", help="What other rules would have done.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="With --dry-run: from this day on.")
    ] = None,
) -> None:
    """Say for each reader why a telegram reached them or not; or what other rules would have done.

    Whoever may see the profiles is told of every reader, others of themselves. A dry run prints the differences alone
    and changes nothing.

    Example: legation route --explain 09TRIPOLI893
    """
    with house(archive) as open_house:
        reader, everyone = open_house.reader(as_reader), open_house.who(as_reader).may("route")
        if dry_run is not None:
            if since is None:
                raise RefusedError("a dry run needs a first day", "say it with --since")
            rehearsal = open_house.distributing.rehearse(
                reader, text_of(dry_run), since=since.date(), everyone=everyone
            )
            for change in rehearsal.held:
                if as_json:
                    print_json(change)
                else:
                    mrn = change.listing.mrn or change.listing.sha256[:12]
                    print_text(
                        f"{mrn:<18} {change.reader:<16} {change.before} -> {change.after}  {', '.join(change.profiles)}"
                    )
            differ, over = counted(len(rehearsal.held), "difference"), counted(rehearsal.telegrams, "telegram")
            warn(f"{differ} over {over} since {rehearsal.since}")
            return
        if name is None:
            raise RefusedError("there is no telegram named", "give its number, or --dry-run RULES.toml --since DATE")
        explanation = open_house.distributing.explain(reader, name, everyone=everyone)
    if as_json:
        print_json(explanation)
        return
    print_text(
        f"{explanation.listing.mrn or explanation.listing.sha256[:12]}: {explanation.action or 'nobody'} has the action"
    )
    for line in explanation.readers:
        came = f" (delivered {line.delivery.at[:19]}Z, {line.delivery.role})" if line.delivery else ""
        print_text(f"{line.reader:<16} {line.says}{came}")
        for rule in line.rules if explain else ():
            does = "takes it" if rule.takes else "does not take it"
            print_text(f"    {rule.profile} (for {rule.role}, to {rule.to}): {does}")
            for asked in rule.asked:
                held = f"found {', '.join(asked.found)}" if asked.holds else "not found"
                print_text(
                    f"        {'unless ' if asked.unless else ''}{asked.condition} {' or '.join(asked.wanted)}: {held}"
                )


def _line(item: Item, titles: Mapping[str, str], *, named: bool) -> str:
    one, listing, answer = item.delivery, item.listing, item.answer
    name = one.precedence if item.counts_as == one.precedence else f"{one.precedence}, as {item.counts_as}"
    taken = next((step for step in reversed(STEPS) if one.is_taken(step)), "")
    told = [
        f"{name:<19}",
        f"{one.role:<6}",
        f"{_age(item.minutes):>6}",
        f"{'late' if item.missed else '':<4}",
        f"{listing.mrn or listing.sha256[:12]:<18}",
        listing.date or "----------",
        f"{listed_as(listing_level(listing)):<14}",
        title_words(listing, titles),
        *([f"[{taken}]"] if taken else []),
        *([f"[answered in {answer.mrn}]" if answer.mrn else f"[answer under way: {answer.draft}]"] if answer else []),
        *([one.reader] if named else []),
    ]
    return " ".join(told)


def _conditions(where: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in where:
        name, _, value = one.partition("=")
        if not value:
            raise RefusedError(f"{one!r} is no condition", "write it as tags=LY")
        if name == "precedence":
            found[name] = value
        else:
            found.setdefault(name, []).append(value)
    return found


def _office(text: str) -> dict[str, Any]:
    name, _, readers = text.partition("=")
    return {"name": name.strip(), "readers": [one.strip() for one in readers.split(",") if one.strip()]}


def _print(rules: Rules, as_json: bool) -> None:
    if as_json:
        print_json(msgspec.to_builtins(rules))
        return
    for office in rules.office:
        print_text(f"office {office.name}: {', '.join(office.readers)}")
    rows = [
        [
            one.name,
            one.for_,
            one.to,
            "; ".join(f"{name}: {' or '.join(value)}" for name, value in one.asked())
            + (
                " (unless " + "; ".join(f"{n}: {' or '.join(v)}" for n, v in one.unless.asked()) + ")"
                if one.unless
                else ""
            ),
        ]
        for one in rules.profile
    ]
    print_table(["profile", "for", "to", "where"], rows, none="no profile", wide=3)
    print_text(f"catch-all: {rules.catch_all or 'none'}")


def _age(minutes: int) -> str:
    if minutes < 60:
        return f"{minutes}m"
    return f"{minutes // 60}h{minutes % 60:02d}" if minutes < 48 * 60 else f"{minutes // 1440}d"
