"""Volumes in TEI: which documents are telegrams, what the editors say of them, and where it stands.

The volume is invented, in the world of the sample; its markup is that of the FRUS volumes.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from legation.core.telegram import Telegram
from legation.formats import read, read_many
from legation.formats.several import split_file
from legation.formats.volumes.tei import documents
from legation.tables.marking import telegram_marking
from legation.tables.marking_rows import rank_of
from legation.tables.posts import load_posts

POSTS = load_posts().extended({"EMBASSY BELISAR": "BELISAR", "FOROFF OSMAR": "FOROFF"})

EDITED = """<div type="document" xml:id="d2" n="2">
    <head>2. Telegram From the <gloss type="from">Embassy in
        Tarqand</gloss> to the <gloss type="to">Department of State</gloss><note n="1" xml:id="d2fn1"
        type="source">Source: Central Files, 7&#8211;20. Secret; Priority; Limdis; Noforn. Repeated to
        Imbrel. Immediate action was asked for.</note>
    </head>
    <dateline><placeName>Belisar</placeName>, <date when="1964-02-27T17:00:00">February
        27, 1964, 5</date> p.m.</dateline>
    <p>1302. 1. The <hi rend="italic">dues</hi> &amp; tolls rise<note n="2"
        xml:id="d2fn2">See <ref target="#d1">Document 1</ref>. <p>1. Not the text.</p></note> in
        June. <pb n="43" xml:id="pg_43"/>So they say.</p>
    <p>2. We shall ask again.</p>
    <closer><signed><persName corresp="#p_C">Corvane</persName></signed></closer>
</div>"""
RAW = """<div n="3" type="document" xml:id="d3">
    <head>3. Telegram 590 From the Department of State to the Embassy in Tarqand,
        <date when="1971-07-23T22:59:00Z">July 23, 1971, 2259Z</date>.<note n="1" type="source">Source:
        Files. Confidential; Exdis.</note></head>
    <list type="to"><head>ACTION:</head><item>Amembassy BELISAR PRIORITY</item><item>IMBREL</item></list>
    <list type="to"><head>INFO:</head><item>EDRUNE</item></list>
    <list type="subject"><head>SUBJ:</head><item>Harbour Dues</item></list>
    <list type="references"><head>REF:</head><item>Belisar 1302;</item><item>Imbrel 44</item></list>
    <p>1. Ask why.</p>
</div>"""
MEMORANDUM = """<div type="document" xml:id="d1"><head>1. Memorandum of a Talk</head><p>No telegram.</p></div>"""
VOLUME = f"""<?xml version="1.0"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><div type="chapter">
{MEMORANDUM}
{EDITED}
<!-- <div type="document"> -->
{RAW}
</div></body></text></TEI>
"""


def kinds(telegram: Telegram) -> dict[str, str]:
    return {element.kind: telegram.quote(element.span) for element in telegram.elements}


def test_a_volume_gives_its_telegrams() -> None:
    assert [(d.identity, d.is_telegram) for d in documents(VOLUME.replace('<!-- <div type="document"> -->', ""))] == [
        ("d1", False),
        ("d2", True),
        ("d3", True),
    ]


def test_an_edited_telegram() -> None:
    t = read(EDITED, posts=POSTS)
    assert t.layout.startswith("frus-tei")
    assert (t.mrn, t.dtg, t.release.created) == ("64BELISAR1302", None, "1964-02-27T17:00")
    assert (t.from_.plad, [a.plad for a in t.to]) == ("Embassy in Tarqand", ["Department of State"])
    assert (t.classification.level, t.classification.captions, t.classification.caveats) == (
        "SECRET",
        ("LIMDIS",),
        ("NOFORN",),
    )
    assert (t.precedence.action, t.signature) == ("PRIORITY", ("Corvane",))
    assert [(p.number, p.text) for p in t.paragraphs] == [
        (1, "The dues & tolls rise in June. So they say."),
        (2, "We shall ask again."),
    ]
    assert t.quote(t.paragraphs[1].span) == "2. We shall ask again."
    assert t.quote(t.paragraphs[0].span).startswith("1. The <hi")
    assert "Not the text" in kinds(t)["tei.note"]
    assert kinds(t)["text.number"] == "1302."
    assert "Belisar" in kinds(t)["tei.dateline"]
    assert "".join(t.quote(e.span) for e in t.elements) == EDITED
    assert "layout.unread" not in kinds(t)


@pytest.mark.parametrize(
    ("cited", "mrn"),
    [
        ("Embtel 1290", "64BELISAR1290"),
        ("Embtel 120", "63BELISAR120"),  # of the summer before, when the numbers began
        ("Embtel 1000", None),  # of about New Year
        ("Embtel 2400", None),  # not sent yet
        ("Deptel 1290", None),  # until mid-1966 the Department had a series for each post
        ("Imbrel 1290", None),
    ],
)
@pytest.mark.parametrize("number", ["opens the text", "in the head"])
def test_what_its_post_sent_before_it_has_its_year_by_the_telegrams_own_number(
    number: str, cited: str, mrn: str | None
) -> None:
    edited = EDITED.replace("So they say.", f"So {cited} says.")
    if number == "in the head":
        edited = edited.replace("2. Telegram From", "2. Telegram 1302 From").replace("1302. 1. The", "1. The")
    told = read(edited, posts=POSTS)
    assert told.mrn == "64BELISAR1302"
    assert [one.mrn for one in told.paragraphs[0].mentions] == ([mrn] if "Imbrel" not in cited else [])


@pytest.mark.parametrize("tag", ["<date>", '<date when="1964-02-27">', ""])
def test_a_moment_in_the_words_of_the_dateline_counts_where_its_markup_tells_none(tag: str) -> None:
    plain = EDITED.replace('<date when="1964-02-27T17:00:00">', tag).replace("27, 1964, 5", "27, 1964, 1705Z")
    plain = plain.replace(" p.m.</dateline>", ".</dateline>")
    t = read(plain if tag else plain.replace("</date>", ""), posts=POSTS)
    assert (t.mrn, t.dtg) == ("64BELISAR1302", "1964-02-27T17:05Z")


@pytest.mark.parametrize(
    ("mission", "mrn"),
    [
        ("Mission to the United Nations", "64USUNNEWYORK1302"),
        ("Mission to the North Atlantic Treaty Organization", "64USNATO1302"),
        ("Mission to the European Communities", "64ECBRUSSELS1302"),
    ],
)
def test_a_mission_counts_under_the_name_by_which_others_cite_it(mission: str, mrn: str) -> None:
    own = read(EDITED.replace("Embassy in\n        Tarqand", mission), posts=POSTS)
    short = {"64USUNNEWYORK1302": "USUN", "64USNATO1302": "USNATO", "64ECBRUSSELS1302": "USEC"}[mrn]
    citing = read(RAW.replace("1971", "1964").replace("Belisar 1302", f"{short} 1302"), posts=POSTS)
    assert own.mrn == mrn == citing.references[0].mrn


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("Talks on Dues—June 3. At 0800 the harbour master, accompanied by Capt. Oxley,", "Talks on Dues—June 3."),
        ("Harbour. Following is a summary that the master, accompanied by Capt. Oxley, has not yet seen,", "Harbour."),
        ("Talks with Capt. Oxley and Amb. Corvane of the U.S. Mission on the dues of the harbour,", None),
        ("TALKS ON DUES. THE HARBOUR MASTER, ACCOMPANIED BY CAPT. OXLEY,", None),
    ],
)
def test_a_body_may_begin_on_the_line_of_the_subject(line: str, subject: str | None) -> None:
    rest = " who had come from Imbrel and Edrune with the pilots of both, and with the tariffs of the year before"
    words = f"{line}{rest}{rest}"
    text = EDITED.replace("1302. 1. The <hi", f"1302. Subj: {words}</p>\n<p>1. The <hi")
    t = read(text, posts=POSTS)
    if subject is None:
        assert t.subject == words
    else:
        assert t.subject == subject
        assert t.paragraphs[0].text == words.removeprefix(subject).strip()


def test_a_source_note_is_known_by_its_word_where_its_type_was_left_out() -> None:
    bold = re.sub(
        r'\s+type="source">(Source:.*?)</note>', r'><hi rend="strong">\1</hi></note>', EDITED, flags=re.DOTALL
    )
    assert 'type="source"' not in bold
    assert bold != EDITED
    t = read(bold, posts=POSTS)
    assert (t.classification.level, t.classification.captions, t.precedence.action) == (
        "SECRET",
        ("LIMDIS",),
        "PRIORITY",
    )
    other = read(bold.replace("Source: Central Files,", "The reply is in"), posts=POSTS)
    assert other.precedence.action is None


def test_a_short_paragraph_of_the_edition_is_one_of_the_telegram() -> None:
    ends = "</p>\n    <p>"
    words = [
        "Embtel 40. Please say to the Minister:",
        "The dues rise in June.",
        "Comment: We doubt it.",
        "Corvane asks why.",
    ]
    head, _, _ = EDITED.partition("<p>1302.")
    t = read(f"{head}<p>{ends.join(words)}</p></div>", posts=POSTS)
    assert [paragraph.text for paragraph in t.paragraphs] == words
    assert t.paragraphs[2].role == "comment"


def test_a_heading_of_lists() -> None:
    t = read(RAW, posts=POSTS)
    assert (t.mrn, t.dtg, t.subject) == ("71STATE590", "1971-07-23T22:59Z", "Harbour Dues")
    assert [(a.plad, a.precedence) for a in t.to] == [("Amembassy BELISAR", "PRIORITY"), ("IMBREL", None)]
    assert [a.plad for a in t.info] == ["EDRUNE"]
    assert [r.mrn for r in t.references] == ["71BELISAR1302", "71IMBREL44"]
    assert t.quote(t.references[0].span) == "Belisar 1302"
    assert (t.classification.level, t.classification.captions) == ("CONFIDENTIAL", ("EXDIS",))
    assert [p.text for p in t.paragraphs] == ["Ask why."]


@pytest.mark.parametrize("at", range(0, len(EDITED), 37))
def test_a_cut_document_is_read(at: int) -> None:
    t = read(EDITED[:at], posts=POSTS)
    assert "".join(t.quote(e.span) for e in t.elements) == EDITED[:at]


def test_a_number_of_no_character_is_read() -> None:
    long = f"&#{'9' * 5000};"
    held = read(
        f'<div type="document" xml:id="d2" n="2"><head>2. Telegram From Avaria {long}</head>'
        f"<note type='source'>Source: {long}</note><p>1. The harbour {long} is open.</p></div>"
    )
    assert "frus-tei" in held.layout
    assert held.paragraphs
    page = f'<html><head><meta name="{long}" content="{long}"></head><body><div class="{long}" title={long}>{long}'
    page += "<pre>R 091630Z JUL 76\nFM AMEMBASSY AVARIA\n\n1. Two came.\n</pre></div></body></html>"
    assert "html" in read(page).layout


@pytest.mark.parametrize(
    "shape", ["<", "<div ", "<note>", "<head>", "<list><head>x</head>", "&amp", "&lt;", "<!--", "</p>"]
)
def test_floods_of_markup_are_read(shape: str) -> None:
    data = EDITED[:60] + shape * 30_000 + EDITED[60:]
    t = read(data)
    assert "".join(t.quote(e.span) for e in t.elements) == data
    assert len(split_file(VOLUME[:100].encode() + data.encode())) >= 1


@pytest.mark.corpus
def test_the_volumes_against_the_gold_of_their_tags(corpus: Path) -> None:
    """Each field in at least 97 of 100 telegrams that have it; names and numbers by their letters and digits alone."""
    lines = (corpus / "frus-tei" / "telegrams.gold.jsonl").read_text().splitlines()
    gold = {line["id"]: line for line in map(json.loads, lines)}
    read_well: dict[str, list[bool]] = {}
    met = 0
    for file in sorted((corpus / "frus-tei" / "volumes").glob("*.xml")):
        for t in read_many(file.read_bytes(), file=file.stem):
            met += 1
            truth = gold[(t.file or "").replace("#", "/")]
            for name, good in _compared(t, truth):
                read_well.setdefault(name, []).append(good)
    assert met == len(gold) == 828
    assert set(read_well) >= {"from", "to", "when", "classification", "precedence", "captions", "signed", "subject"}
    for name, goods in read_well.items():
        assert sum(goods) >= 0.97 * len(goods), (name, sum(goods), len(goods))


def _word(precedence: object) -> tuple[str, str]:
    """A precedence as the editors give it, and by its name: NIACT is NIACT IMMEDIATE."""
    return str(precedence).upper(), f"{str(precedence).upper()} IMMEDIATE"


def _letters(words: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", words.upper())


def _compared(t: Telegram, truth: dict[str, object]) -> list[tuple[str, bool]]:
    stated = {name: value for name, value in truth.items() if value}
    raw = " FM " in str(truth["text"]).replace("\n", " ") or t.info  # the telegram's own heading names them otherwise
    marks = {_letters(c).replace("EYESONLY", "ONLY") for c in (*t.classification.captions, *t.classification.caveats)}
    found = {
        "from": bool(raw) or _letters(t.from_.plad or "") == _letters(str(truth["from"])),
        "to": bool(t.to),
        "when": (t.dtg or t.release.created or "")[:10] == str(truth["when"])[:10],
        "classification": t.classification.level == str(truth["classification"]).upper(),
        "precedence": any(t.precedence.action in _word(p) for p in truth["precedence"]),  # type: ignore[attr-defined]
        "captions": {_letters(str(c)).replace("EYESONLY", "ONLY") for c in truth["captions"]} <= marks,  # type: ignore[attr-defined]
        "signed": _letters("".join(t.signature)) in _letters(str(truth["signed"])) and bool(t.signature),
        "tei_subject": _letters(t.subject or "?")[:30] in _letters("".join(map(str, truth["tei_subject"]))),  # type: ignore[call-overload]
        "tei_references": bool(t.references),
        "telegram_number": str(t.number) in re.findall(r"\d+", str(truth["telegram_number"])),
    }
    return [(name.removeprefix("tei_"), good) for name, good in found.items() if name in stated]


@pytest.mark.parametrize("document", [EDITED, RAW])
def test_a_file_of_one_telegram_is_that_telegram(document: str) -> None:
    head = (
        '<?xml version="1.0"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><title>O</title></teiHeader><text>'
    )
    source = f"{head}{document}</text></TEI>\n"
    whole, (alone,) = read(source, posts=POSTS), read_many(source, posts=POSTS)
    assert whole.source == source
    assert "".join(source[e.span.start : e.span.end] for e in whole.elements) == source
    by = len(head)
    assert [(p.number, p.text, p.span.start - by) for p in whole.paragraphs] == [
        (p.number, p.text, p.span.start) for p in alone.paragraphs
    ]
    assert [(r.text, r.span.start - by) for r in whole.references] == [(r.text, r.span.start) for r in alone.references]
    assert (whole.layout, whole.mrn, whole.classification) == (alone.layout, alone.mrn, alone.classification)
    assert (whole.to, whole.subject, whole.signature) == (alone.to, alone.subject, alone.signature)


def test_a_file_with_other_documents_is_not_read_as_its_telegram() -> None:
    """What stands beside it may be held more closely than the telegram is."""
    source = f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text>{MEMORANDUM}{EDITED}</text></TEI>'
    assert "frus-tei" not in read(source, posts=POSTS).layout
    assert [telegram.number for telegram in read_many(source, posts=POSTS)] == [1302]


def test_the_last_words_are_no_signature_where_the_edition_has_one_below_them() -> None:
    volume = VOLUME.replace("<p>2. We shall ask again.</p>", "<p>2. They want it.</p><p>Radar.</p>")
    telegram = next(read_many(volume, posts=POSTS))
    assert [paragraph.text for paragraph in telegram.paragraphs][-1] == "They want it. Radar."
    assert telegram.signature == ("Corvane",)


ONE = '<div type="document" xml:id="d1"><head>1. Telegram From the Embassy in Tarqand</head><p>1. X.</p></div>'
BEHIND = "S E C R E T BELISAR 000893\n\nSUBJECT: DUES\n\n1. (S) They rise.\n"


PROLOG = '<?xml version="1.0"?>\n<!DOCTYPE TEI>\n<?xml-model href="a"?>\n'
OTHER = ONE.replace('"d1"', '"d2"').replace("Tarqand", "Belisar")


def root(name: str, document: str = ONE) -> str:
    return f'{PROLOG}<{name} xmlns="http://www.tei-c.org/ns/1.0">{document}</{name}>\n'


@pytest.mark.parametrize(
    ("file", "parts"),
    [
        (root("TEI"), ["d1"]),
        (root("TEI") + BEHIND, ["d1", "rest"]),
        (root("teiCorpus") + BEHIND, ["d1", "rest"]),
        (root("t:TEI") + BEHIND, ["d1", "rest"]),
        (root("TEI") + BEHIND.replace("They", "<div>They</div>"), ["d1", "rest"]),
        (root("TEI") + BEHIND + "A word of <div> and <TEI>.\n", ["d1", "rest"]),
        (root("TEI") + BEHIND + root("TEI", OTHER), ["d1", "rest", "d2"]),
        (root("TEI") + root("TEI", OTHER) + BEHIND, ["d1", "d2", "rest"]),
        (root("TEI").replace("</TEI>", BEHIND), ["d1", "rest"]),
        (root("TEI").replace("</TEI>", f"</body></text>{BEHIND}"), ["d1", "rest"]),
        (root("TEI").replace("</TEI>", "</body></text>\n"), ["d1"]),
        (root("TEI").replace("</TEI>", BEHIND) + root("TEI", OTHER) + BEHIND, ["d1", "rest", "d2", "rest-2"]),
        (root("TEI", f'{ONE}<div type="document">\n{BEHIND}'), ["d1", "rest"]),
        (f"<!-- {BEHIND} -->{root('TEI')}", ["rest", "d1"]),
        (root("TEI", "<p>None.</p>") + BEHIND + root("TEI", OTHER), ["rest", "d2"]),
    ],
)
def test_what_stands_outside_of_volumes_is_a_text_of_its_own(file: str, parts: list[str]) -> None:
    items = split_file(file.encode())
    assert [item.part for item in items] == parts
    for item in items:
        assert ((item.part or "").startswith("rest")) == (BEHIND[:30].encode() in item.data)
    assert ("frus-tei" in read(file).layout) == (parts == ["d1"])


def test_many_roots_are_parted_in_time() -> None:
    for flood in ("<TEI>", "<TEI></teiCorpus>", "</TEI><teiCorpus>", "<!--", "<?xml "):
        data = (root("TEI") + flood * 60_000).encode()
        assert sum(len(item.data) for item in split_file(data)) >= len(flood) * 60_000


@pytest.mark.parametrize("before", ["<p>Dear Sir, in <TEI> as tei-c.org has it</p>", "<i>TEI</i> and <TEI>"])
def test_a_letter_that_speaks_of_such_markup_is_no_volume(before: str) -> None:
    text = f"{before}\n{ONE}\n{BEHIND}"
    [only] = split_file(text.encode())
    assert only.data == text.encode()
    assert telegram_marking(read(only.data)).rank >= rank_of("SECRET")


LOOSE = "<p>S E C R E T BELISAR 000894</p><p>SUBJECT: TOLLS</p><p>1. (S) The dredger came on Monday, and left.</p>"


def volume_with(*, header: str = "", body: str = "", front: str = "", documents: str = EDITED, behind: str = "") -> str:
    return (
        f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><title>Dues</title>{header}</teiHeader><text><front>'
        f'<div type="section"><p>What the editors say.</p>{front}</div></front><body>{body}<div type="chapter">'
        f"<head>Dues<note>Of them.</note></head>{documents}</div></body>"
        f"<back><p>Index, 12</p>{behind}</back></text></TEI>"
    )


@pytest.mark.parametrize("place", ["header", "body", "front", "behind"])
@pytest.mark.parametrize("documents", [EDITED, MEMORANDUM + EDITED + RAW])
def test_a_telegram_outside_of_the_documents_of_a_volume_is_a_text_of_its_own(place: str, documents: str) -> None:
    items = split_file(volume_with(documents=documents, **{place: LOOSE}).encode())
    assert [item.part for item in items if not item.part.startswith("at")] == ["d2", "d3"][
        : documents.count("Telegram ")
    ]
    [loose] = [item.data.decode() for item in items if item.part.startswith("at")]
    assert LOOSE in loose
    assert telegram_marking(read(loose)).rank >= rank_of("SECRET")


def test_words_in_the_body_of_a_volume_are_a_text_and_what_its_editors_say_is_none() -> None:
    assert [item.part for item in split_file(volume_with().encode())] == ["d2"]
    assert [item.part for item in split_file(volume_with(behind="<p>SECRET TALKS, 12</p>").encode())] == ["d2"]
    between = EDITED + "<p>A word between.</p>" + RAW + "<!-- none --> <pb n='3'/>"
    items = split_file(volume_with(documents=between).encode())
    assert [item.data for item in items][2:] == [b"<p>A word between.</p>"]


@pytest.mark.parametrize("place", ["header", "body", "front", "behind"])
def test_words_beside_the_one_telegram_of_a_file_mark_it_and_stand_in_an_element(place: str) -> None:
    volume = volume_with(documents=EDITED.replace("Secret;", "Unclassified;"), **{place: LOOSE})
    telegram = read(volume)
    assert LOOSE in kinds(telegram)["tei.outside"]
    assert "".join(telegram.quote(element.span) for element in telegram.elements) == volume
    assert (telegram.layout.partition("+")[0], telegram_marking(telegram).rank) == ("frus-tei", rank_of("SECRET"))
    assert telegram_marking(read(volume_with(documents=EDITED.replace("Secret;", "Unclassified;")))).rank == 0


QUOTED = "<floatingText><body><p>x</p></body></floatingText>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<body><div>" + QUOTED + "{}</div>", "</body>"),
        ("<body><div>", "</div>" + QUOTED + "{}</body>"),
        ("<body><div><floatingText><front><p>x</p><body><p>x</p></floatingText>{}</div>", "</body>"),
        ("<body><!-- </body> --><div><![CDATA[</body>]]>{}</div>", "</body>"),
        ("<tei:body><div>{}</div>", "</tei:body>"),
        ("<BODY><div>{}</div>", "</BODY>"),
        ("<div>{}</div>", ""),
        ("<front><p>x</p><body>{}", "</body>"),
        ("<body><head>x<p>{}</p>", "</body>"),
        ("<body><!-- x {}", "</body>"),
        ("<body/>", "{}<body/>"),
        ("<front/>" * 100 + "<front>" * 100 + "<body>{}", "</body>"),
    ],
)
@pytest.mark.parametrize(
    "words", [LOOSE, "<![CDATA[\nS E C R E T BELISAR 000894\nSUBJECT: TOLLS\n]]>", "<note>S E C R E T</note>"]
)
def test_no_word_of_a_body_is_lost_however_its_tags_stand(before: str, after: str, words: str) -> None:
    opened, _, closing = volume_with().partition(EDITED)
    start, end = opened.split("<text>")[0] + "<text>", "</text>" + closing.split("</text>")[1]
    whole = start + before.format(words) + MEMORANDUM + EDITED + RAW + after.format(words) + end
    loose = [item.data.decode() for item in split_file(whole.encode()) if (item.part or "").startswith("at")]
    assert sum(words in one for one in loose) == 1
    single = start + before.format(words) + EDITED.replace("Secret;", "Unclassified;") + after.format(words) + end
    telegram = read(single)
    assert any(words in telegram.quote(e.span) for e in telegram.elements if e.kind == "tei.outside")
    assert telegram_marking(telegram).rank == rank_of("SECRET")


@pytest.mark.parametrize("flood", ["<!--", "<![CDATA[", "<head>", "<body>", "<front>", "</body>", "<!DOCTYPE [", "<a:"])
def test_floods_between_documents_are_parted_in_time(flood: str) -> None:
    data = volume_with(documents=EDITED + flood * 40_000 + RAW).encode()
    assert [item.part for item in split_file(data)][:2] == ["d2", "d3"]
