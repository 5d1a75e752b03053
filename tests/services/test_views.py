"""Views of invented telegrams: who reads what of them, and what a view never holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import WORDS, text

from legation.app import open_house
from legation.core.errors import LegationError, NotFoundError
from legation.core.marking import OWNER, UPKEEP, Marking, Reader, may_read
from legation.formats.reading import read
from legation.services import views as cutting
from legation.services.archive.releasing import Releasing
from legation.services.ingest import Ingest
from legation.services.views import MOST_VIEWS, WITHHELD, views_of
from legation.storage.access import is_readable
from legation.storage.memory.index import MemoryIndex
from legation.storage.memory.notes import MemoryNotes
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.storage.records import Record
from legation.tables.banners import classification_of
from legation.tables.marking import marking_of, telegram_marking
from legation.tables.pieces import source_marking
from legation.tables.posts import load_posts

POSTS = load_posts()
NEEDS = st.frozensets(st.sampled_from(["NOFORN", "ORCON"]))
readers = st.builds(Reader, st.just("r"), st.integers(0, 5), NEEDS, st.sampled_from([None, "US", "GB", "FR"]))
MARKS = ("U", "SBU", "C", "S", "TS", "C/NF", "S/NF", "S/OC", "S/REL TO USA, GBR", "C/REL TO USA, FRA", None)


def kept(source: str) -> Record:
    telegram = read(source.encode(), file="secret name.txt")
    return Record(
        sha256=telegram.sha256,
        original=source.encode(),
        telegram=telegram,
        access=telegram_marking(telegram).label,
        received="2026-01-01T00:00:00Z",
        file="secret name.txt",
    )


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(MARKS), min_size=1, max_size=5), readers)
def test_everyone_reads_at_most_one_form_and_nothing_beyond_it(marks: list[str | None], reader: Reader) -> None:
    whole = kept(text(marks))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutting, "MOST_VIEWS", 10_000)
        views = views_of(whole, POSTS)
    fewer = [one for one in (whole, *views_of(whole, POSTS)) if is_readable(reader, one.access)]
    assert len(fewer) <= 1
    forms = [one for one in (whole, *views) if is_readable(reader, one.access)]
    assert len(forms) <= 1
    mine = forms[0].telegram.source if forms else ""
    for paragraph in whole.telegram.paragraphs:
        word = WORDS[((paragraph.number or 1) - 1) % 7]
        shown = f"The {word} came to port {paragraph.number}" in mine
        alone = kept(text([paragraph.marking]))
        if paragraph.marking is None or not _mark_opens(reader, alone):
            assert not shown or forms[0] is whole
        else:
            assert shown


def _mark_opens(reader: Reader, alone: Record) -> bool:
    source = alone.telegram.paragraphs[0]
    from legation.tables.marking import paragraph_marking

    return may_read(reader, paragraph_marking(alone.telegram, source)).allowed


def test_a_view_tells_nothing_of_what_was_withheld() -> None:
    one = views_of(kept(text(["C", "S", "C"], level="S E C R E T")), POSTS)
    much = views_of(kept(text(["C", "S", "C"], level="S E C R E T").replace("left the next day", "left " * 99)), POSTS)
    assert [view.access for view in one] == ["3;;-!4;;-"]
    source = one[0].telegram.source
    for closed in ("barnacle", "VISITS", "PREL", "KESTREL", "BELISAR 7", "CORVANE", "SSSSS", "S E C R E T", "2025"):
        assert closed not in source, closed
    # The same mark for one paragraph and for a long one, and for one and for several.
    assert source.count(WITHHELD) == much[0].telegram.source.count(WITHHELD) == 3
    several = views_of(kept(text(["C", "S", "S", "S", "C"], level="S E C R E T")), POSTS)[0].telegram.source
    assert several.replace("5. (C) The emerald came to port 5", "3. (C) The cormorant came to port 3") == source
    assert one[0].file is None
    assert one[0].telegram.file is None


def test_a_view_keeps_number_day_and_addresses_and_bears_its_own_banner() -> None:
    whole = kept(text(["C/NF", "S", "U"], level="S E C R E T NOFORN"))
    for view in views_of(whole, POSTS):
        telegram = view.telegram
        assert (telegram.mrn, telegram.date, telegram.from_.plad) == ("15BELISAR12", "2015-01-12", "EMBASSY BELISAR")
        assert marking_of(telegram.classification) == Marking.from_label(view.access)
        assert view.sha256 == telegram.sha256 != whole.sha256


def test_a_subject_goes_by_its_own_mark() -> None:
    open_subject = kept(text(["C", "S"], level="S E C R E T", subject="(U) PORT VISITS"))
    assert "PORT VISITS" in (views_of(open_subject, POSTS)[0].telegram.subject or "")
    closed = kept(text(["C", "S"], level="S E C R E T", subject="(S) PORT VISITS"))
    assert views_of(closed, POSTS)[0].telegram.subject is None


@pytest.mark.parametrize("mark", ["(S)", "SECRET", "NODIS"])
def test_an_address_with_a_mark_of_its_own_is_withheld_however_the_file_has_it(mark: str) -> None:
    plain = text(["U", "S"], level="S E C R E T").replace("4220\n", f"4220 {mark} FOR THE CHARGE\n")
    signs = "".join(f"&#{ord(sign)};" if sign in "()SD" else sign for sign in plain)
    quoted = "".join(f"={ord(sign):02X}" if sign in "()SD=" else sign for sign in plain)
    files = (
        plain,
        json.dumps({"text": plain}).replace("(", "\\u0028").replace("S", "\\u0053"),
        f"<html><body><pre>{signs}</pre></body></html>",
        f"<html><body><pre>{plain.replace('S', '<b>S</b>')}</pre></body></html>",
        "From: a@b.example\nTo: c@d.example\nContent-Type: text/plain\n"
        f"Content-Transfer-Encoding: quoted-printable\n\n{quoted}",
    )
    for source in files:
        views = views_of(kept(source), POSTS)
        assert views
        assert not any("CHARGE" in view.telegram.source for view in views)


@pytest.mark.parametrize("line", ["ANNEX A", "Attachment 1"])
def test_what_is_attached_is_withheld_however_the_file_has_its_lines(line: str) -> None:
    plain = text(["U", "S", "U"], level="S E C R E T").replace(
        "\n\nCORVANE", f"\n\n{line}\nThe kestrel left.\n\nCORVANE"
    )
    ends = plain.replace("=", "=3D").replace("\n", "=0A=\n")
    files = (
        plain,
        json.dumps({"text": plain}),
        json.dumps({"text": plain.replace("\n", "\r\n")}),
        f"<html><body><div>{plain.replace(chr(10), '<br>')}</div></body></html>",
        "From: a@b.example\nTo: c@d.example\nContent-Type: text/plain\n"
        f"Content-Transfer-Encoding: quoted-printable\n\n{ends}",
    )
    for source in files:
        views = views_of(kept(source), POSTS)
        assert views
        assert not any("kestrel" in view.telegram.source for view in views)
        assert all("alabaster" in view.telegram.source for view in views)


def test_a_mark_within_a_paragraph_closes_it() -> None:
    source = text(["C", "C", "S"], level="S E C R E T").replace("port 2 and", "port 2.\n   a. (S) It carried arms and")
    [view] = views_of(kept(source), POSTS)
    assert "alabaster" in view.telegram.source
    assert "barnacle" not in view.telegram.source


@pytest.mark.parametrize(
    "words",
    [
        *(
            "port 1.\n\nSECRET\n\nGAZELLE",
            "port 1.\n\nS E C R E T\n\nGAZELLE",
            "port 1. BEGIN SECRET TEXT: GAZELLE. And",
        ),
        *("port 1.\n\na. (s) GAZELLE", "port 1.\n\n(S UMBRA) GAZELLE", "port 1.\n\n(S//REL TO USA,\nGBR) GAZELLE"),
        *("port 1.\n\nSECRET: GAZELLE", "port 1.\n\nS - GAZELLE", "port 1.\n\nANNEX B\n\nGAZELLE"),
        *("port 1.\n\n** ANNEX **\n\nGAZELLE", "port 1.\n\nANNEX 1. A LIST\n\nGAZELLE", "port 1.\nTAB A\nGAZELLE"),
    ],
)
def test_no_view_of_less_has_words_below_a_higher_marking(words: str) -> None:
    for level, marks in (("S E C R E T", ["U", "S", "C"]), ("T O P  S E C R E T", ["C", "TS", "U"])):
        views = views_of(kept(text(marks, level=level).replace("port 1", words, 1)), POSTS)
        assert views
        assert not [view.access for view in views if int(view.access[0]) < 4 and "GAZELLE" in view.telegram.source]


@pytest.mark.parametrize(
    "heading", ["GAZELLE STAYED\n--------------\n\n", "- - - - -\nGAZELLE STAYED\n- - - - -\n", "(S) GAZELLE\n\n"]
)
def test_a_heading_goes_by_a_mark_of_its_own_alone(heading: str) -> None:
    source = text(["C", "C", "S"], level="S E C R E T")
    [view] = views_of(kept(source.replace("2. (C)", f"{heading}2. (C)")), POSTS)
    assert "GAZELLE" not in view.telegram.source
    assert "barnacle" in view.telegram.source
    for open_one in ("SUMMARY\n-------\n\n", "(C) GAZELLE STAYED\n------------------\n\n"):
        [view] = views_of(kept(source.replace("2. (C)", f"{open_one}2. (C)")), POSTS)
        assert open_one.split("\n")[0] in view.telegram.source


@pytest.mark.parametrize("heading", ["COVERT GAZELLE", "-----\nCOVERT GAZELLE\n-----", "CATS OF GAZELLE", "C GAZELLE"])
@pytest.mark.parametrize("number", ["", "2. "])
def test_a_heading_that_begins_as_the_mark_does_is_none(heading: str, number: str) -> None:
    source = text(["C", "C", "S"], level="S E C R E T")
    [view] = views_of(kept(source.replace("2. (C)", f"{heading}\n\n{number}(C)")), POSTS)
    assert "GAZELLE" not in view.telegram.source
    assert "barnacle" in view.telegram.source


@pytest.mark.parametrize(
    "heading", ["GAZELLE CAME\n------------", "2 UNITS IN GAZELLE", "(2) C GAZELLE", "COMMENT: ГАЗЕЛЬ"]
)
@pytest.mark.parametrize(
    "mark", ["2 . (C)", "(C) 2.", "2.- (C)", "2: (C)", "2. (C)", "2. - (C)", "2.. (C)", "PARA 2. (C)"]
)
def test_a_heading_is_none_of_the_paragraph_however_its_number_is_written(heading: str, mark: str) -> None:
    source = text(["S", "C", "C"], level="S E C R E T")
    [view] = views_of(kept(source.replace("2. (C)", f"{heading}\n\n{mark}")), POSTS)
    assert "GAZELLE" not in view.telegram.source
    assert "ГАЗЕЛЬ" not in view.telegram.source
    assert "cormorant" in view.telegram.source


def test_a_heading_that_is_left_out_leaves_no_other_gap() -> None:
    [view] = views_of(
        kept(text(["C", "C", "S"], level="S E C R E T").replace("2. (C)", "A HEADING\n---------\n\n2. (C)")), POSTS
    )
    assert view.telegram.source.split("1. (C)")[1].count(WITHHELD) == 2


def test_what_is_held_alike_or_cannot_be_read_has_no_views() -> None:
    assert views_of(kept(text(["S", "S"], level="S E C R E T")), POSTS) == []
    assert views_of(kept(text(["C", "S"], level="Z E B R A")), POSTS) == []
    assert views_of(kept(text([], level="S E C R E T")), POSTS) == []


def test_captions_for_the_whole_go_with_every_paragraph() -> None:
    whole = kept(text(["C", "S"], level="S E C R E T").replace("NOT FOR THE RECORD OF KESTREL", "EXDIS"))
    assert [view.access for view in views_of(whole, POSTS)] == ["3;EXDIS;-!4;EXDIS;-"]


def test_too_many_kinds_of_readers_get_less() -> None:
    marks = ["C", "S", *(f"S/{control}" for control in ("NF", "OC", "PR", "NC", "ND", "XD", "FOUO"))]
    whole = kept(text([*marks, "TS/REL TO USA, GBR", "TS/REL TO USA, FRA", "S/REL TO USA, DEU"]))
    views = views_of(whole, POSTS)
    assert [view.access for view in views] == ["3;;-!4;;-", f"4;;-!{whole.access}"]
    plain = kept(text(["U", "C", "S", *(f"TS/{control}" for control in ("NF", "OC", "PR", "NC", "ND"))]))
    assert len(views_of(plain, POSTS)) <= MOST_VIEWS


@given(st.builds(Marking, st.sampled_from([0, 1, 3, 4, 5]), NEEDS, st.none() | st.just(frozenset({"US", "GB"}))))
def test_a_classification_line_says_its_marking(marking: Marking) -> None:
    assert marking_of(classification_of(marking)) == marking


class Kit:
    """An archive in memory with its ingest and its way of releasing."""

    def __init__(self) -> None:
        self.telegrams, self.index = MemoryTelegrams(), MemoryIndex(POSTS.aliases)
        self.releasing = Releasing(self.telegrams, self.index, MemoryNotes(), POSTS)
        self.ingest = Ingest(
            self.telegrams,
            self.index,
            POSTS,
            lambda: datetime(2026, 1, 1, tzinfo=UTC),
            paragraphs=lambda: self.releasing.release == "paragraphs",
        )


LOW, HIGH = Reader("low", 3), Reader("high", 4)


def test_the_setting_makes_and_drops_views(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text(["C", "S"], level="S E C R E T"))
    kit = Kit()
    kit.ingest.run(OWNER, [tmp_path])
    assert kit.telegrams.count(LOW) == 0
    assert kit.releasing.set("paragraphs") == 1
    [low] = kit.telegrams.versions(LOW, "15BELISAR12")
    [high] = kit.telegrams.versions(HIGH, "15BELISAR12")
    assert WITHHELD in low.telegram.source
    assert WITHHELD not in high.telegram.source
    assert (kit.telegrams.count(OWNER), kit.telegrams.count(UPKEEP)) == (1, 2)
    assert kit.index.search(LOW, "alabaster", limit=9).total == kit.index.search(HIGH, "alabaster", limit=9).total == 1
    assert kit.index.search(LOW, "barnacle", limit=9).total == 0
    with pytest.raises(NotFoundError):
        kit.telegrams.get(LOW, high.sha256)
    assert kit.releasing.set("whole") == 0
    assert (kit.telegrams.count(LOW), kit.index.search(LOW, "alabaster", limit=9).total) == (0, 0)
    with pytest.raises(LegationError, match="no way to release"):
        kit.releasing.set("some")


def test_ingest_makes_views_and_does_not_count_them(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text(["C", "S"], level="S E C R E T"))
    kit = Kit()
    kit.releasing.set("paragraphs")
    tally = kit.ingest.run(OWNER, [tmp_path])
    assert (tally.new, tally.same, tally.versions) == (1, 0, 0)
    assert kit.index.search(LOW, "alabaster", limit=9).total == 1
    again = kit.ingest.run(OWNER, [tmp_path])
    assert (again.new, again.same) == (0, 1)


def test_an_interrupted_change_is_finished_by_the_next_writer(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text(["C", "S"], level="S E C R E T"))
    with open_house(tmp_path / "archive", write=True) as house:
        house.ingest.run(OWNER, [tmp_path / "a.txt"])
        house.notes.write("release", "paragraphs")  # and no more: the process died here
    with open_house(tmp_path / "archive", write=True) as house:
        assert WITHHELD in house.reading.telegram(LOW, "15BELISAR12").source
        assert house.finding.search(LOW, "alabaster").total == 1


def test_what_is_drawn_from_a_view_bears_the_views_marking() -> None:
    [view] = views_of(kept(text(["C", "S"], level="S E C R E T")), POSTS)
    from legation.core.dialogue.proposal import Source
    from legation.core.text import Span

    everything = Source("15BELISAR12", None, Span(0, len(view.telegram.source)))
    assert source_marking(view.telegram, everything) == Marking(3)


@pytest.mark.parametrize(
    "words", ["(S) FOR THE KUDU", "SECRET//KUDU", "(S/NF) KUDU", "NODIS KUDU", "EYES ONLY FOR KUDU"]
)
def test_an_address_with_a_marking_of_its_own_is_in_no_view_below_it(words: str) -> None:
    head = "P 151200Z JAN 06\nFM AMEMBASSY PARIS\nTO SECSTATE WASHDC\nINFO AMEMBASSY ROME"
    tail = "BT\nS E C R E T PARIS 000412\n\nSUBJECT: (U) A VISIT\n\n1. (U) IBEX.\n\n2. (S) ORYX.\n"
    open_, marked = kept(f"{head}\n{tail}"), kept(f"{head} {words}\n{tail}")
    assert "AMEMBASSY ROME" in views_of(open_, POSTS)[0].telegram.source
    assert all("KUDU" not in view.telegram.source for view in views_of(marked, POSTS))
    assert views_of(marked, POSTS)


def test_what_was_withheld_looks_alike_whatever_it_was() -> None:
    head = "P 151200Z JAN 06\nFM AMEMBASSY PARIS\nTO SECSTATE WASHDC\nBT\nS E C R E T PARIS 000412\n\n"
    tails = (
        "2. (S) ORYX.",
        "ANNEX A\nORYX",
        "\n\nANNEX A\nORYX\n\n2. (S) KUDU.",
        "WATERING PLACES\n\n2. (S) ORYX.\n\n3. (S) GNU.",
    )
    sources = {views_of(kept(f"{head}1. (U) IBEX.\n\n{tail}\n"), POSTS)[0].telegram.source for tail in tails}
    assert len(sources) == 1
