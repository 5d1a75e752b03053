"""Plots: well-formed pictures that carry their banner, link to their sources, and escape what telegrams say."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import msgspec
import pytest
from hand_made import CONFIDENTIAL_READER, NOW, OPEN_READER, Archive, seed_archive, telegram
from lxml import etree

from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import OPEN, OWNER
from legation.core.telegram import Reference, Telegram
from legation.core.text import Span
from legation.services.boards.stating import counted
from legation.services.dialogue.overview import PLOTS, Overviews
from legation.services.plots import by_citing, network_plot
from legation.services.plots.drawing import WIDEST, Days, Plot, cut, wrapped
from legation.services.plots.traffic import traffic_plot
from legation.services.threads.threads import Edge, Graph, Node
from legation.storage.records import Traffic

OURS = "us-ly"
SEED = "09TRIPOLI893"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def archive() -> Archive:
    made = seed_archive()
    made.dialogues.accept(OWNER, OURS, SEED)
    return made


@pytest.fixture
def overviews(archive: Archive) -> Overviews:
    return Overviews(archive.dialogues, archive.telegrams, lambda: NOW, archive.threads, archive.moments)


def words(svg: str) -> list[str]:
    return [str(node.text) for node in etree.fromstring(svg.encode()).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_a_picture_under_its_banner(overviews: Overviews, name: str) -> None:
    plot = overviews.plot(OWNER, name, OURS)
    told = words(plot.svg)
    assert told[0] == told[-1] == plot.banner
    root = etree.fromstring(plot.svg.encode())
    assert root.get("role") == "img"
    assert root.find(f"{SVG}desc") is not None
    assert not {"script", "style"} & {etree.QName(node).localname for node in root.iter()}
    assert not [node for node in root.iter() if node.get("style") or any(key.startswith("on") for key in node.attrib)]


def test_every_movement_of_every_objective_is_a_sign_that_leads_to_its_source(
    archive: Archive, overviews: Overviews
) -> None:
    archive.keep(telegram("10TRIPOLI8", [("C", "TSCTP was raised with the Minister.")], date="2010-01-05"))
    archive.dialogues.record(OWNER, OURS, "objective.table", "1", mrn="10TRIPOLI8", quote="TSCTP was raised")
    plot = overviews.plot(OWNER, "timeline", OURS, None, lambda address: f"/t/{address}")
    links = [node.get("href") for node in etree.fromstring(plot.svg.encode()).iter(f"{SVG}a")]
    board = archive.dialogues.board(OWNER, OURS)
    moved = [m for t in board.of("objective") for m in t.movements] + list(board.dialogue.movements)  # type: ignore[union-attr]
    assert len(links) == len(moved)
    assert "/t/10TRIPOLI8#p1" in links
    titles = [str(node.text) for node in etree.fromstring(plot.svg.encode()).iter(f"{SVG}title")]
    assert "(C) 2010-01-05 tabled with the other side [10TRIPOLI8#p1]" in titles


def test_what_a_telegram_says_stays_words(archive: Archive, overviews: Overviews) -> None:
    hostile = '<script>alert(1)</script> & \x07 "quoted" \' ]]>'
    archive.dialogues.record(
        OWNER, OURS, "objective.raise", "x", on=date(2010, 1, 1), fields={"text": hostile, "sought_by": "US"}
    )
    archive.dialogues.record(
        OWNER, OURS, "commitment.undertake", "y", on=date(2010, 1, 1), fields={"text": hostile, "by": "US"}
    )
    for name in ("timeline", "commitments"):
        root = etree.fromstring(overviews.plot(OWNER, name, OURS).svg.encode())
        assert "script" not in {etree.QName(node).localname for node in root.iter()}
        assert any("<script>" in str(node.text) for node in root.iter(f"{SVG}title"))


def test_traffic_counts_what_the_reader_may_read(archive: Archive, overviews: Overviews) -> None:
    archive.keep(telegram("10TRIPOLI1", [("U", "Open.")], date="2010-01-05", level="UNCLASSIFIED"))
    archive.keep(telegram("10TRIPOLI2", [("C", "Closed.")], date="2010-01-06"))
    archive.keep(telegram("10TRIPOLI3", [("U", "Open.")], date="2010-02-06", level="UNCLASSIFIED"))
    open_plot = overviews.plot(OPEN_READER, "traffic")
    assert open_plot.banner == "UNCLASSIFIED"
    titles = [str(node.text) for node in etree.fromstring(open_plot.svg.encode()).iter(f"{SVG}title")]
    assert [title.partition(", ")[2] for title in titles if ", 2010-" in title] == ["2010-01: 1", "2010-02: 1"]
    full = overviews.plot(CONFIDENTIAL_READER, "traffic")
    assert full.banner == "CONFIDENTIAL"
    assert "2010-01: 2" in full.svg


def test_years_from_which_nothing_is_held_are_one_column() -> None:
    def of(*months: str) -> tuple[list[str], list[str]]:
        counts = [Traffic(post="TRIPOLI", month=month, access=OPEN.label, count=1) for month in months]
        plot = traffic_plot(counts)
        titles = [str(node.text) for node in etree.fromstring(plot.svg.encode()).iter(f"{SVG}title")]
        return words(plot.svg)[2:-2], titles

    heads, titles = of("1962-10", "1964-01", "1972-05", "2009-11")
    assert [one for one in heads if (one[:1].isdigit() and len(one) == 4) or one == "…"] == [
        *("1962", "1963", "1964", "…", "1972", "…", "2009")
    ]
    assert {"No telegram from 1965 to 1971", "No telegram from 1973 to 2008"} <= set(titles)
    assert "TRIPOLI, 2009: 1" in titles
    heads, titles = of("1962-01", "1965-06")  # two years between them
    assert (heads[:4], "…" in heads) == (["1962", "1963", "1964", "1965"], False)
    assert "2009-11" in "".join(of("2009-11", "2010-03")[1])  # months as ever


def test_a_plot_that_is_not_there_says_which_are(overviews: Overviews) -> None:
    with pytest.raises(RefusedError, match="no plot 'pie'") as refused:
        overviews.plot(OWNER, "pie", OURS)
    assert "timeline" in refused.value.do
    with pytest.raises(NotFoundError):
        overviews.plot(OPEN_READER, "timeline", OURS)


def test_days_lie_in_order_and_inside_their_line() -> None:
    scale = Days(date(2015, 1, 1), date(2016, 12, 31), 100, 900)
    places = [scale.at(day) for day in (date(2014, 1, 1), date(2015, 1, 1), date(2016, 1, 1), date(2020, 1, 1))]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (100, 900)
    for first, last in ((date(2015, 1, 1), date(2015, 1, 2)), (date(1861, 5, 1), date(2026, 1, 1))):
        assert 0 < len(Days(first, last, 100, 900).marks()) <= 20


def test_words_are_cut_to_their_room() -> None:
    assert cut("short", 100) == "short"
    assert cut("a long name of an objective", 60) == "a long n…"


def test_the_network_shows_what_a_dialogue_rests_on_and_what_that_cites(archive: Archive, overviews: Overviews) -> None:
    def cites(held: Telegram, *mrns: str) -> Telegram:
        references = tuple(Reference(None, mrn, mrn, "telegram", "read", Span(0, 4)) for mrn in mrns)
        return msgspec.structs.replace(held, references=references)

    archive.keep(cites(telegram("10TRIPOLI8", [("C", "TSCTP was raised.")], date="2010-01-05"), SEED, "09STATE112900"))
    archive.keep(cites(telegram("10TRIPOLI9", [("S", "A closer word.")], level="SECRET", date="2010-01-06"), SEED))
    archive.dialogues.record(OWNER, OURS, "objective.table", "1", mrn="10TRIPOLI8", quote="TSCTP was raised")
    archive.dialogues.record(OWNER, OURS, "objective.table", "2", mrn="10TRIPOLI9", quote="A closer word")
    plot = overviews.plot(OWNER, "network", OURS, None, lambda name: f"/t/{name}")
    root = etree.fromstring(plot.svg.encode())
    titles = [str(node.text) for node in root.iter(f"{SVG}title")][1:]
    assert [title.split(",")[0] for title in sorted(titles)] == ["09STATE112900", SEED, "10TRIPOLI8", "10TRIPOLI9"]
    assert {node.get("href") for node in root.iter(f"{SVG}a")} == {
        f"/t/{m}" for m in (SEED, "10TRIPOLI8", "10TRIPOLI9")
    }
    assert plot.svg.count("v8z") == 3  # arrow heads
    assert plot.svg.count("stroke-dasharray") == 1
    assert plot.banner == "SECRET"
    seen = overviews.plot(CONFIDENTIAL_READER, "network", OURS)
    assert (seen.banner, "10TRIPOLI9" in seen.svg) == ("CONFIDENTIAL", False)


def test_who_cites_stands_to_the_right_of_what_is_cited_and_a_circle_ends() -> None:
    def node(key: str) -> Node:
        return Node(key=key, held=None, access="0;;-", marking="UNCLASSIFIED")

    chain = [(f"n{n}", f"n{n + 1}") for n in range(3000)]
    edges = [*chain, ("n3000", "n0"), ("x", "n2990")]
    keys = dict.fromkeys(key for edge in edges for key in edge)
    graph = Graph(
        nodes=tuple(map(node, keys)),
        edges=tuple(Edge(citing=a, cited=b, text="", access="0;;-") for a, b in edges),
        banner="UNCLASSIFIED",
    )
    places = {one.key: one.place for one in by_citing(graph).nodes}
    assert all(places[a] == places[b] + 1 for a, b in chain)
    assert places["x"] == places["n2990"] + 1


@pytest.mark.parametrize("first", [date(2015, 3, 25), date(2015, 1, 2), date(2014, 12, 31), date(2015, 1, 1)])
def test_marks_of_a_scale_do_not_stand_on_one_another(first: date) -> None:
    for last in (date(2015, 6, 1), date(2016, 12, 31), date(2025, 1, 1)):
        scale = Days(first, last, 300, 980)
        places = [scale.at(day) for day, _ in scale.marks()]
        assert all(after - before >= 45 for before, after in pairwise(places))


@pytest.mark.parametrize("width", [999, 1000, 1001, 1500, 1770, 5000])
def test_a_wide_picture_is_printed_in_strips_that_overlap_by_a_box(width: int) -> None:
    strips = Plot(name="n", title="", banner="", svg="", width=width, height=500).strips
    assert bool(strips) == (width > 1000)
    assert all(wide <= 1000 for _, wide in strips)
    assert all(begin + wide - after >= 160 for (begin, wide), (after, _) in pairwise(strips))
    if strips:
        assert (strips[0][0], sum(strips[-1]) >= width) == (0, True)


def test_a_high_picture_stands_upright() -> None:
    high, low, wide = (
        Plot(name="n", title="", banner="", svg="", width=width, height=height)
        for width, height in ((1000, 1600), (1000, 400), (2000, 1600))
    )
    assert (high.high, low.high, wide.high) == (True, False, False)


def test_the_timeline_tells_a_long_silence_and_leaves_room_for_what_moved(
    archive: Archive, overviews: Overviews
) -> None:
    board = archive.dialogues.board(OWNER, OURS)
    days = [date.fromisoformat(m.on) for thing in board.of("objective") for m in thing.movements]
    assert NOW.date() - max(days) > max(days) - min(days)
    told = f"nothing here moved from {max(days)} to {NOW.date()}: {counted((NOW.date() - max(days)).days, 'day')}"
    marks = words(overviews.plot(OWNER, "timeline", OURS).svg)
    assert told in marks
    assert not any(one.endswith(str(NOW.year)) for one in marks)


def test_the_timeline_goes_to_the_day_that_is_asked_for(archive: Archive, overviews: Overviews) -> None:
    marks = words(overviews.plot(OWNER, "timeline", OURS, as_of=NOW.date()).svg)
    assert any(str(NOW.year) in one for one in marks)
    assert not any("nothing here moved" in one for one in marks)


def drawn(svg: str) -> str:
    """All words of a picture in their order, lines joined."""
    return " ".join(words(svg))


def test_names_of_lanes_go_on_in_further_lines_instead_of_being_cut(archive: Archive, overviews: Overviews) -> None:
    name = "Exchange of notes about the border commission and the joint inspection of the northern stretch of the river"
    on = date(2010, 1, 1)
    archive.dialogues.record(OWNER, OURS, "objective.raise", "x", on=on, fields={"text": name, "sought_by": "US"})
    archive.dialogues.record(OWNER, OURS, "commitment.undertake", "y", on=on, fields={"text": name, "by": "US"})
    for plot in ("timeline", "commitments"):
        svg = overviews.plot(OWNER, plot, OURS).svg
        assert name in drawn(svg)
        assert not [line for line in words(svg) if len(line) > 60 and line in name]


def test_lines_are_as_long_as_their_room_and_lose_no_letter() -> None:
    assert wrapped("one two three", 50, most=3) == ["one two", "three"]
    assert wrapped("x" * 20, 50, most=9) == ["x" * 8, "x" * 8, "x" * 4]
    assert wrapped("", 50, most=3) == [""]
    for hostile in ("海" * 40, "a b" * 30, "W" * 40, "\u202eright to left " * 5):
        lines = wrapped(hostile, 80, most=100)
        assert "".join(lines).replace(" ", "") == hostile.replace(" ", "")
    # A wide sign takes the room of two letters, and what is left out is told.
    assert [len(line) for line in wrapped("海" * 9, 50, most=2)] == [4, 4]
    assert wrapped("海" * 9, 50, most=2)[-1].endswith("…")


def _chain(number: int) -> Graph:
    def node(at: int) -> Node:
        return Node(key=f"{at:02d}POST{at}", held=None, access="3;;-", marking="CONFIDENTIAL", asked=True)

    edges = tuple(
        Edge(citing=f"{at:02d}POST{at}", cited=f"{at - 1:02d}POST{at - 1}", text="", access="3;;-")
        for at in range(1, number)
    )
    return by_citing(Graph(nodes=tuple(map(node, range(number))), edges=edges, banner="CONFIDENTIAL"))


def test_a_long_chain_of_references_fits_a_sheet(archive: Archive) -> None:
    for number in (3, 4, 40):
        plot = network_plot(_chain(number), "Chain")
        assert plot.width <= WIDEST
        assert plot.svg.count("v8z") == number - 1
        assert sum(f"POST{at}" in drawn(plot.svg) for at in range(number)) == number
    # Whoever cites stands below what it cites.
    told = [line for line in words(network_plot(_chain(40), "Chain").svg) if "POST" in line]
    assert told == [f"{at:02d}POST{at}" for at in range(40)]


@pytest.mark.parametrize("post", ["POST", "SANTODOMINGO", "SANTODOMINGOWEST", "M" * 60])
def test_no_number_runs_into_the_marking_behind_it(post: str) -> None:
    chain = _chain(40)
    long = msgspec.structs.replace(chain.nodes[7], key=f"07{post}1296")
    graph = msgspec.structs.replace(chain, nodes=tuple(long if n.key == chain.nodes[7].key else n for n in chain.nodes))
    svg = network_plot(graph, "Chain").svg
    places = {words: float(x) for x, words in re.findall(r'<text x="([\d.]+)"[^>]*>([^<]*)</text>', svg)}
    (number,) = (words for words in places if words.startswith(f"07{post[:9]}"))
    behind = min(x for words, x in places.items() if words.startswith("(C) "))
    assert behind >= places[number] + 9 * len(number)  # of bold capitals at 12
    assert number == f"07{post}1296" or len(post) == 60
    assert behind < WIDEST / 1.7


def test_telegrams_that_are_not_drawn_are_told_in_the_picture() -> None:
    plot = network_plot(_chain(12), "Chain", most=5)
    assert "not drawn: 7 more telegrams, with fewer references" in words(plot.svg)
    assert sum("POST" in line for line in words(plot.svg)) == 5


def test_of_too_many_telegrams_those_with_the_most_references_are_drawn() -> None:
    chain = _chain(12)
    star = tuple(Edge(citing=f"{at:02d}POST{at}", cited="03POST3", text="", access="3;;-") for at in (6, 8, 10))
    plot = network_plot(msgspec.structs.replace(chain, edges=(*chain.edges, *star)), "Star", most=4)
    assert {line for line in words(plot.svg) if "POST" in line} == {"03POST3", "06POST6", "08POST8", "10POST10"}


def test_the_network_has_telegrams_without_a_number(archive: Archive, overviews: Overviews) -> None:
    bare = msgspec.structs.replace(telegram("10TRIPOLI8", [("C", "TSCTP was raised.")], date="2010-01-05"), mrn=None)
    archive.keep(
        msgspec.structs.replace(bare, references=(Reference(None, SEED, SEED, "telegram", "read", Span(0, 4)),))
    )
    archive.dialogues.record(
        OWNER, OURS, "objective.table", "1", mrn=bare.sha256[:12], quote="TSCTP was raised", on=date(2010, 1, 5)
    )
    plot = overviews.plot(OWNER, "network", OURS, None, lambda name: f"/t/{name}")
    assert bare.sha256 in plot.svg
    assert plot.svg.count("v8z") == 1 + len(archive.telegrams.cites(OWNER, [SEED]))


def test_what_is_due_in_a_month_is_drawn_at_its_end(archive: Archive, overviews: Overviews) -> None:
    for key, due in (("x", "2010-03"), ("y", "2010-03-31")):
        fields = {"text": key, "by": "US", "due": due}
        archive.dialogues.record(OWNER, OURS, "commitment.undertake", key, on=date(2010, 1, 1), fields=fields)
    root = etree.fromstring(overviews.plot(OWNER, "commitments", OURS).svg.encode())
    crosses = [group[1].get("d") for group in root.iter(f"{SVG}g") if str(group[0].text).startswith("due 2010-03")]
    assert len(crosses) == 2
    assert len({str(path).split()[0] for path in crosses}) == 1  # they stand below one another


def test_a_commitment_of_which_only_the_end_may_be_read_is_not_drawn(archive: Archive, overviews: Overviews) -> None:
    closed = telegram("10TRIPOLI8", [("S", "We will pay.")], level="SECRET", date="2010-01-04")
    shown = telegram("10TRIPOLI9", [("C", "It has lapsed.")], date="2010-02-04")
    archive.keep(closed)
    archive.keep(shown)
    fields = {"text": "to pay", "by": "US"}
    archive.dialogues.record(
        OWNER, OURS, "commitment.undertake", "c", mrn="10TRIPOLI8", quote="We will pay", fields=fields
    )
    archive.dialogues.record(OWNER, OURS, "commitment.lapse", "commitment 1", mrn="10TRIPOLI9", quote="It has lapsed")
    assert "(S) 1. United States: to pay" in words(overviews.plot(OWNER, "commitments", OURS).svg)
    assert "No commitment yet." in words(overviews.plot(CONFIDENTIAL_READER, "commitments", OURS).svg)


def test_no_marking_is_cut_in_a_frame(archive: Archive, overviews: Overviews) -> None:
    caveats = ["NOFORN"]
    closed = telegram(
        "10TRIPOLI9", [("S/NF", "A word.")], level="SECRET", caveats=caveats, captions=["EXDIS"], date="2010-01-06"
    )
    archive.keep(closed)
    archive.dialogues.record(OWNER, OURS, "objective.table", "2", mrn="10TRIPOLI9", quote="A word")
    told = words(overviews.plot(OWNER, "network", OURS).svg)
    assert [line for line in told if line.startswith("2010-01-06")] == ["2010-01-06 (S//NF//XD)"]


def test_states_with_one_sign_share_it_in_the_legend(archive: Archive, overviews: Overviews) -> None:
    assert "raised, proposed" in words(overviews.plot(OWNER, "timeline", OURS).svg)
