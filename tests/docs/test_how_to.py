"""What the pages say to type can be typed: each command in turn, on the sample."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from litestar.testing import TestClient
from tests.cli.whole import app
from typer.testing import CliRunner

from legation.api.application import make_api
from legation.app import open_house
from legation.outside.model import model_settings

ROOT = Path(__file__).resolve().parents[2]
BASE = "http://127.0.0.1:8000"


def test_running_a_dialogue_can_be_followed_word_by_word(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEGATION_ARCHIVE", str(sample))
    script = page("run-a-dialogue")
    assert script.count("\nlegation ") > 40
    follow(script, monkeypatch)


def test_reconstructing_a_dialogue_can_be_followed_word_by_word(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEGATION_ARCHIVE", str(sample))
    follow(page("reconstruct"), monkeypatch)
    assert "the first time that they were asked" in Path("kerrath.md").read_text()
    assert "KW  - kerrath" in Path("kerrath.ris").read_text()
    assert {path.name for path in Path().iterdir()} >= {"helicopters.csv", "kerrath.gexf", "kerrath.docx", "colleague"}


def page(name: str) -> str:
    """What a how-to page says to type, in order."""
    return "\n".join(blocks((ROOT / "docs" / "how-to" / f"{name}.md").read_text()))


def test_what_is_said_of_a_command_is_a_comment() -> None:
    said = re.compile(r"^[ \t]*legation\b.*\S {2,}(?![#\s]).*", re.MULTILINE)
    for where in sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]):
        for block in blocks(where.read_text()):
            assert said.findall(block) == [], where.name


def blocks(text: str, *kinds: str) -> list[str]:
    """The blocks of a page that are to be typed, or those of the kinds named."""
    found = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    return [block for kind, block in found if kind in (kinds or ("", "sh"))]


def follow(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Type a script line by line: the program's commands here, all else in a shell."""
    lines = iter(script.splitlines())
    for line in lines:
        if line.startswith("export "):
            monkeypatch.setenv(*line.removeprefix("export ").split("=", 1))
        elif line.startswith("legation "):
            words = shlex.split(line, comments=True)[1:]
            words, into = (words[: words.index(">")], words[-1]) if ">" in words else (words, None)
            given = [
                found for word in words for found in (sorted(map(str, Path().glob(word))) if "*" in word else [word])
            ]
            done = CliRunner().invoke(app, given)
            assert done.exit_code == 0, f"{line}\n{done.stderr}"
            if into is not None:
                Path(into).write_text(done.stdout)
        elif line.strip():
            typed_in = [line]
            while "<<'END'" in line and typed_in[-1] != "END":
                typed_in.append(next(lines))
            subprocess.run(["bash", "-ec", "\n".join(typed_in)], check=True)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and a newcomer in it."""
    monkeypatch.delenv("LEGATION_ARCHIVE", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_readme_can_be_followed_word_by_word(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "README.md").read_text()
    start, *rest = blocks(text)
    assert start == "make run\n"  # it would stay
    script = re.sub(r"^legation serve\b.*\n", "", "\n".join(rest), flags=re.MULTILINE)  # so would this
    assert script.count("\nlegation ") > 10
    follow(script, monkeypatch)
    assert (empty / "brief.docx").exists()
    (python,) = blocks(text, "python")
    done: dict[str, object] = {}
    exec(python, done)  # noqa: S102
    assert getattr(done["t"], "mrn", None) == "15BELISAR12"


def test_keeping_and_finding_can_be_followed_word_by_word(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = page("keep-and-find")
    assert script.count("\nlegation ") > 25
    follow(script, monkeypatch)
    assert "15FOROFF467" in (empty / "letter.txt").read_text()


def test_the_tutorial_can_be_followed_word_by_word(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty / "src").symlink_to(ROOT / "src")
    text = (ROOT / "docs" / "tutorial" / "first-dialogue.md").read_text()
    look, *rest = blocks(text)
    assert look == "make run\n"  # it would stay
    script = "\n".join(rest)
    assert ". .venv/bin/activate\n" in script
    follow(script.replace(". .venv/bin/activate\n", ""), monkeypatch)
    assert "# " in (empty / "build" / "brief.md").read_text()
    told = CliRunner().invoke(app, ["ingest", "src/legation/sample/traffic", "--archive", "again"]).stdout
    assert told.partition(", in ")[0] in " ".join(text.split())


def test_distributing_can_be_followed_word_by_word(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "docs" / "how-to" / "distribute.md").read_text()
    (rules,) = blocks(text, "toml")
    (empty / "rules.toml").write_text(rules)
    follow(page("distribute"), monkeypatch)
    assert "15BELISAR1" in (empty / "tracer.json").read_text()


def test_drafting_can_be_followed_word_by_word(empty: Path, monkeypatch: pytest.MonkeyPatch, sample: Path) -> None:
    monkeypatch.setenv("LEGATION_ARCHIVE", str(sample))
    (draft,) = blocks((ROOT / "docs" / "how-to" / "draft.md").read_text(), "toml")
    (empty / "draft.toml").write_text(draft)
    before, first, after = page("draft").partition("legation draft new draft.toml")
    follow(before, monkeypatch)
    kept = CliRunner().invoke(app, [*shlex.split(first)[1:], "--json"])
    follow(after.partition("\n")[2].replace("n3c4ae8e4", json.loads(kept.stdout)["id"]), monkeypatch)
    assert list((empty / "outgoing").iterdir())
    assert (empty / "marked.json").exists()


def test_reviewing_declassification_can_be_followed_word_by_word(
    empty: Path, monkeypatch: pytest.MonkeyPatch, sample: Path
) -> None:
    monkeypatch.setenv("LEGATION_ARCHIVE", str(sample))
    follow(page("review-declassification"), monkeypatch)
    assert (empty / "ahead.ics").read_text().startswith("BEGIN:VCALENDAR")


@pytest.mark.parametrize("name", ["follow-from-outside", "connect-a-program"])
def test_what_a_page_types_on_the_sample_can_be_typed(
    empty: Path, monkeypatch: pytest.MonkeyPatch, sample: Path, name: str
) -> None:
    monkeypatch.setenv("LEGATION_ARCHIVE", str(sample))
    assert "legation account add mira" in page(name)
    follow(page(name), monkeypatch)


def test_webhooks_can_be_tried_on_one_machine(empty: Path, monkeypatch: pytest.MonkeyPatch, sample: Path) -> None:
    monkeypatch.setenv("LEGATION_ARCHIVE", str(sample))
    whole = (ROOT / "docs" / "how-to" / "receive-webhooks.md").read_text()
    (script,) = blocks(whole[whole.index("## Try it on one machine") : whole.index("## When it does not come")])
    follow(script, monkeypatch)
    told = CliRunner().invoke(app, ["hooks", "list", "--json"]).stdout
    assert "http://127.0.0.1:8080/alerts" in told
    for script in blocks(whole[whole.index("## For administrators") :]):
        follow(script, monkeypatch)


def test_the_desk_for_others_is_set_up_as_its_page_says(
    empty: Path, monkeypatch: pytest.MonkeyPatch, sample: Path
) -> None:
    export = CliRunner().invoke(app, ["export", "-a", str(sample), "--format", "original", "--output", "traffic"])
    assert export.exit_code == 0
    script = page("run-the-desk").replace("/var/lib/legation/archive", "archive")
    lines = [line for line in script.splitlines() if line.startswith("legation ") and " serve " not in line]
    assert len(lines) == 4
    for line in lines:
        done = CliRunner().invoke(app, shlex.split(line)[1:], input="a long enough password\n" * 2)
        assert done.exit_code == 0, f"{line}\n{done.stderr}"


def test_the_model_of_the_page_can_be_named() -> None:
    (text,) = blocks((ROOT / "docs" / "how-to" / "ask-a-model.md").read_text(), "toml")
    settings = model_settings(text, "extractor.toml")
    assert settings is not None
    assert settings.highest_level == "UNCLASSIFIED"


def test_asking_over_http_can_be_followed_word_by_word(
    empty: Path, monkeypatch: pytest.MonkeyPatch, sample: Path
) -> None:
    monkeypatch.setenv("LEGATION_ARCHIVE", str(sample))
    for number, name in enumerate(("telegram.txt", "message.eml"), start=1):
        text = _NEW.format(number)
        (empty / name).write_text(text if name.endswith("txt") else f"Message-ID: <1@host.example>\n\n{text}")
    keys: list[str] = []
    for line in page("ask-over-http").replace("\\\n", "").splitlines():
        if line.startswith("curl "):
            assert curl(sample, line.replace("$KEY", keys[-1])) == 200, line
        elif line.startswith("legation ") and line != "legation serve":
            done = CliRunner().invoke(app, shlex.split(line, comments=True)[1:])
            assert done.exit_code == 0, f"{line}\n{done.stderr}"
            keys += re.findall(r"^legation_\S+", done.stdout)


_NEW = """P 010900Z DEC 16
FM EMBASSY BELISAR
TO FOROFF OSMAR
BT
UNCLAS BELISAR 00070{}
SUBJECT: A PIER
1. The pier is open.
"""


def curl(archive: Path, line: str) -> int:
    """The status of what a line asks of the API over an archive."""
    words = iter(shlex.split(line.partition(" > ")[0])[1:])
    headers, body, address = {}, None, ""
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word in ("-d", "--data-binary"):
            given = next(words)
            body = Path(given[1:]).read_bytes() if given.startswith("@") else given.encode()
        else:
            address = word
    with open_house(archive, write=True, people=True) as house, TestClient(make_api(house), base_url=BASE) as client:
        return client.request("POST" if body is not None else "GET", address, headers=headers, content=body).status_code


def test_the_countries_of_the_page_are_read(empty: Path) -> None:
    (tables,) = blocks((ROOT / "docs" / "how-to" / "own-tables.md").read_text(), "toml")
    Path("own").mkdir()
    Path("own/parties.toml").write_text(tables)
    export = CliRunner().invoke(app, ["sample", "desk"])
    assert export.exit_code == 0
    for words in (
        ("export", "15BELISAR12", "-a", "desk", "--format", "original", "--output", "telegrams"),
        ("ingest", "telegrams", "-a", "own"),
    ):
        assert CliRunner().invoke(app, words).exit_code == 0
    told = CliRunner().invoke(app, ["propose", "15BELISAR12", "-a", "own", "--json"]).stdout
    assert json.loads(told.splitlines()[0])["fields"]["parties"] == ["XV", "XT"]


def test_two_houses_begin_and_record_as_their_page_says(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "docs" / "how-to" / "two-houses.md").read_text()
    for line in (
        "legation sample sample-archive",
        "legation export --archive sample-archive --format original --output telegrams",
    ):
        assert line in " ".join(text.split())
        follow(line, monkeypatch)
    begin, _, instruct, answer, close = ["\n".join(map(str.strip, block.splitlines())) for block in blocks(text)]
    follow(begin, monkeypatch)
    (mail,) = blocks(text, "toml")
    (empty / "post" / "mail.toml").write_text(mail)
    follow(instruct, monkeypatch)
    (empty / "came.txt").write_text(_INSTRUCTION)
    (empty / "went.txt").write_text(_REPORT)
    follow("legation ingest came.txt went.txt --archive post\n" + answer + "\n" + close, monkeypatch)
    told = CliRunner().invoke(app, ["dialogue", "demarches", "--archive", "post", "--json"]).stdout
    assert '"closed"' in told
    assert json.loads((empty / "reply.json").read_text())["references"] == ["26 FOROFF 1"]


_INSTRUCTION = """P 021500Z JAN 26
FM FOREIGN OFFICE OSMAR
TO AMEMBASSY BELISAR
BT
UNCLAS FOROFF 000001
SUBJECT: ACTION REQUEST: VISIT OF A FRIGATE
1. ACTION REQUEST: Post is requested to ask the Ministry of Defence for a berth
   and to report the response by January 20.
"""
_REPORT = """P 121500Z JAN 26
FM AMEMBASSY BELISAR
TO FOREIGN OFFICE OSMAR
BT
UNCLAS BELISAR 000001
SUBJECT: VISIT OF A FRIGATE
REF: FOROFF 1
1. On January 9 the Counsellor asked the Ministry of Defence for a berth. It agreed.
"""
