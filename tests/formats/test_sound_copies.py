"""A sound copy is read in few steps, and just as the careful rooms would read it."""

from __future__ import annotations

import pytest
from bench.reading import lots

import legation
from legation.formats.heading.heading import _Heading
from legation.formats.references import mentions
from legation.formats.references.names import known_name, plain_name, words_before
from legation.formats.references.posts import post_names
from legation.formats.sheet import Sheet
from legation.formats.textpart import textpart
from legation.formats.textpart.textpart import _TextPart
from legation.tables.posts import load_posts

SOUND = """\
VZCZCXRO0019
OO RUEHC
DE RUEHTRO #0893 3091513
ZNY CCCCC ZZH
O 051513Z NOV 09
FM AMEMBASSY TRIPOLI
TO RUEHC/SECSTATE WASHDC IMMEDIATE 5452
INFO RUEHAM/AMEMBASSY AMMAN 1446
RUEHNO/USMISSION USNATO PRIORITY 0012
RUEHFR/AMEMBASSY PARIS 0858 \n\
C O N F I D E N T I A L TRIPOLI 000893

SIPDIS

DEPT FOR NEA/MAG, PM/RSAT AND OES/ENV

E.O. 12958: DECL: 11/05/2019
TAGS: PREL, MARR, LY
SUBJECT: PATROL CRAFT
REF: A. STATE 112900

Classified By: Ambassador J. Roe for reasons 1.4 (b) and (d).

1. (C) The ministry answered ref A and 08 PARIS 953, and asked for a list.

2. (C) Comment: We shall see. End comment.
ROE
"""


def _count(patched: pytest.MonkeyPatch) -> list[str]:
    """The lines that careful rooms take from now on."""
    taken: list[str] = []
    for room in (_Heading, _TextPart):
        careful = room._take
        patched.setattr(
            room, "_take", lambda self, line, careful=careful: (taken.append(line.text), careful(self, line))[1]
        )
    return taken


def _carefully(patched: pytest.MonkeyPatch) -> None:
    """Leave all short ways out."""
    patched.setattr(_Heading, "_take_plain", lambda self: False)
    patched.setattr(_TextPart, "_take_plain_field", lambda self: False)
    patched.setattr(_TextPart, "_take_plain_attention", lambda self, line: False)
    patched.setattr(textpart, "PARAGRAPH", textpart.LEVEL)  # which no paragraph begins with
    patched.setattr(mentions, "plain_name", lambda *_: None)


def test_no_line_of_a_sound_copy_is_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = _count(monkeypatch)
    t = legation.read(SOUND)
    assert taken == []
    assert [a.plad for a in t.info] == ["AMEMBASSY AMMAN", "USMISSION USNATO", "AMEMBASSY PARIS"]
    assert [m.mrn for m in t.paragraphs[0].mentions] == ["09STATE112900", "08PARIS953"]
    assert len(t.paragraphs) == 2
    assert not t.findings


def test_the_short_ways_read_what_the_careful_ones_read(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [SOUND.encode(), *(sent.text for lot in lots(60) for sent in lot)]
    short = [legation.to_dict(legation.read(text)) for text in texts]
    with monkeypatch.context() as patched:
        _carefully(patched)
        careful = [legation.to_dict(legation.read(text)) for text in texts]
    for one, other in zip(short, careful, strict=True):
        assert {**one, "elements": []} == {**other, "elements": []}


@pytest.mark.parametrize(
    ("words", "year"),
    [("REPORTED IN 02 PARIS 953", 2), ("REPORTED IN PARIS 953", None), ("OF MAY 14\nPARIS 953", None)],
)
def test_a_year_before_a_post_is_told_at_once(words: str, year: int | None) -> None:
    sheet = Sheet(words, load_posts(), None)
    names = post_names(sheet.posts)
    at = words.index("953")
    full = known_name(sheet, names, words_before(words, 0, at))
    assert full is not None
    assert full.year == year
    assert plain_name(names, words, 0, at) in ((full,) if year is not None else (full, None))


def test_the_label_of_the_next_list_at_the_end_of_an_address() -> None:
    t = legation.read("R 051513Z NOV 79\nFM AMEMBASSY ROME\nTO SECSTATE WASHDC\nAMEMBASSY PARIS INFO\nAMEMBASSY BERN\n")
    assert [a.plad for a in t.to] == ["SECSTATE WASHDC", "AMEMBASSY PARIS"]
    assert [a.plad for a in t.info] == ["AMEMBASSY BERN"]
