"""Who writes to whom: each side by what it is surely called, each count with its telegrams and their marking."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import networkx as nx  # type: ignore[import-untyped]
import pytest

from legation.app import House, open_house
from legation.core.marking import OPEN, OWNER, Reader
from legation.services.plots import exchanges_plot
from legation.services.plots.exchanges import DRAWN
from legation.services.report import to_csv
from legation.services.search.exchanges import Exchange, Network, network_graphml, network_sheet

CLERK = Reader("clerk", rank=0)


def telegram(number: int, year: int, sender: str, to: str, post: str, level: str = "UNCLAS") -> str:
    return (
        f"P 05{number:02}00Z NOV {year - 2000:02}\nFM {sender}\nTO {to}\nBT\n{level} {post} {number:06}\n\n"
        f"SUBJECT: HARBOUR {number}\n\n1. (U) The dredger came.\n"
    )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Three telegrams to the Department in two years, one of them secret, and one back."""
    folder = tmp_path / "files"
    folder.mkdir()
    texts = (
        telegram(1, 2009, "AMEMBASSY TRIPOLI", "SECSTATE WASHDC", "TRIPOLI"),
        telegram(2, 2009, "AMEMBASSY TRIPOLI", "SECSTATE WASHDC\nAMEMBASSY TUNIS", "TRIPOLI", "S E C R E T"),
        telegram(3, 2010, "AMEMBASSY TRIPOLI", "SECSTATE WASHDC", "TRIPOLI"),
        telegram(4, 2009, "SECSTATE WASHDC", "AMEMBASSY TRIPOLI", "STATE"),
        telegram(5, 2009, "SECSTATE WASHDC", "CNO WASHINGTON DC", "STATE"),
    )
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    with open_house(tmp_path / "archive", write=True) as opened:
        opened.ingest.run(OWNER, [folder])
        yield opened


def told(one: Exchange) -> tuple[str, str, int | None, int, str]:
    return one.author, one.addressee, one.year, len(one.telegrams), one.marking


def test_each_pair_is_counted_by_year_under_its_marking(house: House) -> None:
    found = house.exchanges.network(OWNER)
    assert [told(one) for one in found.exchanges] == [
        ("STATE", "CNO WASHINGTON DC", 2009, 1, "UNCLASSIFIED"),
        ("STATE", "TRIPOLI", 2009, 1, "UNCLASSIFIED"),
        ("TRIPOLI", "STATE", 2009, 2, "SECRET"),
        ("TRIPOLI", "STATE", 2010, 1, "UNCLASSIFIED"),
        ("TRIPOLI", "TUNIS", 2009, 1, "SECRET"),
    ]
    assert (found.banner, found.looked_at, found.unread, found.cut) == ("SECRET", 5, 0, False)
    both = found.exchanges[2]
    assert both.telegrams == ("09TRIPOLI1", "09TRIPOLI2")
    assert (both.first, both.last) == ("2009-11-05", "2009-11-05")


def test_a_reader_counts_what_they_may_read(house: House) -> None:
    found = house.exchanges.network(CLERK)
    assert found.banner == "UNCLASSIFIED"
    assert ("TRIPOLI", "STATE", 2009, 1, "UNCLASSIFIED") in [told(one) for one in found.exchanges]
    assert "TUNIS" not in {one.addressee for one in found.exchanges}


def test_a_search_and_a_limit_hold(house: House) -> None:
    assert {one.year for one in house.exchanges.network(OWNER, "date:2010").exchanges} == {2010}
    few = house.exchanges.network(OWNER, limit=2)
    assert (few.looked_at, few.cut) == (2, True)
    assert not house.exchanges.network(OWNER, limit=5).cut
    assert house.exchanges.network(OWNER, "zeppelin").banner is None


def test_a_name_of_a_seat_is_the_post_that_its_own_telegrams_name(house: House, tmp_path: Path) -> None:
    texts = (
        telegram(6, 2009, "LEGATION OF OSMAR", "SECSTATE WASHDC", "BELISAR", "S E C R E T"),
        telegram(7, 2009, "SECSTATE WASHDC", "LEGATION OF OSMAR", "STATE"),
        telegram(8, 2009, "SPECIAL ENVOY CORVANE", "SECSTATE WASHDC", "TUNIS"),
        telegram(9, 2009, "SECSTATE WASHDC", "SPECIAL ENVOY CORVANE", "STATE"),
    )
    for number, text in enumerate(texts):
        (tmp_path / f"more{number}.txt").write_text(text, encoding="utf-8")
    house.ingest.run(OWNER, sorted(tmp_path.glob("more*.txt")))
    found = {name: one for one in house.exchanges.network(OWNER).exchanges for name in one.telegrams}
    to = {name: one.addressee for name, one in found.items()}
    # An envoy travels: the post that one telegram was sent from is not where the next one goes to.
    assert (to["09STATE7"], to["09STATE9"]) == ("BELISAR", "SPECIAL ENVOY CORVANE")
    # That the legation is at Belisar a secret telegram says, so that the line is as closely held.
    assert (found["09STATE7"].marking, found["09STATE9"].marking) == ("SECRET", "UNCLASSIFIED")
    alone = house.exchanges.network(OWNER, "mrn:09STATE7")
    assert [one.addressee for one in alone.exchanges] == ["LEGATION OF OSMAR"]


def test_it_is_a_sheet_and_a_graph(house: House) -> None:
    found = house.exchanges.network(OWNER)
    rows = list(csv.reader(io.StringIO(to_csv(network_sheet(found)))))
    assert rows[0] == rows[-1] == ["SECRET"]
    line = dict(zip(rows[1], rows[4], strict=True))
    assert (line["mark"], line["from"], line["to"], line["telegrams"]) == ("(S)", "TRIPOLI", "STATE", "2")
    assert line["sources"] == "09TRIPOLI1 09TRIPOLI2"
    graph = nx.parse_graphml(network_graphml(found))
    assert graph.graph["banner"] == "SECRET"
    years = {told["year"]: told["weight"] for told in graph.get_edge_data("TRIPOLI", "STATE").values()}
    assert years == {2009: 2, 2010: 1}


def test_the_picture_says_each_line_with_its_number_and_marking(house: House) -> None:
    drawn = exchanges_plot(house.exchanges.network(OWNER))
    assert drawn.banner == "SECRET"
    assert "<title>TRIPOLI to STATE: 3 telegrams, 2009-11-05 to 2010-11-05 (S)</title>" in drawn.svg
    assert "<title>STATE to TRIPOLI: 1 telegram, 2009-11-05 (U)</title>" in drawn.svg
    assert drawn.svg.count('stroke-width="3.0"') == 1  # no line is thicker than its telegrams are many
    of_clerk = exchanges_plot(house.exchanges.network(CLERK))
    assert ("TUNIS" in of_clerk.svg, "(S)" in of_clerk.svg, of_clerk.banner) == (False, False, "UNCLASSIFIED")
    assert "Nobody writes to anybody." in exchanges_plot(house.exchanges.network(OWNER, "zeppelin")).svg


def test_the_picture_is_bounded_and_says_what_it_leaves_out() -> None:
    def exchange(author: str, addressee: str, number: int) -> Exchange:
        names = tuple(f"{author}{one}" for one in range(number))
        return Exchange(
            author=author,
            addressee=addressee,
            year=2009,
            telegrams=names,
            first=None,
            last=None,
            access=OPEN.label,
            marking="U",
        )

    many = [exchange(f"P{one:03}", "STATE", 1 + one % 50) for one in range(200)]
    network = Network(query="*", exchanges=tuple(many), looked_at=200, unread=0, cut=False, banner="UNCLASSIFIED")
    drawn = exchanges_plot(network)
    assert drawn.svg.count("<rect ") == DRAWN + 1
    assert "not drawn: 180 more lines" in drawn.svg
    assert "P049 to STATE: 50 telegrams" in drawn.svg  # those with the most
    assert "P000" not in drawn.svg
