"""Web pages that show a telegram. The pages and the telegrams are invented."""

from __future__ import annotations

import html

import pytest

from legation.core.marking import UNREADABLE
from legation.core.telegram import Telegram
from legation.formats import read
from legation.formats.copies.html import _tokens
from legation.tables.marking import telegram_marking
from legation.tables.marking_rows import rank_of

HEADER = """VZCZCXRO0019
OO RUEHBC
DE RUEHTRO #0893 3091513
ZNY CCCCC ZZH
O R 051513Z NOV 09
FM AMEMBASSY TRIPOLI
TO RUEHC/SECSTATE WASHDC IMMEDIATE 5452"""
BODY = """C O N F I D E N T I A L TRIPOLI 000893

SIPDIS

E.O. 12958: DECL: 11/5/2019
TAGS: PREL, LY
SUBJECT: DUES &amp; TOLLS
REF: A) <a href="/x">State 112900</a>; B) State 43049

1.(C) Dues &lt; tolls&nbsp;rise.

2.(C) We ask<br>again.

CRETZ"""
ROW = (
    "<td><a href='/c'>09TRIPOLI893</a></td><td><a>2009-11-05 15:03</a></td>\n"
    "<td>2011-01-31 21:09</td><td>CONFIDENTIAL</td><td>Embassy Tripoli</td>"
)
TABLE = (
    "<table class='cable'><tr><th>Reference ID</th><th>Created</th><th>Released</th><th>Classification</th>"
    f"<th>Origin</th></tr>\n<tr>{ROW}</tr></table>"
)
DOWN = "<table>" + "".join(
    f"<tr><td>{label}</td>{cell}</tr>"
    for label, cell in zip(
        ("Reference ID", "Created", "Released", "Classification", "Origin"),
        ROW.replace("\n", "").replace("</td>", "</td>|").split("|"),
        strict=False,
    )
)
NAVIGATION = (
    "<html><head><title>1. (C) No text</title><script>var a = '<pre>no</pre>';</script></head>"
    "<body><p>Browse &amp; find</p>"
)


def hold(t: Telegram, page: str) -> None:
    assert "".join(t.quote(e.span) for e in t.elements) == t.source == page
    assert (t.mrn, t.dtg, t.subject) == ("09TRIPOLI893", "2009-11-05T15:13Z", "DUES & TOLLS")
    assert [r.mrn for r in t.references] == ["09STATE112900", "09STATE43049"]
    assert t.quote(t.references[0].span).endswith("State 112900")
    assert [p.text for p in t.paragraphs] == ["Dues < tolls rise.", "We ask again."]
    assert t.quote(t.paragraphs[1].span) == "2.(C) We ask<br>again."
    assert t.signature == ("CRETZ",)
    assert "layout.unread" not in {e.kind for e in t.elements}


@pytest.mark.parametrize("table", [TABLE, DOWN])
def test_a_page_with_a_table_and_two_blocks(table: str) -> None:
    page = f"{NAVIGATION}{table}<pre>{HEADER}</pre>\n<p>body</p><code><pre>{BODY}</pre></code></body></html>\n"
    t = read(page)
    hold(t, page)
    assert t.layout == "html+release-head+transmission"
    assert (t.release.created, t.release.origin) == ("2009-11-05T15:03", "Embassy Tripoli")
    assert [t.quote(e.span) for e in t.elements if e.kind == "release.mrn"] == ["09TRIPOLI893"]


@pytest.mark.parametrize(
    "page",
    [
        f"<!DOCTYPE html>\n<html><body><pre>{HEADER}\n{BODY}</pre></body></html>",
        f"<pre>{HEADER}\n{BODY}</pre>".replace("\n", "&#x000A;"),
        f"<HTML><BODY><PRE>\r\n{HEADER}\r\n</PRE><PRE>{BODY}</PRE>".replace("\nTAGS", "\r\nTAGS"),
        f"<html><code>{HEADER}\n{BODY}</code></html>",
        "<html><body>" + f"{HEADER}\n{BODY}".replace("\n", "<br/>\n") + "</body></html>",
    ],
)
def test_pages_in_other_shapes(page: str) -> None:
    t = read(page.replace("<br>again", " again") if "<br/>" in page else page)
    assert (t.mrn, t.subject) == ("09TRIPOLI893", "DUES & TOLLS")
    assert [p.text for p in t.paragraphs] == ["Dues < tolls rise.", "We ask again."]
    assert "".join(t.quote(e.span) for e in t.elements) == t.source


def test_words_in_angle_brackets_stay() -> None:
    t = read("<pre>UNCLAS TRIPOLI 893\nSUBJECT: X\n\n1. SEE <NOTAL> AND << END >>.</pre>")
    assert t.paragraphs[0].text == "SEE <NOTAL> AND << END >>."


def test_a_page_without_a_telegram_is_a_finding() -> None:
    t = read("<html><body><p>Nothing &amp; more</p></body></html>")
    assert "HTM001" in {f.code for f in t.findings}
    assert [e.kind for e in t.elements] == ["html.page"]


@pytest.mark.parametrize("shape", ["<", "<pre>", "</pre>", "<a ", "&", "&lt;", "<!--", "<td>", "<td>09TRIPOLI893</td>"])
def test_floods_of_tags_are_read(shape: str) -> None:
    page = f"<html><pre>{HEADER}" + shape * 30_000 + f"{BODY}</pre>"
    t = read(page)
    assert "".join(t.quote(e.span) for e in t.elements) == page


def test_signs_and_tags_are_told_apart_however_they_stand() -> None:
    page = "a & b &amp; c < d <br> &lt;e&gt; <!-- f & <g> --> h & i <p"
    told = [(token.kind, token.name, page[token.start : token.end]) for token in _tokens(page)]
    assert told == [
        ("text", "", "a & b "),
        ("sign", "", "&amp;"),
        ("text", "", " c < d "),
        ("open", "br", "<br>"),
        ("text", "", " "),
        ("sign", "", "&lt;"),
        ("text", "", "e"),
        ("sign", "", "&gt;"),
        ("text", "", " "),
        ("other", "", "<!-- f & <g> -->"),
        ("text", "", " h & i <p"),
    ]


def test_a_subject_among_the_cells_of_the_head_hides_no_number() -> None:
    page = (
        "<html><body><table><tr><th>ID</th><td>09SUVA12</td></tr><tr><th>SUBJECT</th><td>DUES</td></tr>"
        "<tr><th>DATE</th><td>2009-01-14 03:11:00</td></tr><tr><th>CLASSIFICATION</th><td>CONFIDENTIAL</td></tr>"
        "<tr><th>ORIGIN</th><td>Embassy Suva</td></tr></table>\n<pre>C O N F I D E N T I A L SUVA 000012\n\n"
        "SUBJECT: DUES\n\n1. (C) They rose.\n</pre></body></html>"
    )
    got = read(page)
    assert "".join(got.quote(e.span) for e in got.elements) == page
    assert (got.mrn, got.release.created, got.release.origin) == ("09SUVA12", "2009-01-14T03:11", "Embassy Suva")


@pytest.mark.parametrize(
    "within", ["<p>{}</p>", "<pre>\n{}\n</pre>", "<title>{}</title>", "<iframe srcdoc='<p>{}</p>'>"]
)
@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("SECRET", "SECRET"),
        (f"The dredger {'came on Monday and ' * 300}left.\n\nS E C R E T SUVA 000013", "SECRET"),
        ("The dredger came.", "UNCLASSIFIED"),
    ],
)
def test_a_page_within_a_page_marks_it(within: str, quote: str, words: str, level: str) -> None:
    inner = within.replace("'<p>{}</p>'", '"' + html.escape("<p>{}</p>") + '"').format(words)
    page = (
        f"<html><body><iframe srcdoc={quote}{html.escape(inner)}{quote}></iframe>"
        "<pre>UNCLAS SUVA 000012\n\nSUBJECT: DUES\n\n1. (U) They rose.\n</pre></body></html>"
    )
    got = read(page)
    assert "".join(got.quote(e.span) for e in got.elements) == page
    assert (got.number, telegram_marking(got).rank) == (12, rank_of(level))


UNDER = "<html><body>{}<pre>UNCLAS SUVA 000012\n\nSUBJECT: DUES\n\n1. (U) They rose.\n</pre></body></html>"
WORDS = "<p>S E C R E T</p>"


def framed(page: str, tag: str = "<iframe srcdoc={}></iframe>", quote: str = '"') -> str:
    return tag.format(f"{quote}{html.escape(page)}{quote}")


def deep(page: str, depth: int) -> str:
    for _ in range(depth):
        page = framed(page)
    return page


@pytest.mark.parametrize(
    "page",
    [
        framed(framed("b") + framed(WORDS)),
        framed("b") + framed(WORDS),
        framed(WORDS, "<iframe data-srcdoc='x' srcdoc={}></iframe>"),
        framed(WORDS, "<iframe title='srcdoc=\"x\"' srcdoc={}></iframe>"),
        framed(WORDS, '<p title="<iframe title=\'"></p><iframe srcdoc={}></iframe>'),
        framed(WORDS, "<iframe srcdoc  =\n {}></iframe>"),
        framed(WORDS, "<IFRAME/SRCDOC={}>"),
        framed(WORDS.replace(" ", "\xa0"), quote="").replace("\xa0", "&#32;"),
        framed(WORDS).replace("&lt;", "<").replace("&gt;", ">"),
        framed('<p title="S E C R E T">a</p>').replace("&lt;", "<").replace("&gt;", ">"),
        framed('<p title="S E C R E T">a</p>'),
        framed("<!-- S E C R E T --><p>a</p>"),
        framed('<meta name="classification" content="SECRET">'),
        *(deep(WORDS, depth) for depth in range(1, 9)),
    ],
)
def test_a_page_within_a_page_marks_it_however_it_is_written(page: str) -> None:
    got = read(UNDER.format(page))
    assert "".join(got.quote(e.span) for e in got.elements) == UNDER.format(page)
    assert telegram_marking(got).rank == rank_of("SECRET")


@pytest.mark.parametrize(
    "page", [deep("<p>a</p>", 9), deep(WORDS, 20), "<iframe/a=" * 20_000 + ">", "<iframe " * 20_000]
)
def test_pages_within_pages_beyond_what_is_looked_at_cannot_be_read(page: str) -> None:
    got = read(UNDER.format(page))
    assert (got.number, telegram_marking(got)) == (12, UNREADABLE)
    assert [f.code for f in got.findings if f.code == "CLS007"] == ["CLS007"]


@pytest.mark.parametrize("page", ["", framed("<p>a</p>"), deep("<p>a</p>", 8), "<iframe src='a'></iframe>" * 3000])
def test_pages_within_pages_that_say_nothing_mark_nothing(page: str) -> None:
    assert telegram_marking(read(UNDER.format(page))).rank == 0


VOLUME_PAGE = """<!DOCTYPE html><html><head><title>Volume XXI</title></head><body>
<ul class="nav"><li><a href="/">Home</a></li><li><a href="/documents">Documents</a></li></ul>{above}
<h4>231. Telegram From the Embassy in Burma to the Department of State<a href="#f1"><sup>1</sup></a></h4>
<div><span>Rangoon</span>, <span>May 14, 1962, 4 p.m.</span></div>
<p>612. Deptel 580.<a href="#f2"><sup>2</sup></a> I called upon him for 10<sup>6</sup> reasons,
all told.</p><p>He received me with a smile.</p><div><strong>Sample</strong></div>
<ol><li>Source: Department of State, Central Files, 775.00/5&#8211;1462. Confidential; Priority.</li>
<li>Not printed.</li></ol><footer>Office</footer></body></html>
"""


def test_a_page_of_a_printed_volume_is_read_from_the_head_of_its_editors() -> None:
    source = VOLUME_PAGE.format(above="")
    got = read(source)
    assert "".join(got.quote(one.span) for one in got.elements) == source
    assert (got.layout, got.mrn, got.written_day) == ("html+frus-page", "62RANGOON612", "1962-05-14")
    assert (got.from_.plad, [one.plad for one in got.to]) == ("Embassy in Burma", ["Department of State"])
    assert (got.classification.level, got.precedence.action, got.signature) == ("CONFIDENTIAL", "PRIORITY", ("Sample",))
    assert [one.text for one in got.paragraphs] == [
        "Deptel 580. I called upon him for 106 reasons, all told.",
        "He received me with a smile.",
    ]
    assert [one.mrn for one in got.paragraphs[0].mentions] == ["62STATE580"]


def test_what_a_page_of_a_volume_says_above_its_head_holds_it() -> None:
    assert read(VOLUME_PAGE.format(above="<p>SECRET</p>")).classification.level == "SECRET"


def test_a_page_that_lists_documents_of_a_volume_holds_none() -> None:
    page = VOLUME_PAGE.format(above="").replace("Source: ", "")
    assert "HTM001" in {found.code for found in read(page).findings}


@pytest.mark.parametrize("is_above", [True, False])
def test_a_page_of_a_volume_without_source_notes_is_told_by_its_file(*, is_above: bool) -> None:
    file, head = (
        "<p>767.00/6&#8211;349: Telegram</p>",
        "<h4>412. The Ambassador in Turkey (Roe) to the Secretary of State</h4>",
    )
    source = (
        "<html><body><ul><li><a href='/'>Home</a></li></ul>"
        + (file + head if is_above else head + file)
        + "<p>secret</p><p>Ankara, June 3, 1949&#8212;5 p.m.</p><p>266. Deptel 217, May 31."
        "<a href='#fn1'><sup>1</sup></a> I called upon him.</p><p>He received me.</p><div>Roe</div>"
        "<ol class='footnotes'><li id='fn1'>Not printed.</li></ol><footer>Office</footer></body></html>"
    )
    got = read(source)
    assert "".join(got.quote(one.span) for one in got.elements) == source
    assert (got.layout, got.mrn, got.written_day) == ("html+printed-page", "49ANKARA266", "1949-06-03")
    assert (got.from_.plad, [one.plad for one in got.to]) == ("Ambassador in Turkey (Roe)", ["Secretary of State"])
    assert [one.text for one in got.paragraphs] == ["Deptel 217, May 31. I called upon him.", "He received me."]
    assert (got.classification.level, got.signature) == ("SECRET", ("Roe",))


def test_the_foot_of_a_page_of_a_volume_marks_it_and_is_no_word_of_it() -> None:
    got = read(VOLUME_PAGE.format(above="").replace("Office</footer>", "SECRET</footer>"))
    assert (got.classification.level, got.paragraphs[-1].text) == ("SECRET", "He received me with a smile.")
