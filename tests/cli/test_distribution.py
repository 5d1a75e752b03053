"""From a profile to a queue and back: the commands of distribution, declassification and tracers."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.cli.whole import app
from typer.testing import CliRunner, Result

TEXT = """R 051513Z NOV 09
FM AMEMBASSY TRIPOLI
TO SECSTATE WASHDC
BT
C O N F I D E N T I A L TRIPOLI {number:06d}

E.O. 12958: DECL: 11/05/2019
TAGS: PREL, LY
SUBJECT: A HARBOUR IS DREDGED

1. (C) The dredger came on Monday with barges, crews and all the stores that it had asked for.

SMITH
"""


def run(archive: Path, *words: str | Path, code: int = 0) -> Result:
    done = CliRunner().invoke(app, [*map(str, words), "--archive", str(archive)])
    assert done.exit_code == code, done.output
    return done


def test_from_a_profile_to_a_queue_and_back(tmp_path: Path) -> None:
    archive, traffic = tmp_path / "archive", tmp_path / "traffic"
    traffic.mkdir()
    for number in (1, 3):
        (traffic / f"{number}.txt").write_text(TEXT.format(number=number))
    made = run(archive, "profile", "add", "--name", "libya", "--to", "owner", "--action", "--where", "tags=LY PREL")
    assert "libya" in made.stdout
    assert "there is no catch-all" in made.stderr
    refused = run(archive, "profile", "add", "--name", "x", "--to", "zoe", "--where", "tags=LY", code=1)
    assert "x: zoe is no account that may read, and no office: make it first" in refused.stderr
    kept = run(archive, "profile", "add", "--name", "x", "--to", "zoe", "--where", "tags=LY", "--anyway")
    assert "zoe is no account that may read" in kept.stderr
    run(archive, "profile", "remove", "x")
    run(archive, "profile", "add", "--catch-all", "owner", "--office", "NORTH=owner")
    listed = run(archive, "profile", "list", "--toml")
    (tmp_path / "rules.toml").write_text(listed.stdout)
    run(archive, "profile", "check", tmp_path / "rules.toml")
    run(archive, "ingest", traffic)

    assert "2 waiting" in run(archive, "inbox").stderr
    first = run(archive, "inbox", "--limit", "1")
    more = re.search(r"more: --after (\S+)", first.stderr)
    assert more is not None
    second = run(archive, "inbox", "--limit", "1", "--after", more[1])
    told = sorted(name for name in ("09TRIPOLI1 ", "09TRIPOLI3 ") for page in (first, second) if name in page.stdout)
    assert (told, "more:" in second.stderr) == (["09TRIPOLI1 ", "09TRIPOLI3 "], False)
    queue = json.loads(run(archive, "inbox", "--json").stdout)
    assert [one["delivery"]["role"] for one in queue["held"]] == ["action", "action"]
    begun = run(archive, "draft", "reply", "09TRIPOLI1")
    lines = run(archive, "inbox").stdout.splitlines()
    assert [line for line in lines if "answer under way: " in line] == [line for line in lines if "09TRIPOLI1 " in line]
    assert re.search(r"answer under way: (\w+)", "\n".join(lines))[1] in begun.stdout + begun.stderr  # type: ignore[index]
    queue = json.loads(run(archive, "inbox", "--json").stdout)
    answers = {one["listing"]["mrn"]: one["answer"]["draft"] for one in queue["held"] if one["answer"]}
    assert [(mrn, draft in begun.stdout + begun.stderr) for mrn, draft in answers.items()] == [("09TRIPOLI1", True)]
    unsaid = run(archive, "inbox", "09TRIPOLI1", "--done", code=1)
    assert unsaid.stderr == "legation: nothing is asked of 09TRIPOLI1: say what, with --mark STEP or --receipts\n"
    run(archive, "inbox", "09TRIPOLI1", "--mark", "acted")
    assert "1 waiting" in run(archive, "inbox").stderr
    assert "acted" in run(archive, "inbox", "09TRIPOLI1", "--receipts").stdout
    assert "2 delivered" in run(archive, "inbox", "--tally").stdout
    assert "09TRIPOLI1" in run(archive, "inbox", "--done").stdout

    told = run(archive, "route", "--explain", "09TRIPOLI3").stdout
    assert "owner has the action" in told
    assert "tags LY PREL: found LY PREL" in told
    (tmp_path / "other.toml").write_text(listed.stdout.replace("LY PREL", "MARR").replace('catch-all = "owner"', ""))
    changed = run(archive, "route", "--dry-run", tmp_path / "other.toml", "--since", "2009-01-01")
    assert changed.stdout.count("action -> none") == 2
    run(archive, "route", "--dry-run", tmp_path / "other.toml", code=1)

    assert "09TRIPOLI2 " in run(archive, "tracer", "list").stdout
    # What could not be written is not noted as asked for.
    run(archive, "tracer", "draft", "Tripoli", "-o", tmp_path / "absent" / "tracer.json", code=1)
    run(archive, "tracer", "draft", "Tripoli", "-o", tmp_path / "tracer.json")
    assert "09TRIPOLI2" in json.loads((tmp_path / "tracer.json").read_text())["paragraphs"][1]["text"]
    run(archive, "tracer", "draft", "Tripoli", code=1)

    assert "2 past" in run(archive, "declass", "--on", "2020-01-01").stderr
    assert "2 due" in run(archive, "declass", "--on", "2019-01-01").stderr
    assert run(archive, "declass", "--format", "ics").stdout.startswith("BEGIN:VCALENDAR")

    # What has no number is settled by the name that the list prints.
    (tmp_path / "old.txt").write_text(
        "C O N F I D E N T I A L\nE.O. 12356: DECL: OADR\nSUBJECT: HARBOUR\n1. (C) A DAM.\n"
    )
    run(archive, "ingest", tmp_path / "old.txt")
    review = run(archive, "declass", "--kind", "review").stdout
    assert "(old.txt) HARBOUR" in review
    assert run(archive, "mark", review.split()[2], "UNCLASSIFIED", "--why", "read").stdout == "UNCLASSIFIED\n"
    assert "old.txt" not in run(archive, "declass", "--kind", "review").stdout
    assert ": read (before: CONFIDENTIAL)" in run(archive, "show", review.split()[2]).stdout

    draft = {"subject": "A NOTE", "paragraphs": [{"text": TEXT.split("(C) ")[1].split("\n")[0]}]}
    (tmp_path / "draft.json").write_text(json.dumps(draft))
    marked = run(archive, "draft", "mark", tmp_path / "draft.json", "--source", "09TRIPOLI1", "--on", "2010-01-01")
    assert json.loads(marked.stdout)["paragraphs"][1]["marking"] == "C"
    assert "(C), as the words it repeats" in marked.stderr
    run(archive, "profile", "remove", "libya")
