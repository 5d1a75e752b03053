"""The maps show the whole: the index every page, CONTRIBUTING every floor and wing. No link is dead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(ROOT) for path in [*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
_LINK = re.compile(r"\]\(([^)#\s]+)")
_ANCHOR = re.compile(r"\]\(([^)#\s]*)#([^)\s]+)\)")
_BARS = re.compile(r"(?<!\\)\|")


def links(page: Path) -> set[str]:
    return {link for link in _LINK.findall((ROOT / page).read_text()) if "://" not in link}


def test_the_index_shows_every_page() -> None:
    pages = {
        str(path.relative_to(DOCS))
        for part in ("tutorial", "how-to", "reference")
        for path in (DOCS / part).glob("*.md")
    }
    assert pages - links(Path("docs/README.md")) == set()


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [link for link in sorted(links(page)) if not (ROOT / page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_to_a_heading_leads_to_one(page: Path) -> None:
    for link, heading in _ANCHOR.findall((ROOT / page).read_text()):
        if "://" not in link:
            assert heading in headings(page.parent / link if link else page), f"{link}#{heading}"


def headings(page: Path) -> set[str]:
    """The names by which links find the headings of a page, as GitHub makes them."""
    told = re.sub(r"```.*?```", "", (ROOT / page).read_text(), flags=re.DOTALL)
    heads = re.findall(r"^#+ (.+)$", told, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def test_the_map_of_the_house_shows_every_floor() -> None:
    told = set(re.findall(r"`([a-z_]+(?:/|\.py))`", (ROOT / "CONTRIBUTING.md").read_text()))
    package = ROOT / "src" / "legation"
    floors = {f"{path.parent.name}/" for path in package.glob("*/__init__.py")} | {
        path.name for path in package.glob("*.py")
    }
    assert floors - {"__init__.py"} - told == set()


@pytest.mark.parametrize("floor", ["formats", "services"])
def test_the_map_of_the_house_shows_every_wing(floor: str) -> None:
    told = set(re.findall(rf"`({floor}/[a-z_]+/)`", (ROOT / "CONTRIBUTING.md").read_text()))
    wings = {f"{floor}/{path.parent.name}/" for path in (ROOT / "src" / "legation" / floor).glob("*/__init__.py")}
    assert len(wings) > 10
    assert told == wings


@pytest.mark.parametrize("floor", ["formats", "services"])
def test_every_wing_has_its_layer(floor: str) -> None:
    layers = set(re.findall(rf"legation\.{floor}\.([a-z_]+)", (ROOT / "pyproject.toml").read_text()))
    assert layers == {path.parent.name for path in (ROOT / "src" / "legation" / floor).glob("*/__init__.py")}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_row_is_of_a_table_and_as_wide_as_its_head(page: Path) -> None:
    lines = re.sub(r"```.*?```", "", (ROOT / page).read_text(), flags=re.DOTALL).split("\n")
    wide, before = 0, ""
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("|"):
            if not before.startswith("|"):
                assert re.fullmatch(r"\|(?: ?:?-+:? ?\|)+", after), f"no table begins so: {line[:80]}"
                wide = len(_BARS.findall(line))
            assert len(_BARS.findall(line)) == wide, line[:80]
        before = line
