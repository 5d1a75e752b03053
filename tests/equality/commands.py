"""One row for each command that answers as a reader (``--as``): the words behind its name.

A new command without a row fails ``test_rows.py``. ``{out}`` stands for a folder of the side's own, whose files are
part of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from typing import Any, TypeAlias
from unittest.mock import patch

import click
import msgspec
import typer
from tests.cli.whole import app
from typer.testing import CliRunner

import legation.app
import legation.place
from legation.core.delivery import STEPS
from legation.core.marking import Reader
from legation.services.threads.graphs import FORMATS
from legation.storage.archive_dir import is_archive
from legation.tables.marking_rows import level_names, rank_of

from .asking import Asker, Request, written
from .worlds import Side

Row: TypeAlias = Callable[[Asker], list[str]]


def _audience(a: Asker) -> list[str]:
    """An audience that reads just what the reader does, or one that reads more: as for the page."""
    own = next(level for level in level_names() if rank_of(level) == a.reader.rank)
    held = [part for name in sorted(a.reader.holds) for part in ("--holds", name)]
    nation = ["--nation", a.reader.nation] if a.reader.nation else []
    return a.one(
        ["--audience", own, *held, *nation],
        ["--audience", "TOP SECRET", "--holds", "NODIS", "--nation", "GB"],
    )


def _options(ask: Asker, *choices: list[str]) -> list[str]:
    """Each of the options half of the time."""
    return [word for words in choices if ask.chance.random() < 0.5 for word in words]


def _dialogue(ask: Asker) -> list[str]:
    return ["--dialogue", ask.dialogue()] if ask.chance.random() < 0.8 else []


def _one(ask: Asker) -> list[str]:
    """The dialogue in either way of naming it."""
    return ask.one([ask.dialogue()], _dialogue(ask))


def _which(ask: Asker) -> list[str]:
    which = ask.which()
    return [] if which is None else [str(which)]


def _overview(ask: Asker) -> list[str]:
    return [*_one(ask), *_options(ask, ask.one(["--json"], ["--csv"]), ["--as-of", ask.day()])]


def _of_meetings(ask: Asker) -> list[str]:
    return [*_overview(ask), *_options(ask, ["--month", "2015"], ["--with", "minister"])]


_BY = ["--by", "R. Second"]
_QUOTE = ["--quote", "the patrol craft"]

ROWS: dict[str, Row] = {
    "search": lambda a: [
        *_options(a, ["--limit", a.one("1", "3")], ["--json"], ["--facets"], ["--sort", a.sort()], ["--most", "2"]),
        *a.one([], ["--csv"], ["--numbers"], ["--after", a.cursor()]),
        "--",
        a.query(),
    ],
    "suggest": lambda a: [*_options(a, ["--limit", a.one("1", "3")], ["--json"]), "--", a.beginning()],
    "show": lambda a: [a.name(), *a.one([], ["--json"], ["--text"], ["--sections"], ["--document"])],
    "thread": lambda a: [
        a.name(),
        *_options(a, ["--depth", a.one("1", "3")], ["--limit", "4"], ["--as-of", a.one("2024-01-01", "2030-01-01")]),
        *a.one([], ["--json"], ["--format", a.one(*FORMATS)]),
    ],
    "graph": lambda a: [
        *_options(a, ["--limit", "4"]),
        *a.one(["--json"], ["--format", a.one(*FORMATS)]),
        *("--", a.query()),
    ],
    "network": lambda a: [
        *_options(a, ["--limit", "4"]),
        *a.one(["--json"], ["--format", a.one("table", "csv", "graphml", "svg")]),
        *("--", a.one("*", a.query())),
    ],
    "people": lambda a: [
        *_options(a, ["--limit", "4"], ["--most", "2"], ["--name", a.one("asrakh", "washtal")], ["--begins", "v"]),
        *a.one([], [], ["--after", "1"], ["--beside-after", "1"], ["--beyond", a.cursor()], ["--volume", "absent.xml"]),
        *a.one(["--json"], ["--format", a.one("table", "csv")]),
        *("--", a.one("*", a.query())),
    ],
    "gaps": lambda a: [
        *_options(a, ["--json"], ["--limit", "2"], ["--after", a.mrn()]),
        *a.one([], [], [a.numbers()], ["--request", a.missing()], ["--runs", "belisar:2015"]),
        *_options(a, ["--sent", "2016-11-01"], ["--to", "Archive"]),
        *a.one([], [], ["--letter"], ["--letter", "--kind", "mdr"], ["--as-of", a.day()]),
    ],
    "propose": lambda a: [
        a.mrn(),
        *_options(a, [a.mrn()], ["--json"], ["--dialogue", a.dialogue()]),
        *a.one([], [], [], ["--extractor", "llm", "--keep"]),
    ],
    "declass": lambda a: [
        *_options(a, ["--on", a.one("1990-01-01", "2060-01-01")], ["--limit", "2"]),
        *_options(a, ["--kind", a.one("past", "review", "undated")], ["--after", "1"]),
        *a.one([], ["--json"], ["--format", a.one("csv", "ics")]),
    ],
    "draft mark": lambda a: [
        a.file(msgspec.json.encode(a.draft()).decode(), ".json"),
        *_options(a, ["--source", a.mrn()], ["--on", "2016-01-01"], ["--json"], ["--output", "{out}/marked.toml"]),
    ],
    "tracer list": lambda a: [
        *a.one([], ["belisar"]),
        *_options(a, ["--year", a.one("2015", "2016")], ["--longest", "500"], ["--json"]),
    ],
    "tracer draft": lambda a: [
        a.one("belisar", "foroff"),
        *_options(a, ["--year", "2015"], ["--json"], ["--peek"]),
        *_options(a, ["--from", "MINISTRY"], ["--output", "{out}/tracer.toml"]),
    ],
    "inbox": lambda a: [
        *a.one(
            [], [], ["--done"], ["--owed"], ["--tally"], [a.mrn(), "--receipts"], [a.mrn(), "--mark", a.one(*STEPS)]
        ),
        *_options(a, ["--limit", a.one("1", "3")], ["--after", a.queued({2: a.place()})], ["--json"]),
    ],
    "route": lambda a: a.one(
        [a.name(), *_options(a, ["--explain"], ["--json"])],
        ["--dry-run", a.file(a.rules(), ".toml"), "--since", a.day(), *_options(a, ["--json"])],
    ),
    "audit": lambda a: _options(
        a,
        *(["--since", a.day()], ["--by", "owner"], ["--about", "open"], ["--limit", "3"], ["--json"], ["--verify"]),
        ["--before", "3"],
    ),
    "mark": lambda a: [
        a.mrn(),
        a.one("CONFIDENTIAL", "UNCLASSIFIED", "SECRET", "PUCE"),
        *_options(a, ["NOFORN"]),
        *_options(a, ["--why", "read from the paper copy"], ["--json"]),
    ],
    "export": lambda a: [
        *a.one([], ["-o", "{out}/lines"], ["-o", "{out}/there", "--format", a.one("original", "parquet")]),
        *_options(a, ["--json"]),
        "--",
        *a.one([], [a.query()]),
    ],
    "copies": lambda a: [a.name(), *_options(a, ["--json"])],
    "cite": lambda a: [
        *_options(a, ["--json"], ["--form", a.one("chicago", "bibtex", "ris")]),
        *a.one([a.name()], [a.name(), a.mrn()], [a.name(), "--at", a.one("p1", "p9")], [f"--query={a.query()}"]),
    ],
    "diff": lambda a: [a.name(), *a.one([], ["1", "2"], [a.edition()]), *_options(a, ["--json"], ["--whole"])],
    "draft new": lambda a: [
        "--template",
        a.one("report", "meeting", "none"),
        *_options(a, ["--from", a.mrn()], ["--json"], ["--level", "SECRET"], _BY, ["--once", "a key"]),
        *a.one([], ["-o", "{out}/new.toml"]),
    ],
    "draft reply": lambda a: [
        a.mrn(),
        *a.one([], ["-o", "{out}/reply.json"]),
        *_options(a, ["--json"], ["--template", "report"], _BY, ["--once", "a key"]),
    ],
    "draft about": lambda a: [
        *("-d", a.dialogue()),
        a.one("objective 1", "demarche 1", "commitment 1"),
        *a.one([], ["--for", a.one("put", "follow-up", "report")]),
        *_options(a, ["--json"], _BY, ["--once", "a key"]),
        *a.one([], [], ["-o", "{out}/about.toml"]),
    ],
    "draft change": lambda a: [a.kept_draft(), "-", *_options(a, ["--json"], _BY)],
    "draft check": lambda a: [a.kept_draft(), *_options(a, ["--json"])],
    "draft fix": lambda a: [
        a.kept_draft(),
        *_options(a, ["--json"], ["--keep"], _BY),
        *a.one([], [], ["--output", "{out}/fixed.toml"]),
    ],
    "draft render": lambda a: [
        *(a.kept_draft(), "--dtg", "2016-05-05T10:00"),
        *_options(a, ["--json"], ["--number", "40"], ["--output", "{out}/rendered.txt"]),
    ],
    "draft diff": lambda a: [a.kept_draft(), *_options(a, ["--json"], ["--whole"])],
    "draft list": lambda a: _options(a, ["--all"], ["--json"]),
    "draft show": lambda a: [a.kept_draft(), *_options(a, ["--json"], ["--form", a.one("text", "mail", "draft")])],
    "draft clear": lambda a: [a.kept_draft(), "--office", "POL", *_options(a, ["--json"], _BY, ["--text", "0"])],
    "draft approve": lambda a: [
        a.kept_draft(),
        *_options(a, ["--json"], ["--over", "POL"], _BY, ["--text", "0"], ["--seen", "1"]),
    ],
    "draft release": lambda a: [a.kept_draft(), *_options(a, ["--json"], _BY)],
    "draft refuse": lambda a: [
        *(a.kept_draft(), "--office", "POL", "--why", "Say five."),
        *_options(a, ["--json"], _BY, ["--text", "0"]),
    ],
    "draft withdraw": lambda a: [a.kept_draft(), *_options(a, ["--json"], _BY)],
    "draft send": lambda a: _options(a, ["--print"], ["--json"], ["--again", a.mrn()]),
    "draft queue": lambda a: _options(a, ["--all"], ["--json"]),
    "receive list": lambda a: _options(a, ["--broken"], ["--json"], ["--bytes", "ab"]),
    "annotation add": lambda a: [
        a.name(),
        a.one("compare the chart", ""),
        *_options(a, ["--at", a.one("p1", "p9")], ["--version", a.chance.choice(a.known.hashes)[:10]], ["--json"]),
    ],
    "annotation list": lambda a: [a.name(), *_options(a, ["--json"])],
    "annotation gather": lambda a: _options(
        a,
        ["--json"],
        ["--keyword", a.one("charts", "#none")],
        ["--by", "owner"],
        ["--limit", "1"],
        ["--after", a.annotation()],
        ["--form", a.one("md", "csv", "numbers", "chicago", "csl")],
    ),
    "annotation withdraw": lambda a: [a.name(), a.annotation()],
    "saved add": lambda a: [*_options(a, ["--json"]), "--", a.one("rockets", "budget"), a.query()],
    "saved list": lambda a: _options(a, ["--json"]),
    "saved remove": lambda a: [a.one("rockets", "budget")],
    "saved run": lambda a: [*a.one([], ["rockets"]), *_options(a, ["--json"], ["--peek"])],
    "hooks add": lambda a: [
        a.one("https://host.example/", "https://busy.example/", "http://host.example/"),
        *a.one(["--search", a.one("rockets", "budget")], ["--dialogue", a.dialogue()], []),
        *_options(a, ["--json"]),
    ],
    "hooks list": lambda a: _options(a, ["--json"]),
    "hooks messages": lambda a: [
        *a.one([], [], [a.hook()]),
        *_options(a, ["--json"], ["--limit", "2"], ["--as-of", a.day()]),
        *a.one([], [], ["--after", "f" * 16]),
    ],
    "hooks remove": lambda a: [a.hook()],
    "hooks rotate": lambda a: [a.hook(), *_options(a, ["--json"])],
    "hooks try": lambda a: [a.hook(), *_options(a, ["--json"])],
    "hooks wake": lambda a: [a.hook(), *_options(a, ["--json"])],
    "dialogue list": lambda a: _options(a, ["--json"], ["--as-of", a.day()]),
    "dialogue open": lambda a: [
        a.mrn(),
        *_options(a, ["--json"], ["--title", "Talks on fish"], ["--party", "XV", "--party", "XT"], ["--id", "d-7"]),
        *_options(a, ["--ours", "XV"]),
    ],
    "dialogue propose": lambda a: [
        *a.one([], [a.mrn()], [a.mrn(), a.mrn()]),
        *_options(a, ["--query", a.query()], ["--title", "Talks", "--party", "XV", "--party", "XT"], ["--json"]),
        *a.one([], [], ["--accept"], ["--only", "1", "--only", "2"]),
        *_options(a, ["--id", "d-8"], ["--ours", "XV"]),
    ],
    "dialogue accept": lambda a: [a.mrn(), *_which(a), *_dialogue(a), *_options(a, ["--json"])],
    "dialogue amend": lambda a: [a.mrn(), "1", "--field", "due=2016-12-01", *_dialogue(a), *_options(a, ["--json"])],
    "dialogue reject": lambda a: [a.mrn(), "1", "--reason", "in passing", *_dialogue(a), *_options(a, ["--json"])],
    "dialogue reconsider": lambda a: [a.mrn(), "1", *_dialogue(a), *_options(a, ["--json"])],
    "dialogue record": lambda a: [
        a.one("objective.raise", "objective.table", "commitment.undertake", "meeting.propose"),
        a.thing(),
        *_options(a, ["--mrn", a.mrn()], ["--on", a.day()], ["--field", "text=by hand"], ["--json"], _QUOTE),
        *_dialogue(a),
    ],
    "dialogue import": lambda a: [
        a.file(a.table(), ".csv"),
        *_dialogue(a),
        *_options(a, ["--check"], ["--json"]),
    ],
    "dialogue board": lambda a: [
        *_one(a),
        *_options(a, ["--json"], ["--as-of", a.day()]),
        *a.one([], ["--turn", "mine"], ["--overdue"], ["--stalled", "100"], ["--moved-since", a.day()]),
    ],
    "dialogue story": lambda a: [
        a.thing(),
        *_dialogue(a),
        *_options(a, ["--json"], ["--as-of", a.day()]),
        *a.one([], ["--csv"], ["-o", f"{{out}}/story{a.one('.md', '.docx')}"]),
    ],
    "dialogue brief": lambda a: [
        *_one(a),
        *a.one([], ["--json"], ["-o", f"{{out}}/brief{a.one('.md', '.md', '.docx')}"]),
        *_options(a, ["--kind", "hand-over"], ["--since", a.day()], ["--as-of", a.day()], _audience(a)),
    ],
    "plot": lambda a: [
        a.one("timeline", "commitments", "network", "traffic"),
        *_one(a),
        *a.one([], ["--json"], ["-o", "{out}/plot.svg"]),
        *_options(a, ["--as-of", a.day()]),
    ],
    "dialogue export": lambda a: [*_one(a), *_options(a, ["--json"])],
    "dialogue merge": lambda a: [
        a.thing(),
        a.thing(),
        *_options(a, ["--mrn", a.mrn()], ["--on", a.day()], ["--json"], _QUOTE),
        *_dialogue(a),
    ],
    "dialogue split": lambda a: [
        a.thing(),
        *("--into", "one part", "--into", "the other part"),
        *_options(a, ["--mrn", a.mrn()], ["--on", a.day()], ["--json"], _QUOTE),
        *_dialogue(a),
    ],
    "dialogue matrix": _overview,
    "dialogue commitments": _overview,
    "dialogue demarches": _overview,
    "dialogue meetings": _of_meetings,
    "dialogue minutes": _of_meetings,
    "dialogue agenda": _overview,
    "dialogue leads": lambda a: [*_overview(a), *_options(a, ["--limit", "2"])],
    "dialogue alerts": lambda a: [*_overview(a), *_options(a, ["--since", a.day()])],
    "dialogue diff": lambda a: [
        "--since",
        a.day(),
        *_options(a, ["--until", a.day()], a.one(["--json"], ["--csv"])),
        *_one(a),
    ],
}

OF_THE_OWNER = {
    "read": "reads files, without an archive",
    "ingest": "writes to the directory, whose owner reads all",
    "sample": "makes an archive of invented traffic",
    "simulate": "makes files of invented traffic",
    "hooks rules": "says what may leave by webhook, for the owner",
    "hooks send": "sends for every account; services.news.hooks.send is asked",
    "settings mail": "says how correspondents are reached",
    "settings numbers": "begins the numbers of a post, for its owner",
    "settings release": "changes how the archive behaves, for its owner",
    "serve": "serves the pages, which have rows of their own",
}
OF_THE_OWNER |= dict.fromkeys(("backup", "rebuild", "restore", "verify"), "looks after the directory, for its owner")
OF_THE_OWNER |= dict.fromkeys(
    ("profile add", "profile check", "profile list", "profile remove"),
    "manages the rules of distribution, which are no telegrams",
)
OF_THE_OWNER |= {
    f"account {name}": "manages accounts, which are no telegrams"
    for name in (
        *("add", "change", "disable", "grant", "list", "password", "revoke", "show", "sign-out"),
        *("token add", "token revoke"),
    )
}
OF_THE_OWNER |= dict.fromkeys(
    ("receive smtp", "receive imap", "receive maildir"), "takes in mail for the archive, whose owner reads all"
)
"""Commands that take no reader, each with the reason."""


OF_A_SERVER = {"mcp": "serves tools, which have rows of their own"}
"""Commands that take a reader and answer only those who ask what they serve, each with the reason."""


@cache
def _program() -> Any:
    return typer.main.get_command(app)


def commands() -> dict[str, click.Command]:
    """Every command by its words."""
    found: dict[str, click.Command] = {}

    def walk(command: click.Command, name: str) -> None:
        inner = getattr(command, "commands", None)
        if inner is None:
            found[name] = command
        else:
            for word, below in inner.items():
                walk(below, f"{name} {word}".strip())

    walk(_program(), "")
    return found


def takes_reader(command: click.Command) -> bool:
    return any(parameter.name == "as_reader" for parameter in command.params)


def request(row: str, ask: Asker) -> Request:
    return Request(f"legation {row}", tuple(ROWS[row](ask)))


# A run of ingest says how long it took.
_SECONDS = re.compile(r'(?<=in )\d+\.\d+(?= s)|(?<="seconds":)\d+\.\d+')


def answer(side: Side, reader: Reader, asked: Request) -> tuple[str, bool]:
    """Exit code, standard output, standard error and files; whether the program meant to end so."""
    out = side.path.parent / "out"
    out.mkdir(parents=True, exist_ok=True)
    name = asked.row.removeprefix("legation ").split()
    words = [word.replace("{out}", str(out)) for word in asked.words]
    at = words.index("--") if "--" in words else len(words)
    whole = [*name, *words[:at], "--archive", str(side.path), "--as", reader.name, *words[at:]]
    side.close()
    with ExitStack() as patches:
        # Commands take it from its room when they run; one that held it by itself would not be asked here.
        patches.enter_context(patch.object(legation.app, "open_house", side.opened))
        if not is_archive(side.path):  # its stores are in memory or on a server, and there they are
            patches.enter_context(patch.object(legation.place, "is_there", lambda _: True))
        # The runner would build every command anew for each request.
        patches.enter_context(patch("typer.testing._get_command", lambda _: _program()))
        done = CliRunner().invoke(app, whole)
    lines = [f"exit {done.exit_code}", "-- out", done.stdout, "-- err", done.stderr]
    lines += written(out)
    foreseen = done.exception is None or isinstance(done.exception, SystemExit)
    if not foreseen:
        lines.append(repr(done.exception))
    # Where the two archives lie is no answer of theirs.
    text = "\n".join(lines).replace(str(side.path.parent), "(here)")
    return _SECONDS.sub("0.0", text), foreseen
