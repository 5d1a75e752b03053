"""The measuring of accuracy can fail: each comparison reports a miss when the field it looks at is wrong."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import accuracy.__main__ as command
import pytest
from accuracy.figures import Figure, Section, Table, chief, listing, rendered, short
from accuracy.texts import Text

from accuracy import citations, distribution, editors, naval

MESSAGE = """RTTUZYUW RUEWABC0007 2271757-UUUU--RUCRXYZ.
ZNR UUUUU ZUI RUEWABC0001 2271758
R 160033Z AUG 05 PSN 123456K11
FM CNO WASHINGTON DC//N1//
TO NAVADMIN
ZEN/SHORE STATIONS
INFO RHMFIUU/CNO WASHINGTON DC//N1//
BT
UNCLAS //N01210// SECTION 1 OF 2
NAVADMIN 300/05
MSGID/GENADMIN/CNO WASHINGTON DC/N1/AUG//
SUBJ/RETURN OF THE
/PAPER LOGBOOK//
REF/A/MSG/CNO WASHINGTON DC/281723ZFEB05//
REF/B/DOC/OPNAV/12JUL01//
NARR/REF A IS NAVADMIN 054/05, LOGBOOKS.  REF B IS AN INSTRUCTION.//
RMKS/1.  KEEP A LOGBOOK.
2.  RELEASED BY VADM I. N. VENTED, JR., N1.//
BT
#0007
NNNN
"""


def whole_reading() -> dict[str, Any]:
    """What a faultless reader makes of :data:`MESSAGE`, as far as it is looked at."""
    at = MESSAGE.index("MSGID")
    return {
        "mrn": "05NAVADMIN300",
        "number": 300,
        "year": 2005,
        "transmission": {
            "station": "RUEWABC",
            "serial": "0007",
            "filed": "2271757",
            "precedence": "ROUTINE",
            "routing": ["RUCRXYZ"],
            "security": "ZNR UUUUU",
        },
        "precedence": {"action": "ROUTINE", "info": None},
        "dtg": "2005-08-16T00:33Z",
        "from": {"plad": "CNO WASHINGTON DC//N1//"},
        "to": [{"plad": "NAVADMIN"}, {"plad": "SHORE STATIONS"}],
        "info": [{"plad": "CNO WASHINGTON DC"}],
        "classification": {"level": "UNCLASSIFIED", "captions": [], "caveats": []},
        "section": {"number": 1, "of": 2},
        "subject": "RETURN OF THE PAPER LOGBOOK",
        "references": [
            {"label": "A", "mrn": "05NAVADMIN54", "kind": "telegram", "status": "read", "text": "MSG/CNO"},
            {"label": "B", "mrn": None, "kind": "document", "status": "unread", "text": "DOC/OPNAV"},
        ],
        "elements": [{"kind": "genadmin.msgid", "span": [at, at + 42]}],
        "paragraphs": [{"number": 1}, {"number": 2}],
        "signature": ["VADM I. N. VENTED, JR"],
    }


def missed(section: Section) -> set[str]:
    return {figure.name for figure in section.figures.values() if figure.misses}


def test_a_faultless_reading_of_a_naval_message_has_no_miss() -> None:
    section = naval.messages([Text("NAV05300", MESSAGE, whole_reading())])
    assert missed(section) == set()


def change(*path: str | int, to: Any) -> Callable[[dict[str, Any]], None]:
    def apply(reading: dict[str, Any]) -> None:
        held: Any = reading
        for step in path[:-1]:
            held = held[step]
        held[path[-1]] = to

    return apply


NAVAL_FAULTS = {
    "routing line: station": change("transmission", "station", to="RUEWABD"),
    "routing line: serial": change("transmission", "serial", to=None),
    "routing line: filed": change("transmission", "filed", to="2271758"),
    "routing line: precedence": change("transmission", "precedence", to="PRIORITY"),
    "routing line: first addressee": change("transmission", "routing", to=[]),
    "security (ZNR, ZNY)": change("transmission", "security", to=None),
    "precedence": change("precedence", "info", to="ROUTINE"),
    "date-time group": change("dtg", to="2005-08-16T00:32Z"),
    "from": change("from", "plad", to="CNO"),
    "to": change("to", to=[{"plad": "NAVADMIN"}]),
    "info": change("info", to=[]),
    "classification": change("classification", "level", to=None),
    "section": change("section", "of", to=None),
    "own number": change("mrn", to="05NAVADMIN301"),
    "own number, by the name of the file": change("number", to=301),
    "subject": change("subject", to="RETURN OF THE"),
    "MSGID": change("elements", to=[]),
    "references: labels": change("references", 1, "label", to="C"),
    "references: kind": change("references", 1, "kind", to="telegram"),
    "references: number": change("references", 0, "mrn", to="05NAVADMIN55"),
    "references: no number invented": change("references", 1, "mrn", to="01OPNAV12"),
    "signature": change("signature", to=["VADM I. N"]),
    "paragraphs": change("paragraphs", 1, "number", to=None),
}


@pytest.mark.parametrize("name", NAVAL_FAULTS)
def test_each_naval_comparison_can_fail(name: str) -> None:
    reading = whole_reading()
    NAVAL_FAULTS[name](reading)
    assert name in missed(naval.messages([Text("NAV05300", MESSAGE, reading)]))


def test_every_naval_comparison_has_a_fault_that_it_must_see() -> None:
    section = naval.messages([Text("NAV05300", MESSAGE, whole_reading())])
    assert set(section.figures) == set(NAVAL_FAULTS)


TELEGRAM = """O R 261346Z JAN 70
FM AMEMBASSY LAGOS
TO SECSTATE WASHDC IMMEDIATE 5828
LAGOS 169
CONFIDENTIAL
LIMDIS
SUBJ: THE HARBOUR
REF: STATE 7024
1. NOTHING TO REPORT.
DOE
"""
GOLD: dict[str, Any] = {
    "id": "v/d1",
    "when": "1970-01-26T13:46:00",
    "from": "Embassy in Nigeria",
    "to": "Department of State",
    "telegram_number": "169",
    "signed": "DOE",
    "tei_subject": ["THE HARBOUR"],
    "tei_references": ["STATE 7024"],
    "precedence": ["Immediate"],
    "classification": "Confidential",
    "captions": ["Limdis"],
    "text": TELEGRAM,
}
READING: dict[str, Any] = {
    "dtg": "1970-01-26T13:46Z",
    "release": {"created": None},
    "from": {"plad": "AMEMBASSY LAGOS"},
    "to": [{"plad": "SECSTATE WASHDC", "precedence": "IMMEDIATE"}],
    "number": 169,
    "post": "LAGOS",
    "year": 1970,
    "signature": ["DOE"],
    "subject": "THE HARBOUR",
    "references": [{"mrn": "70STATE7024", "label": None, "kind": "telegram", "status": "read", "text": "STATE 7024"}],
    "paragraphs": [],
    "precedence": {"action": "IMMEDIATE", "info": "ROUTINE"},
    "classification": {"level": "CONFIDENTIAL", "captions": ["LIMDIS"], "caveats": []},
    "distribution": [],
}


def editors_section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reading: dict[str, Any]) -> Section:
    monkeypatch.setattr(editors, "gold", lambda _: [{**GOLD, "file": "txt/v_d1.txt"}])
    monkeypatch.setattr(editors, "texts", lambda *_, **__: [Text("v_d1", TELEGRAM, reading)])
    return editors.raw_telegrams(tmp_path)[0]


EDITORS_FAULTS = {
    "date-time group, to the minute": change("dtg", to="1970-01-26T13:45Z"),
    "date-time group, against the text": change("dtg", to=None),
    "from": change("from", "plad", to="AMEMBASSY ACCRA"),
    "to": change("to", to=[{"plad": "AMEMBASSY ACCRA", "precedence": None}]),
    "number": change("number", to=168),
    "post of the number": change("post", to="ACCRA"),
    "signature": change("signature", to=[]),
    "subject": change("subject", to="SUBJ: THE HARBOUR"),
    "references": change("references", 0, "mrn", to="70STATE7025"),
    "precedence, by the text": change("precedence", "info", to=None),
    "precedence": lambda r: r.update(precedence={"action": "FLASH", "info": None}, to=[]),
    "classification, by the text": change("classification", "level", to="SECRET"),
    "captions, by the text": change("classification", "captions", to=[]),
}


def test_a_faultless_reading_of_a_telegram_has_no_miss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    section = editors_section(tmp_path, monkeypatch, READING)
    assert missed(section) == set()
    assert set(section.figures) == set(EDITORS_FAULTS)


@pytest.mark.parametrize("name", EDITORS_FAULTS)
def test_each_comparison_with_the_editors_can_fail(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = copy.deepcopy(READING)
    EDITORS_FAULTS[name](reading)
    assert name in missed(editors_section(tmp_path, monkeypatch, reading))


VOLUME_FAULTS = {
    "classification": change("classification", "level", to=None),
    "captions": change("classification", "captions", to=["EXDIS"]),
    "from": change("from", "plad", to="the Mission"),
}


@pytest.mark.parametrize("name", VOLUME_FAULTS)
def test_each_comparison_of_volumes_can_fail(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editors, "gold", lambda _: [GOLD])
    reading = copy.deepcopy(READING)
    assert missed(editors.volume_telegrams(tmp_path, [("v/d1", reading)])[0]) == set()
    VOLUME_FAULTS[name](reading)
    assert missed(editors.volume_telegrams(tmp_path, [("v/d1", reading)])[0]) == {name}


def test_a_telegram_of_a_volume_may_be_lost_or_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editors, "gold", lambda _: [GOLD])
    assert missed(editors.volume_telegrams(tmp_path, [])[0]) == {"found"}
    assert missed(editors.volume_telegrams(tmp_path, [("v/d2", READING)])[0]) == {"found", "no telegram too many"}


@pytest.mark.parametrize(
    ("named", "plad", "same"),
    [
        ("Embassy in Nigeria", "AMEMBASSY LAGOS", True),
        ("Embassy in Nigeria", "the Embassy in Nigeria", True),
        ("Embassy in Nigeria", "the Embassy in Nigeria, Washington", False),
        ("Embassy in Nigeria", "AMEMBASSY NIAMEY", False),
        ("Mission to the United Nations", "USMISSION USUN NY", True),
        ("Mission to the United Nations", "the Mission", False),
    ],
)
def test_places(named: str, plad: str, same: bool) -> None:
    assert editors.same_place(named, plad) is same


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("R 172308Z JAN 73", datetime(1973, 1, 17, 23, 8)),  # noqa: DTZ001
        ("O P 041730Z\nAUG 69", datetime(1969, 8, 4, 17, 30)),  # noqa: DTZ001
        ("0261544Z MAR 70", datetime(1970, 3, 26, 15, 44)),  # noqa: DTZ001
        ("R 311308Z FEB 73", None),
        ("NO GROUP", None),
    ],
)
def test_a_plain_look_for_a_group(text: str, moment: datetime | None) -> None:
    assert editors.in_text(text) == moment


@pytest.mark.parametrize(
    ("block", "found"),
    [
        ("STATE 115778 AND 2764", ["STATE 115778", "STATE 2764"]),
        ("(A) STATE 163147; (B) USUN 5723", ["STATE 163147", "USUN 5723"]),
        ("LAGOS 2524,2454 AND 2419", ["LAGOS 2524", "LAGOS 2454", "LAGOS 2419"]),
        ("STATE'S 064196", ["STATE 64196"]),
        ("ADDIS ABABA 3738", ["ADDIS ABABA 3738"]),
        ("PARA 12 OF SECTION 14", []),
        ("USCINCRED 311345Z MAY 73", []),
    ],
)
def test_a_plain_look_for_citations(block: str, found: list[str]) -> None:
    assert [f"{each.post} {each.number}" for each in citations.cited(block)] == found


def test_a_citation_carries_the_year_that_is_written() -> None:
    assert [each.year for each in citations.cited("STATE'S 51556 (3/20/73), USUN 6112 OF 1974")] == [1973, 1974]


@pytest.mark.parametrize(
    ("mrn", "agrees", "year"),
    [
        ("73STATE51556", True, True),
        ("74STATE51556", True, False),
        ("73STATE51557", False, True),
        ("73USUN51556", False, True),
    ],
)
def test_post_number_and_year_must_all_fit(mrn: str, agrees: bool, year: bool) -> None:
    (want,) = citations.cited("STATE 51556 (3/20/73)")
    assert citations.agrees(want, mrn) is agrees
    assert citations.year_fits(want, mrn, 1974) is year


def test_recall_and_its_sample_can_fail() -> None:
    def looked(mrn: str | None) -> Section:
        ref = [{"mrn": mrn}] if mrn else []
        return citations.recall([("set", [("t", TELEGRAM, {"references": ref, "year": 1970})])])

    assert missed(looked("70STATE7024")) == set()
    assert missed(looked(None)) == {"formed, set", "right, sample"}
    assert missed(looked("65STATE7024")) == {"right, sample"}


@pytest.mark.parametrize(
    ("text", "manner"),
    [
        ("STATE 7024", "number"),
        ("A-151", "number"),
        ("USCINCRED 311345Z MAY 73", "sender and moment"),
        ("MSG/CNO WASHINGTON DC/281723ZFEB08", "sender and moment"),
        ("MSG/UNSECNAV WASHINGTON DC/04NOV2005", "sender and moment"),
        ("REFTEL", "bare word"),
        ("REFS A AND B", "bare word"),
    ],
)
def test_how_a_reference_names_its_telegram(text: str, manner: str) -> None:
    assert citations.manner({"text": text, "mrn": None}) == manner


def test_references_are_counted_by_status() -> None:
    unread = {
        "references": [{"mrn": None, "kind": "telegram", "status": "unread", "text": "STATE 1"}],
        "paragraphs": [],
    }
    section = citations.status([("set", [("t", READING), ("u", unread)])])
    assert (section.figures["all lists"].right, section.figures["all lists"].whole) == (1, 2)
    assert [miss.identity for miss in section.figures["set, lists"].misses] == ["u"]


@pytest.mark.parametrize(("copies", "right"), [(3, 1), (4, 0)])
def test_totals_of_distribution(copies: int, right: int) -> None:
    reading = {"distribution": [{"copies": copies}, {"copies": 2}, {"copies": None}]}
    section = distribution.totals([("set", [Text("t", "INFO OCT-01\n/005 W\n", reading)])])
    assert section.figures["totals that add up, set"].right == right


def test_a_miss_is_short_and_is_listed_apart_from_the_figures() -> None:
    section = Section("Some texts", "Words.")
    section.figure("field", "whole").saw("t", False, "x" * 300, None)
    section.tables = [
        Table("Few:", ("name", "of"), (("a", "1"),)),
        Table("Many:", ("rule", "of"), (("b", "2"),), long=True),
    ]
    page, lists = rendered([section], "lists.md"), listing([section])
    assert "| field | 0 | 1 | 0.0 % | whole |" in page
    assert "| a | 1 |" in page
    assert "[Listed](lists.md#some-texts): 1 that disagree; many." in page
    assert "- t: " not in page
    assert re.search(r"- t: `x{89}…`, read `nothing`", lists)
    assert "## Some texts\n\nMany:" in lists
    assert "| a | 1 |" not in lists
    assert short("a|b`c") == "a/b'c"
    assert Figure("f", "w").share == "-"


def test_the_figures_that_say_the_most_stand_above_all_sections() -> None:
    section = Section("Some texts", "Words.", chief=("field", "one that was not met"))
    section.figure("other", "whole").saw("t", True, 1, 1)
    section.figure("field", "whole").saw("t", True, 1, 1)
    assert chief([section]).splitlines()[2:] == ["| [Some texts](#some-texts) | field | 1 | 1 | 100.0 % |"]
    assert listing([section]) == "\n"  # nothing of it to list


def test_without_the_shared_texts_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEGATION_CORPUS", str(tmp_path / "absent"))
    assert command.main([]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_page_is_written_and_then_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    section = Section("Title", "Words.")
    section.figure("field", "whole").saw("t", True, 1, 1)
    monkeypatch.setenv("LEGATION_CORPUS", str(tmp_path))
    monkeypatch.setattr(command, "PAGE", tmp_path / "page.md")
    monkeypatch.setattr(command, "fingerprint", lambda _: "0" * 12)
    monkeypatch.setattr(command, "measure", lambda _: [section])
    assert command.main(["--check"]) == 1
    assert command.main([]) == 0
    assert command.main(["--check"]) == 0
    section.figure("field", "whole").saw("u", False, 1, 2)
    assert command.main(["--check"]) == 1
    assert capsys.readouterr().err.count("run make accuracy") == 4  # both pages, before the first was written and now
    assert command.main([]) == 0
    (tmp_path / "accuracy-listed.md").write_text("other", encoding="utf-8")
    assert command.main(["--check"]) == 1
    assert "docs/reference/accuracy-listed.md is not what is measured" in capsys.readouterr().err
