"""``make examples``: what every operation of the API answers over the sample, for its description.

Each is asked with the examples of its own parameters and body. What is long is cut, and what is made by chance is the
same each time: so the same sources give the same file, and a test sees one that is out of date.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.parse import quote

from litestar.testing import TestClient

from legation.api.application import make_api
from legation.api.describing import EXAMPLES
from legation.app import House, open_house
from legation.backups import back_up
from legation.core.marking import OWNER
from legation.samples import make_sample
from legation.services.accounts.accounts import OWNS
from legation.services.dialogue.machine import Machine
from legation.services.drafts.transmitting import CarryError
from legation.storage.outgoing import Outgoing

NOW = datetime(2016, 12, 31, 12, tzinfo=UTC)
LISTED, LETTERS, DOCUMENT = 2, 140, 600
"""Things of a list, characters of a text and of a document that are shown."""

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "src" / "legation" / "api" / EXAMPLES

LATER = (
    *("machine_propose", "annotating_add", "annotating_of", "annotating_withdraw", "markings_mark", "markings_of"),
    *("gaps_sent", "saved_add", "saved_remove", "hooks_add", "hooks_all", "hooks_attempt", "hooks_messages"),
    *("hooks_rotate", "hooks_wake", "hooks_remove", "hooks_set_rules", "looking_seen"),
    *("dialogues_accept", "dialogues_amend", "dialogues_reject", "dialogues_reconsider", "dialogues_record"),
    *("dialogues_merge", "dialogues_split", "dialogues_open", "founding_propose", "founding_accept"),
    *("inbox_step", "inbox_done", "inbox_owed", "inbox_receipts"),
    *("distributing_rehearse", "profiles_add", "profiles_remove", "profiles_replace", "tracers_draft"),
    *("composing_compose", "composing_begin", "composing_drafts"),
    *("clearing_compose", "clearing_new", "clearing_weigh", "clearing_mend", "clearing_change"),
    *(
        "clearing_difference",
        "clearing_show",
        "clearing_log",
        "clearing_all",
        "clearing_withdraw",
    ),
    *("arrivals_take", "arrivals_broken", "ingest", "versions_difference"),
    *("upkeep_back_up", "upkeep_verify", "upkeep_jobs", "upkeep_backups"),
    *("accounts_add", "accounts_show", "accounts_all", "accounts_grant", "accounts_revoke", "accounts_change"),
    *("accounts_disable", "accounts_end_sessions", "accounts_add_token", "accounts_tokens", "accounts_revoke_token"),
    *(
        "clearing_refuse",
        "clearing_clear",
        "clearing_approve",
        "clearing_release",
        "transmitting_queue",
        "transmitting_again",
    ),
    *("audit", "audit_chain"),
)
"""What changes the archive, or tells of what was changed, in order; all else is asked before."""


class Asked(NamedTuple):
    """What an operation answered. says: why it did not, where it did not."""

    operation: str
    status: int
    kind: str
    value: Any
    says: str = ""


def _second_version(house: House, archive: Path) -> None:
    [record] = house.reading.versions(OWNER, "16BELISAR24")
    again = archive.with_name("again.txt")
    again.write_text(record.telegram.source.replace("1. (", "1. (C) Corrected copy.\n\n2. (", 1), encoding="utf-8")
    house.ingest.run(OWNER, [again])


def _no_folder(house: House, archive: Path) -> None:
    """A way out that leads nowhere, so that a sending fails; and numbers that go on where the sample's end."""
    house.clearing.begin_numbers(OWNER, "FOROFF", 1533, year=2016)
    told = '[[address]]\nplad = "EMBASSY BELISAR"\nfolder = "/srv/exchange/belisar"\n'
    (archive / "mail.toml").write_text(told, encoding="utf-8")


def _failed(house: House, archive: Path) -> None:
    house.transmitting.send(OWNER, {"folder": _Nowhere()})


class _Nowhere:
    """Carries nothing."""

    def carry(self, outgoing: Outgoing) -> None:
        raise CarryError(f"{outgoing.to[0]} is not there", lasting=True)

    def close(self) -> None:
        pass


class _Model:
    """Answers as a language model might."""

    def ask(self, prompt: str, said: str) -> str:
        first = json.loads(said)[0]
        quote = re.search(r"Signing of [^;]+", first["text"])
        assert quote is not None
        item = {
            "kind": "objective",
            "paragraph": first["paragraph"],
            "quote": quote[0],
            "fields": {},
            "confidence": 0.7,
        }
        return json.dumps({"proposals": [item]})


def _model(house: House, archive: Path) -> None:
    house.machine = Machine(
        house.reading, house.dialogues, house.parties, _Model, model="invented", highest="CONFIDENTIAL"
    )


def _others(house: House, archive: Path) -> dict[str, str]:
    """Somebody who may do everything: once there is a token, one is needed, and a draft is approved by another."""
    roles = ["reader", "desk", "approver", "administrator", "auditor"]
    house.accounts.add(OWNS, "noor", roles=roles, clearance="TOP SECRET")
    actions = ("read", "decide", "draft", "approve", "accounts", "audit")
    key, _ = house.accounts.add_token(OWNS, "noor", "invented", until=datetime(2099, 1, 1, tzinfo=UTC), actions=actions)
    return {"authorization": f"Bearer {key}"}


LAID: Mapping[str, Callable[[House, Path], dict[str, str] | None]] = {
    "machine_propose": _model,
    "versions_difference": _second_version,
    "accounts_tokens": _others,
    "clearing_release": _no_folder,
    "transmitting_queue": _failed,
}
"""What is laid down before an operation is asked, where the sample alone has nothing to tell."""

BODIES = {
    "ingest": b"FM AMEMBASSY BELISAR\nTO FOROFF\nUNCLAS BELISAR 777\nSUBJECT: X\n1. Y.\n",
    "arrivals_take": b"PK\x03\x04 cut short",
}
"""What is sent to the operations that take bytes."""


def recorded(archive: Path) -> list[Asked]:
    """What each operation answers over a copy of the sample, which is changed by it."""
    keys = count()
    with (
        open_house(archive, write=True, people=True, clock=lambda: NOW) as house,
        patch("legation.services.accounts.accounts.secrets.token_urlsafe", lambda _: f"invented {next(keys)}"),
        patch("legation.outside.hooks.socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("93.184.215.14", 443))]),
        TestClient(make_api(house, a_minute=1_000_000), base_url="http://127.0.0.1:8000") as client,
    ):
        house.jobs.open("invented", lambda work: work())
        house.upkeep.folder = archive.parent / "backups"
        house.upkeep.backing = lambda to, tell: back_up(str(archive), to, tell=tell).faults or []
        described = client.get("/api/v1/openapi.json").json()
        found = {
            operation["operationId"]: (method, path, operation)
            for path, methods in described["paths"].items()
            for method, operation in methods.items()
        }
        order = [name for name in found if name not in LATER] + list(LATER)
        told = []
        for name in order:
            if name in LAID:
                client.headers.update(LAID[name](house, archive) or {})
            told.append(_ask(client, name, *found[name]))
        return told


def _ask(client: Any, name: str, method: str, path: str, operation: Mapping[str, Any]) -> Asked:
    asked: dict[str, Any] = {}
    for one in operation.get("parameters", ()):
        value = next(iter(one["examples"].values()))["value"]
        if one["in"] == "path":
            path = path.replace(f"{{{one['name']}}}", quote(str(value), safe=""))
        else:
            asked[one["name"]] = value
    sent = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    body = sent["schema"]["examples"][0] if "examples" in sent.get("schema", {}) else None
    more: dict[str, Any] = {"content": BODIES[name]} if name in BODIES else {"json": body}
    answer = client.request(method, path, params=asked, **more)
    kind = answer.headers["content-type"].partition(";")[0]
    if kind == "application/json":
        value = cut(answer.json())
    elif kind == "application/x-ndjson":
        lines = [json.loads(line) for line in answer.text.splitlines()[:LISTED]]
        value = "".join(json.dumps(cut(line), ensure_ascii=False) + "\n" for line in lines)
    else:
        value = cut(answer.text, most=DOCUMENT)
    return Asked(name, answer.status_code, kind, value, f"{method} {path} {body or ''} {answer.text[:300]}")


def cut(value: Any, name: str = "", *, most: int = LETTERS) -> Any:
    """A value with its lists and texts cut, and what is secret or hangs on the machine in the place of itself."""
    if name in ("key", "secret"):
        return "told-this-once"
    if name == "seconds":
        return 0.1
    if isinstance(value, dict):
        return {key: cut(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [cut(inner) for inner in value[:LISTED]]
    return f"{value[:most]} …" if isinstance(value, str) and len(value) > most else value


def written(told: list[Asked]) -> str:
    """The file of examples."""
    made = {one.operation: {one.kind: one.value} for one in sorted(told)}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    """Exit code 1 where an operation did not answer its example."""
    with TemporaryDirectory() as place:
        archive = Path(place) / "archive"
        make_sample(archive)
        told = recorded(archive)
    wrong = [one for one in told if one.status != 200]
    for one in wrong:
        sys.stderr.write(f"{one.operation} {one.status}: {one.says}\n")
    if not wrong:
        FILE.write_text(written(told), encoding="utf-8")
        sys.stdout.write(f"{len(told)} answers, {FILE.stat().st_size / 1000:,.0f} kB, in {FILE}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
