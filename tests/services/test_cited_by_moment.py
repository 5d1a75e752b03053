"""Telegrams that are cited by originator and date-time group lead to one another; invented messages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from small_archive import OPEN, Small

from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import OWNER
from legation.services.threads import moments


def naval(
    group: str, sender: str, refs: str = "", text: str = "THE FLEET SHALL SAVE FUEL.", level: str = "UNCLAS"
) -> bytes:
    lines = [
        f"R {group}",
        f"FM {sender}",
        "TO ALL SHIPS",
        "BT",
        level,
        f"MSGID/GENADMIN/{sender}/N1/JAN//",
        "SUBJ/FUEL//",
    ]
    return "\n".join([*lines, *([refs] if refs else []), f"RMKS/1. {text}", "BT", ""]).encode()


FIRST = naval("081245Z JAN 20", "CNO WASHINGTON DC")
ANSWER = naval(
    "121456Z JAN 20",
    "COMSUBPAC PEARL HARBOR HI",
    "REF/A/MSG/CNO WASHINGTON DC/081245ZJAN20/NOTAL//",
    "PER REF A, FUEL IS SAVED.",
)
POST = b"""O 141500Z JAN 20
FM AMEMBASSY TRIPOLI
TO SECSTATE WASHDC
S E C R E T TRIPOLI 000012
SUBJECT: FUEL OF THE FLEET
REF: A. COMSUBPAC 121456Z JAN 20
B. CNO 081245Z
1. (S) WE HAVE SEEN REFTELS.
SMITH
"""


def files(house: Small, name: str, reader: object = OWNER, **how: object) -> tuple[list[str], list[str]]:
    thread = house.threads.thread(reader, name, **how)  # type: ignore[arg-type]
    nodes = {node.key: node.held for node in thread.graph.nodes}
    cites = [nodes[one.cited] for one in thread.cites]
    return [str(one and one.file) for one in cites], [str(one.citing.file) for one in thread.cited_by]


def keep(house: Small, name: str, data: bytes) -> None:
    record = house.ingest.record(data, name)
    house.telegrams.put(OWNER, [record])
    house.index.add(OWNER, [record])


def kept(*telegrams: tuple[str, bytes]) -> Small:
    house = Small()
    for name, data in telegrams:
        keep(house, name, data)
    return house


@pytest.mark.parametrize("turn", [1, -1])
def test_a_thread_follows_what_is_cited_by_moment_whichever_came_first(turn: int) -> None:
    house = kept(*[("first", FIRST), ("answer", ANSWER), ("post", POST)][::turn])
    assert files(house, "20TRIPOLI12") == (["answer", "first"], [])
    assert files(house, "answer") == (["first"], ["post"])
    assert files(house, "first") == ([], ["answer", "post"])
    graph = house.threads.thread(OWNER, "first", depth=2).graph
    assert {(edge.text) for edge in graph.edges} == {
        "MSG/CNO WASHINGTON DC/081245ZJAN20/NOTAL", "COMSUBPAC 121456Z JAN 20", "CNO 081245Z",
    }  # fmt: skip
    assert all(node.held is not None for node in graph.nodes)


def test_a_graph_of_a_result_has_them_too() -> None:
    house = kept(("first", FIRST), ("answer", ANSWER), ("post", POST))
    graph = house.threads.among(OWNER, house.telegrams.listings(OWNER), limit=10)
    assert len(graph.edges) == 3
    assert graph.banner == "SECRET"


def test_who_may_not_read_one_end_is_told_nothing() -> None:
    house = kept(("first", FIRST), ("answer", ANSWER), ("post", POST))
    without = kept(("first", FIRST), ("answer", ANSWER))
    for name in ("first", "answer"):
        assert house.threads.thread(OPEN, name, depth=3) == without.threads.thread(OPEN, name, depth=3)
    closed = kept(("first", naval("081245Z JAN 20", "CNO WASHINGTON DC", level="S E C R E T")), ("answer", ANSWER))
    alone = kept(("answer", ANSWER))
    assert closed.threads.thread(OPEN, "answer", depth=3) == alone.threads.thread(OPEN, "answer", depth=3)
    assert closed.threads.thread(OWNER, "answer").banner == "SECRET"


def test_two_that_may_be_meant_are_neither() -> None:
    other = FIRST.replace(b"SAVE FUEL", b"SPEND FUEL").replace(b"FM CNO WASHINGTON DC", b"FM CNO NORFOLK VA")
    assert files(kept(("first", FIRST), ("other", other), ("answer", ANSWER)), "answer") == ([], [])


def test_another_originator_of_the_same_moment_is_not_meant() -> None:
    other = FIRST.replace(b"CNO WASHINGTON DC", b"CNIC WASHINGTON DC")
    assert files(kept(("other", other), ("answer", ANSWER)), "answer") == (["None"], [])


@pytest.mark.parametrize("name", ["CNO WASHINGTON DC 081245ZJAN2020", "cno 081245z jan 20", "CNO 081245ZJAN2020"])
def test_a_held_message_is_opened_by_its_originator_and_moment(name: str) -> None:
    house = kept(("first", FIRST), ("answer", ANSWER))
    assert [one.file for one in house.reading.versions(OWNER, name)] == ["first"]
    assert house.threads.thread(OWNER, name) == house.threads.thread(OWNER, "first")
    assert [edition.record.file for edition in house.versions.editions(OWNER, name)] == ["first"]
    assert house.reading.the_one(OWNER, name)[0].file == "first"
    for other in ("CMC 081245ZJAN2020", "CNO 081246ZJAN2020"):
        with pytest.raises(NotFoundError):
            house.reading.versions(OWNER, other)
    house.at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    keep(house, "copy", FIRST.replace(b"R 081245Z", b"P 081245Z"))
    assert [one.file for one in house.reading.versions(OWNER, name)] == ["first", "copy"]
    with pytest.raises(RefusedError, match="fits 2 telegrams"):
        house.reading.the_one(OWNER, name)
    assert house.threads.thread(OWNER, name, as_of=date(2026, 2, 1)) == house.threads.thread(
        OWNER, "first", as_of=date(2026, 2, 1)
    )


def test_a_message_is_opened_by_its_moment_by_those_alone_who_may_read_it() -> None:
    house = kept(("first", naval("081245Z JAN 20", "CNO WASHINGTON DC", level="S E C R E T")), ("answer", ANSWER))
    with pytest.raises(NotFoundError):
        house.reading.versions(OPEN, "CNO 081245ZJAN2020")
    assert house.reading.versions(OWNER, "CNO 081245ZJAN2020")


def test_as_it_stood_before_the_cited_one_was_received() -> None:
    house = kept(("answer", ANSWER))
    house.at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    keep(house, "first", FIRST)
    assert files(house, "answer") == (["first"], [])
    assert files(house, "answer", as_of=date(2026, 2, 1)) == (["None"], [])


def test_copies_and_sections_of_a_message_are_one() -> None:
    copy = FIRST.replace(b"R 081245Z", b"P 081245Z")
    graph = kept(("first", FIRST), ("copy", copy), ("answer", ANSWER)).threads.thread(OWNER, "answer").graph
    assert len(graph.edges) == 1
    for name in ("first", "copy"):
        assert files(kept(("first", FIRST), ("copy", copy), ("answer", ANSWER)), name) == ([], ["answer"])


@pytest.mark.parametrize(
    ("cited", "sender"),
    [
        ("COMUSNAVEUR//N1", "COMUSNAVEUR LONDON UK"),
        ("COMUSNAVEUR//N1//", "COMUSNAVEUR LONDON UK//CODE 5//"),
        ("COMUSNAVEUR LONDON UK", "COMUSNAVEUR//N1//"),
    ],
)
def test_an_office_of_the_originator_is_no_word_of_its_name(cited: str, sender: str) -> None:
    post = POST.replace(b"A. COMSUBPAC 121456Z JAN 20\nB. CNO 081245Z", f"A. {cited} 081245Z JAN 20".encode())
    house = kept(("first", naval("081245Z JAN 20", sender)), ("post", post))
    assert files(house, "20TRIPOLI12") == (["first"], [])
    assert house.gaps.page(OWNER) == []


def test_a_message_that_is_sent_later_is_not_meant() -> None:
    later = ANSWER.replace(b"R 121456Z JAN 20", b"R 071456Z JAN 20")
    assert files(kept(("first", FIRST), ("answer", later)), "answer") == ([], [])


def test_no_more_are_told_than_were_asked_for() -> None:
    many = [(f"many{n}", ANSWER.replace(b"121456Z", f"1214{n:02d}Z".encode())) for n in range(20)]
    house = kept(("first", FIRST), *many)
    thread = house.threads.thread(OWNER, "first", limit=5)
    assert (len(thread.cited_by), len(thread.graph.nodes), thread.graph.cut) == (5, 5, True)


def test_the_outermost_cite_one_another_too() -> None:
    house = kept(("first", FIRST), ("answer", ANSWER), ("post", POST))
    edges = house.threads.thread(OWNER, "20TRIPOLI12", depth=1).graph.edges
    assert "MSG/CNO WASHINGTON DC/081245ZJAN20/NOTAL" in [edge.text for edge in edges]


def test_every_version_of_a_number_tells_what_it_cites() -> None:
    house = kept(("first", FIRST), ("post", POST))
    house.at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    keep(
        house,
        "again",
        POST.replace(b"REF: A. COMSUBPAC 121456Z JAN 20\nB. CNO 081245Z\n", b"").replace(b"SEEN", b"READ"),
    )
    assert len(house.threads.among(OWNER, house.telegrams.listings(OWNER), limit=10).edges) == 2
    assert files(house, "20TRIPOLI12") == (["first", "None"], [])


def test_ten_times_the_messages_of_one_minute_cost_ten_times_the_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    honest = moments.may_be_from

    def counted(*what: object) -> bool:
        asked.append(1)
        return honest(*what)  # type: ignore[arg-type]

    monkeypatch.setattr(moments, "may_be_from", counted)
    counts = []
    for many in (4, 40):
        bearing = [(f"f{n}", FIRST.replace(b"SUBJ/FUEL", f"SUBJ/FUEL {n}".encode())) for n in range(many)]
        citing = [(f"c{n}", ANSWER.replace(b"SUBJ/FUEL", f"SUBJ/ANSWER {n}".encode())) for n in range(many)]
        house = kept(*bearing, *citing)
        asked.clear()
        house.threads.among(OWNER, house.telegrams.listings(OWNER), limit=100)
        counts.append(len(asked))
    assert counts == [8, 80]  # what is held, and what is not


@pytest.mark.parametrize(
    ("cited", "sender"),
    [
        ("COMSUBPAC MESSAGE DATED", "COMSUBPAC PEARL HARBOR HI"),
        ("YOUR MESSAGE DATED", "SECSTATE WASHDC"),
        ("HQMC MESSAGE DATED", "HQMC WASHINGTON DC"),
        ("CTF 60 SITREP DTD", "CTF 60"),
    ],
)
def test_words_for_a_message_are_no_part_of_who_sent_it(cited: str, sender: str) -> None:
    words = f"WE ACT ON {cited} 081245Z JAN 20".encode()
    post = POST.replace(b"A. COMSUBPAC 121456Z JAN 20\nB. CNO 081245Z", b"A. 20 STATE 99").replace(
        b"WE HAVE SEEN REFTELS", words
    )
    house = kept(("first", naval("081245Z JAN 20", sender)), ("post", post))
    assert files(house, "first") == ([], ["post"])
