"""Threads to a depth, graphs of a result, and the files they are written to; each as its reader may know it."""

from __future__ import annotations

import io
import json
from typing import Any

import networkx as nx
import pytest
from small_archive import OPEN, Small, text

from legation.core.errors import NotFoundError
from legation.core.marking import OWNER, UNREADABLE, Reader
from legation.services.threads.graphs import written
from legation.services.threads.threads import Graph
from legation.tables.banners import level_of


@pytest.fixture
def house() -> Small:
    """A chain: 904 cites 903 cites 902 (closed) cites 901 cites 900; 901 and 900 cite a telegram that is not held."""
    return Small(
        [
            text(900, "STATE 112900"),
            text(901, "TRIPOLI 900; STATE 112900"),
            text(902, "TRIPOLI 901", level="S E C R E T"),
            text(903, "TRIPOLI 902"),
            text(904, "TRIPOLI 903"),
        ]
    )


def shape(graph: Graph) -> tuple[list[tuple[str, int, int]], list[tuple[str, str]]]:
    return (
        [(node.key.removeprefix("09TRIPOLI"), node.distance, node.place) for node in graph.nodes],
        [(e.citing.removeprefix("09TRIPOLI"), e.cited.removeprefix("09TRIPOLI")) for e in graph.edges],
    )


def test_a_thread_of_one_step_shows_both_ways(house: Small) -> None:
    thread = house.threads.thread(OWNER, "09 tripoli 901")
    assert [c.cited for c in thread.cites] == ["09TRIPOLI900", "09STATE112900"]
    assert [c.citing.mrn for c in thread.cited_by] == ["09TRIPOLI902"]
    assert thread.banner == "SECRET"
    nodes, edges = shape(thread.graph)
    assert nodes == [("901", 0, 0), ("09STATE112900", 1, -1), ("900", 1, -1), ("902", 1, 1)]
    assert edges == [("900", "09STATE112900"), ("901", "09STATE112900"), ("901", "900"), ("902", "901")]


def test_a_thread_goes_as_deep_as_asked(house: Small) -> None:
    nodes, _ = shape(house.threads.thread(OWNER, "09TRIPOLI904", depth=3).graph)
    assert nodes == [("904", 0, 0), ("903", 1, -1), ("902", 2, -2), ("901", 3, -3)]
    nodes, _ = shape(house.threads.thread(OWNER, "09TRIPOLI904", depth=9).graph)
    assert nodes[-2:] == [("09STATE112900", 4, -4), ("900", 4, -4)]


def test_a_thread_is_marked_by_all_that_it_names_however_little_is_drawn() -> None:
    house = Small([text(901, "STATE 112900"), text(902, "TRIPOLI 901; STATE 112900", level="S E C R E T")])
    for depth, limit in ((0, 200), (1, 1), (1, 200)):
        for name in ("09TRIPOLI901", "09TRIPOLI902"):
            assert house.threads.thread(OWNER, name, depth=depth, limit=limit).banner == "SECRET"
        assert house.threads.thread(OPEN, "09TRIPOLI901", depth=depth, limit=limit).banner == "UNCLASSIFIED"
    known = Small([text(902, "STATE 112900", level="S E C R E T")]).threads.thread(OWNER, "09STATE112900", limit=1)
    assert [(node.key, node.marking) for node in known.graph.nodes] == [("09STATE112900", "SECRET")]


def test_a_telegram_stands_under_the_version_received_last_of_those_whose_marking_is_read() -> None:
    house = Small([text(901, "STATE 112900", subject="FIRST", level="C O N F I D E N T I A L")])
    for day, subject, level in ((2, "SECOND", "C O N F I D E N T I A L"), (3, "THIRD", "")):
        house.at = house.at.replace(day=day)
        house.keep(text(901, "STATE 112900", subject=subject, level=level))
    thread = house.threads.thread(OWNER, "09TRIPOLI901")
    assert thread.held is not None
    assert thread.held.subject == "SECOND"
    assert [node.held and node.held.subject for node in thread.graph.nodes] == ["SECOND", None]
    # What is not marked is held as the highest, over the whole of it.
    assert thread.banner == thread.graph.nodes[0].marking == level_of(UNREADABLE)
    unread = Small([text(901, subject="FIRST", level="")])
    unread.at = unread.at.replace(day=2)
    unread.keep(text(901, "STATE 1", subject="SECOND", level=""))
    held = unread.threads.thread(OWNER, "09TRIPOLI901").held
    assert held is not None
    assert held.subject == "SECOND"


def test_a_thread_has_no_more_telegrams_than_asked(house: Small) -> None:
    graph = house.threads.thread(OWNER, "09TRIPOLI901", depth=3, limit=3).graph
    assert (len(graph.nodes), graph.cut) == (3, True)
    keys = {node.key for node in graph.nodes}
    assert all(edge.citing in keys and edge.cited in keys for edge in graph.edges)


def test_a_closed_telegram_breaks_a_thread_as_an_absent_one_does(house: Small) -> None:
    without = Small([text(n, refs) for n, refs in ((900, "STATE 112900"), (903, "TRIPOLI 902"), (904, "TRIPOLI 903"))])
    without.keep(text(901, "TRIPOLI 900; STATE 112900"))
    for name in ("09TRIPOLI901", "09TRIPOLI902", "09TRIPOLI904", "09STATE112900"):
        seen = house.threads.thread(OPEN, name, depth=5)
        assert seen.graph == without.threads.thread(OPEN, name, depth=5).graph
    missing = next(n for n in house.threads.thread(OPEN, "09TRIPOLI904", depth=2).graph.nodes if n.distance == 2)
    assert (missing.key, missing.held, missing.marking) == ("09TRIPOLI902", None, "UNCLASSIFIED")


def test_absent_and_closed_threads_are_the_same() -> None:
    house = Small([text(902, "STATE 5500", level="S E C R E T")])
    said = []
    for name in ("09TRIPOLI902", "09TRIPOLI999"):
        with pytest.raises(NotFoundError) as caught:
            house.threads.thread(OPEN, name)
        said.append(str(caught.value).replace(name, "NAME"))
    assert said[0] == said[1]


def test_a_telegram_without_a_number_has_a_thread() -> None:
    nameless = text(0, "STATE 112900").replace(b"UNCLAS TRIPOLI 000000", b"UNCLAS")
    house = Small([nameless, text(900, "STATE 112900")])
    thread = house.threads.thread(OWNER, "None.txt", depth=2)
    assert (thread.held is not None and thread.held.mrn, [c.cited for c in thread.cites]) == (None, ["09STATE112900"])
    assert [node.distance for node in thread.graph.nodes] == [0, 1, 2]


def test_a_telegram_that_has_no_number_and_cites_none_is_held_as_it_is_marked() -> None:
    nameless = text(0, level="S E C R E T").replace(b"S E C R E T TRIPOLI 000000", b"S E C R E T")
    house = Small([nameless])
    thread = house.threads.thread(OWNER, "None.txt")
    found = house.threads.among(OWNER, house.reading.every(OWNER), limit=9)
    for graph in (thread.graph, found):
        (node,) = graph.nodes
        assert (node.held is not None, node.marking, graph.banner) == (True, "SECRET", "SECRET")
    assert thread.banner == "SECRET"


def test_the_graph_of_a_result_holds_what_was_found_and_what_it_cites(house: Small) -> None:
    found = house.threads.among(OWNER, house.finding.every(OWNER, "mrn:09TRIPOLI903"), limit=9)
    assert [(n.key, n.asked) for n in found.nodes] == [("09TRIPOLI903", True), ("09TRIPOLI902", False)]
    assert found.banner == "SECRET"
    whole = house.threads.among(OWNER, house.reading.every(OWNER), limit=99)
    assert (len(whole.nodes), len(whole.edges), whole.cut) == (6, 6, False)
    assert house.threads.among(OWNER, house.reading.every(OWNER), limit=2).cut
    seen = house.threads.among(OPEN, house.reading.every(OPEN), limit=99)
    assert seen.banner == "UNCLASSIFIED"


READ: dict[str, Any] = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}


@pytest.mark.parametrize("form", READ)
def test_files_are_read_back_by_others_with_their_markings(house: Small, form: str) -> None:
    house.keep(text(905, "TRIPOLI 904", subject="A \x02<&> SUBJECT"))
    graph = house.threads.thread(OWNER, "09TRIPOLI901", depth=9).graph
    made = written(graph, form)
    assert made == written(graph, form)
    assert "SECRET" in made.split("<node ")[0] + made.rsplit("</node>", 1)[-1], "no banner on the graph"
    read = READ[form](io.BytesIO(made.encode()))
    assert set(read.nodes) == {node.key for node in graph.nodes}
    assert set(read.edges) == {(edge.citing, edge.cited) for edge in graph.edges}
    assert read.nodes["09TRIPOLI902"]["marking"] == "SECRET"
    assert read.nodes["09STATE112900"]["held"] is False
    assert "<&> SUBJECT" in read.nodes["09TRIPOLI905"]["subject"]
    assert read.edges["09TRIPOLI901", "09TRIPOLI900"]["text"] == "TRIPOLI 900"


def test_json_has_every_node_edge_and_the_banner(house: Small) -> None:
    told = json.loads(written(house.threads.thread(OWNER, "09TRIPOLI901").graph, "json"))
    assert (told["banner"], len(told["nodes"]), len(told["edges"])) == ("SECRET", 4, 4)


def test_a_file_says_nothing_of_what_is_closed(house: Small) -> None:
    for form in ("graphml", "gexf", "json"):
        made = written(house.threads.thread(Reader("low", rank=0), "09TRIPOLI903", depth=5).graph, form)
        assert "SECRET" not in made
        assert "NUMBER 902" not in made
