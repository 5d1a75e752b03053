"""``legation account, audit, mark``: who may come in, what was done, how closely a telegram is held."""

from __future__ import annotations

import getpass
from datetime import timedelta
from typing import Annotated, Any

import msgspec
import typer

from legation.cli.console import (
    EXIT_INPUT,
    ArchiveOption,
    AsOption,
    JsonOption,
    command,
    house,
    names_given,
    print_json,
    print_table,
    print_text,
    standard_input,
    warn,
)
from legation.core.accounts import Account, Grant, Identity, Token
from legation.core.errors import NotFoundError, RefusedError
from legation.core.instant import told_moment
from legation.services.accounts.words import clearance_level, gives, reads
from legation.tables.banners import level_of

app = typer.Typer(
    no_args_is_help=True,
    help="Accounts: who may come in, in which roles, and what they may read.\n\n"
    "Example: legation account add mira --role desk --clearance CONFIDENTIAL",
)
tokens = typer.Typer(
    no_args_is_help=True,
    help="Keys for programs that ask as an account.\n\n"
    "Example: legation account token add mira --label notebook --days 90",
)
app.add_typer(tokens, name="token")

NameArgument = Annotated[str, typer.Argument(help="Name of the account.", metavar="NAME")]
RoleOption = Annotated[list[str] | None, typer.Option("--role", help="Role; may stand more than once.")]
HoldsOption = Annotated[list[str] | None, typer.Option("--holds", help="Handling access, such as NOFORN.")]
IssuerOption = Annotated[str | None, typer.Option(help="Single sign-on: address of the issuer.")]
SubjectOption = Annotated[str | None, typer.Option(help="Single sign-on: the subject there.")]
ClearanceOption = Annotated[str | None, typer.Option("--clearance", help="Level, such as CONFIDENTIAL.")]
NationOption = Annotated[str | None, typer.Option("--nation", help="ISO 3166-1 alpha-2 code.")]


def add_to(root: typer.Typer) -> None:
    root.add_typer(app, name="account")
    root.command("audit")(command(audit))
    root.command("mark")(command(mark))


def add(
    name: NameArgument,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
    role: RoleOption = None,
    clearance: ClearanceOption = None,
    holds: HoldsOption = None,
    nation: NationOption = None,
    issuer: IssuerOption = None,
    subject: SubjectOption = None,
    password: Annotated[
        bool, typer.Option("--password", help="Ask for a password, or read it from standard input.")
    ] = False,
) -> None:
    """Make an account: by itself it reads nothing that is closed and is in the role of a reader.

    Example: legation account add mira --clearance CONFIDENTIAL --holds NOFORN --nation GB --password
    """
    # Who sets a desk up for others makes the first account before there is a telegram.
    with house(archive, people=True, make=True, whole=True) as open_house:
        made = open_house.accounts.add(
            open_house.who(None),
            name,
            roles=role or ["reader"],
            clearance=clearance or "UNCLASSIFIED",
            holds=holds or (),
            nation=nation,
            password=_asked_password() if password else None,
            identity=_identity(issuer, subject),
        )
    _print(made, as_json)


def change(
    name: NameArgument,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
    role: RoleOption = None,
    clearance: ClearanceOption = None,
    holds: HoldsOption = None,
    nation: NationOption = None,
    issuer: IssuerOption = None,
    subject: SubjectOption = None,
) -> None:
    """Change an account; what is not named stays. Lists are replaced whole.

    Example: legation account change mira --role desk --role auditor
    """
    fields: dict[str, Any] = {"roles": role, "clearance": clearance, "holds": holds, "nation": nation}
    fields["identity"] = _identity(issuer, subject)
    given = {field: value for field, value in fields.items() if value is not None}
    with house(archive, people=True) as open_house:
        _print(open_house.accounts.change(open_house.who(None), name, **given), as_json)


def list_(archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """List the accounts.

    Example: legation account list --json
    """
    with house(archive) as open_house:
        accounts = open_house.accounts.all(open_house.who(None))
    if as_json:
        for account in accounts:
            print_json(outward(account))
        return
    rows = [[a.name, ", ".join(a.roles), reads(a), "disabled" if a.disabled else _ways(a)] for a in accounts]
    print_table(
        ["name", "roles", "reads", "signs in by"],
        rows,
        none="no account: make one with `legation account add NAME`",
        wide=2,
    )


def show(name: NameArgument, archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """Show an account with its grants and tokens.

    Example: legation account show mira
    """
    with house(archive) as open_house:
        account = open_house.accounts.show(open_house.who(None), name)
        held = open_house.accounts.tokens(open_house.who(None), name)
        ending: list[Grant | Token] = [*account.grants, *held]
        over = [", over" if open_house.accounts.is_over(one) else "" for one in ending]
    if as_json:
        print_json({**outward(account), "tokens": [told(token) for token in held]})
        return
    _print(account, as_json=False)
    for one, told_over in zip(ending, over, strict=True):
        if isinstance(one, Token):
            print_text(f"  token {one.id} until {one.until}{told_over}: {', '.join(one.actions)}, {one.label}")
        else:
            print_text(_granted(one, told_over))


def password(name: NameArgument, archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """Set a password: asked for at a terminal, else read from the first line of standard input. Ends its sessions.

    Example: legation account password mira
    """
    with house(archive, people=True) as open_house:
        open_house.accounts.show(open_house.who(None), name)
        _print(open_house.accounts.set_password(open_house.who(None), name, _asked_password()), as_json)


def grant(
    name: NameArgument,
    until: Annotated[str, typer.Option(help="Day or instant, ISO 8601, UTC: the first without it.")],
    why: Annotated[str, typer.Option(help="The reason; it stands in the trail.")],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
    clearance: ClearanceOption = None,
    holds: HoldsOption = None,
) -> None:
    """Add clearance or handling access for a time.

    Example: legation account grant mira --holds EXDIS --until 2026-12-24 --why "the Osmar talks"
    """
    with house(archive, people=True) as open_house:
        account = open_house.accounts.grant(
            open_house.who(None), name, until=told_moment(until), why=why, clearance=clearance, holds=holds or ()
        )
    _print(account, as_json)
    if not as_json:
        print_text(_granted(account.grants[-1]))


def revoke(name: NameArgument, archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """End every grant of an account that is running, at once.

    Example: legation account revoke mira
    """
    with house(archive, people=True) as open_house:
        _print(open_house.accounts.revoke(open_house.who(None), name), as_json)


def disable(
    name: NameArgument,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
    enable: Annotated[bool, typer.Option("--enable", help="Let it in again.")] = False,
) -> None:
    """Shut an account out: its sessions end, its tokens are refused.

    Example: legation account disable mira
    """
    with house(archive, people=True) as open_house:
        _print(open_house.accounts.disable(open_house.who(None), name, disabled=not enable), as_json)


def sign_out(name: NameArgument, archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """Sign an account out everywhere: its sessions end, its tokens go on.

    Example: legation account sign-out mira
    """
    with house(archive, people=True) as open_house:
        who = open_house.who(None)
        open_house.accounts.end_sessions(who, name)
        _print(open_house.accounts.show(who, name), as_json)


def token_add(
    name: NameArgument,
    label: Annotated[str, typer.Option(help="What it is for.")],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
    days: Annotated[int, typer.Option(min=1, max=3650, help="How long it lasts.")] = 90,
    action: Annotated[list[str] | None, typer.Option("--action", help="What it may do; read alone if none.")] = None,
) -> None:
    """Make a token; its key is printed this once and kept nowhere.

    Example: legation account token add mira --label "nightly export" --days 30
    """
    with house(archive, people=True) as open_house:
        until = open_house.clock() + timedelta(days=days)
        key, made = open_house.accounts.add_token(
            open_house.who(None), name, label, until=until, actions=action or ("read",)
        )
    if as_json:
        print_json({**told(made), "key": key})
    else:
        print_text(key)
        warn(f"token {made.id} of {name} lasts until {made.until}; keep its key, it is not shown again")


def token_revoke(
    token: Annotated[str, typer.Argument(help="Id of the token.", metavar="ID")],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """End a token at once.

    Example: legation account token revoke 0123456789ab
    """
    with house(archive, people=True) as open_house:
        open_house.accounts.revoke_token(open_house.who(None), token)
    print_json({"revoked": token}) if as_json else print_text(f"token {token} is no more")


app.command("add")(command(add))
app.command("change")(command(change))
app.command("list")(command(list_))
app.command("show")(command(show))
app.command("password")(command(password))
app.command("grant")(command(grant))
app.command("revoke")(command(revoke))
app.command("disable")(command(disable))
app.command("sign-out")(command(sign_out))
tokens.command("add")(command(token_add))
tokens.command("revoke")(command(token_revoke))


def audit(
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
    since: Annotated[str, typer.Option(help="Day or instant, ISO 8601.")] = "",
    by: Annotated[str, typer.Option(help="What this account did.")] = "",
    about: Annotated[str, typer.Option(help="Words in what was done, or in what it was about.")] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="The last so many.")] = None,
    before: Annotated[int | None, typer.Option(min=1, help="Those before the entry of this number.")] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Say whether its chain holds, and exit 1 if not.")] = False,
) -> None:
    """Print the audit trail: who opened, searched, exported, was refused, signed in or changed an account.

    An archive keeps one as soon as it has an account. An auditor sees the entries that they may read.

    Example: legation audit --since 2026-11-01 --json

    Example: legation audit --verify
    """
    with house(archive) as open_house:
        if open_house.trail is None:
            warn("this archive keeps no trail: it has no account")
            return
        if verify:
            chain = open_house.trail.chain(open_house.who(as_reader))
            print_json(chain) if as_json else print_text(chain.told)
            if not chain.holds:
                raise typer.Exit(EXIT_INPUT)
            return
        who = open_house.who(as_reader)
        entries = open_house.trail.entries(who, since, by=by, about=about, limit=limit, before=before)
    if not entries and not as_json:
        warn("no entry that you may see")
    for one in entries:
        if as_json:
            print_json(one)
        else:
            rule = f"  [{one.rule}]" if one.rule else ""
            told = f"  ({one.told})" if one.told else ""
            at = f"{one.instant[:19]}Z" if one.instant else f"{'-':<20}"
            print_text(f"{one.number:>6}  {at}  {one.who or '-':<16} {one.did:<16} {one.about}{told}{rule}")
    if limit is not None and len(entries) == limit:
        warn(f"the last {limit}; those before them: --before {entries[0].number}")


def mark(
    name: Annotated[
        str,
        typer.Argument(
            help="MRN, beginning of a hash, or file name, as in lists; - reads them from standard input, one a line.",
            metavar="MRN",
        ),
    ],
    level: Annotated[str, typer.Argument(help="Level, such as CONFIDENTIAL.", metavar="LEVEL")],
    captions: Annotated[
        list[str] | None, typer.Argument(help="Controls and captions, such as NOFORN EXDIS.", metavar="CAPTIONS")
    ] = None,
    why: Annotated[str, typer.Option(help="The reason; it is kept with the decision.")] = "",
    archive: ArchiveOption = None,
    as_reader: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Settle a marking that could not be read, or change one; every version of the telegram is held so from then on.

    Example: legation mark 09TRIPOLI893 CONFIDENTIAL NOFORN --why "read from the paper copy"
    Example: legation search 'post:TRIPOLI date:1979' --numbers | legation mark - UNCLASSIFIED --why "released in full"
    """
    if not why.strip():
        raise RefusedError(
            "a marking is not changed without a reason", 'say why with --why, as --why "paper copy seen"'
        )
    names, faults = names_given(name), []
    with house(archive, write=True) as open_house:
        reader = open_house.reader(as_reader, "mark")
        # What is refused for all is refused before the first.
        open_house.markings.to_be_held(reader, level, captions or (), why=why)
        for one in names:
            try:
                held = level_of(open_house.markings.mark(reader, one, level, captions or (), why=why))
            except (NotFoundError, RefusedError) as fault:
                if name != "-":
                    raise
                faults.append(f"{one}: {fault}")  # the others are settled all the same
                continue
            if as_json:
                print_json({"telegram": one, "marking": held})
            else:
                print_text(f"{one}  {held}" if name == "-" else held)
    for wrong in faults:
        warn(wrong)
    if faults:
        raise typer.Exit(EXIT_INPUT)


def outward(account: Account) -> dict[str, Any]:
    """An account as JSON has it; its password is not told, only whether there is one."""
    made: dict[str, Any] = msgspec.to_builtins(account)
    made["password"] = account.password is not None
    made["clearance"] = clearance_level(account)
    return made


def told(token: Token) -> dict[str, Any]:
    """A token as JSON has it, without its hash."""
    made: dict[str, Any] = msgspec.to_builtins(token)
    del made["hash"]
    return {"id": token.id, **made}


def _ways(account: Account) -> str:
    ways = [*(["password"] if account.password else []), *(["single sign-on"] if account.identity else [])]
    return " or ".join(ways) or "-"


def _identity(issuer: str | None, subject: str | None) -> Identity | None:
    if (issuer is None) != (subject is None):
        raise RefusedError("a single sign-on needs --issuer and --subject", "name both")
    return Identity(issuer=issuer, subject=subject) if issuer is not None and subject is not None else None


def _asked_password() -> str:
    """From the terminal, twice; else the first line of standard input. Never from the command line."""
    given = standard_input()
    if not given.isatty():
        return given.readline().rstrip("\n")
    first = getpass.getpass("password: ")
    if getpass.getpass("again: ") != first:
        raise RefusedError("the two differ", "set it anew")
    return first


def _granted(one: Grant, over: str = "") -> str:
    return f"  grant until {one.until}{over}: {gives(one)}, by {one.by}: {one.why}"


def _print(account: Account, as_json: bool) -> None:
    if as_json:
        print_json(outward(account))
        return
    print_text(
        f"{account.name}: {', '.join(account.roles) or 'no role'}; reads {reads(account)}; "
        + ("disabled" if account.disabled else f"signs in by {_ways(account)}")
    )
