"""Exports: one telegram a row, in commas, tabs or JSON lines. The rows are invented."""

from __future__ import annotations

import csv
import io
import json

import pytest

from legation.core.telegram import Telegram
from legation.formats import read, read_many
from legation.formats.several import split_file
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
SUBJECT: DUES, "TOLLS"

1.(C) He said "no", and left; \\ was written.

2.(C) We ask again.

CRETZ"""
NAMES = ["id", "date", "refid", "origin", "classification", "references", "header", "body"]
ROWS = [
    [
        "1",
        "11/5/2009 15:03",
        "09TRIPOLI893",
        "Embassy Tripoli",
        "CONFIDENTIAL",
        "09STATE112900|09STATE43049",
        HEADER,
        BODY,
    ],
    [
        "2",
        "11/6/2009 9:00",
        "09TRIPOLI894",
        "Embassy Tripoli",
        "SECRET//NOFORN",
        "",
        HEADER.replace("893", "894"),
        BODY.replace("893", "894"),
    ],
    [
        "3",
        "12/6/2004 9:00",
        "04TRIPOLI7",
        "Embassy Tripoli",
        "UNCLASSIFIED",
        "04STATE1",
        "",
        "TAGS: PREL\nSUBJECT: OLD\n\n"
        + "1. A text of the year 2004 that came without any heading and is long enough to be one.",
    ],
]


def doubled(rows: list[list[str]], divider: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n", delimiter=divider).writerows(rows)
    return out.getvalue()


def slashed(rows: list[list[str]]) -> str:
    def quoted(words: str) -> str:
        return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'

    return "".join(",".join(map(quoted, row)) + "\n" for row in rows)


def lines(rows: list[list[str]]) -> str:
    return "".join(json.dumps(dict(zip(NAMES, row, strict=True))) + "\n" for row in rows)


def hold(found: list[Telegram], layout: str = "csv") -> None:
    assert [t.mrn for t in found] == ["09TRIPOLI893", "09TRIPOLI894", "04TRIPOLI7"]
    first, second, third = found
    assert (first.layout, first.subject) == (f"{layout}+transmission", 'DUES, "TOLLS"')
    assert (first.dtg, first.release.created) == ("2009-11-05T15:13Z", "2009-11-05T15:03")
    assert (first.release.origin, first.classification.level) == ("Embassy Tripoli", "CONFIDENTIAL")
    assert first.paragraphs[0].text == 'He said "no", and left; \\ was written.'
    assert first.quote(first.paragraphs[1].span) == "2.(C) We ask again."
    assert [r.mrn for r in first.references] == ["09STATE112900", "09STATE43049"]
    assert "".join(first.quote(r.span) for r in first.references) == "09STATE11290009STATE43049"
    assert second.release.classification == "SECRET//NOFORN"
    assert (third.classification.level, third.from_.plad, third.year) == ("UNCLASSIFIED", "Embassy Tripoli", 2004)
    for t in found:
        assert "".join(t.quote(e.span) for e in t.elements) == t.source


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    "write", [doubled, slashed, lambda rows: doubled(rows, ";"), lambda rows: doubled(rows).replace("\n", "\r\n")]
)
def test_a_table_with_and_without_names(write: object, named: bool) -> None:
    text = write([NAMES, *ROWS] if named else ROWS)  # type: ignore[operator]
    found = list(read_many(text))
    hold(found)
    names = text[: text.index("\n") + 1] if named else ""
    assert all(t.source.startswith(names) and t.source.removeprefix(names) in text for t in found)


BODY = "The dredger came on Monday, and was looked at by the harbour master and his men."


def test_the_names_of_columns_say_what_they_hold() -> None:
    text = f'number,subject,sent,tags,text\r\n7,Dues and tolls,5 Nov 2009,"PREL, LY","1. {BODY}"\r\n'
    text += f'8,More of them,,,"1. {BODY}"\r\n'
    first, second = read_many(text)
    assert (first.subject, first.tags, first.release.created) == ("Dues and tolls", ("PREL", "LY"), "2009-11-05")
    assert (second.subject, second.release.created) == ("More of them", None)
    assert [t.paragraphs[0].text for t in (first, second)] == [BODY, BODY]
    assert read(second.source).subject == "More of them"


LONGER = f'SUBJECT: DUES\nTAGS: PREL\n\n1. {BODY}\n\n2. And he said "no".'


@pytest.mark.parametrize("divider", [",", ";", "\t"])
@pytest.mark.parametrize("names", [["nr", "Wortlaut"], ["nr", "date", "telegram", "posted by"], ["Wortlaut", "date"]])
def test_a_table_may_call_its_text_by_any_name(names: list[str], divider: str) -> None:
    by_name = {"nr": "7", "date": "2009-11-05", "posted by": "Embassy Tripoli"}
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n", delimiter=divider)
    rows.writerows([names, *([by_name.get(name, LONGER.replace("DUES", says)) for name in names] for says in "AB")])
    found = list(read_many(out.getvalue()))
    assert [(t.layout, t.subject, len(t.paragraphs)) for t in found] == [("csv", says, 2) for says in "AB"]
    assert {t.release.created for t in found if t.release} == {"2009-11-05" if "date" in names else None}
    assert [read(t.source).subject for t in found] == ["A", "B"]


def test_a_row_without_names_may_have_fields_without_quotes_before_its_text() -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([[n, "2009-11-05", LONGER, "Embassy Tripoli"] for n in (1, 2)])
    found = list(read_many(out.getvalue()))
    assert [(t.layout, t.subject, t.release and t.release.created) for t in found] == [
        ("csv", "DUES", "2009-11-05")
    ] * 2


@pytest.mark.parametrize(
    "text",
    [
        f'Paris, London\n"{LONGER}"\n',  # one field below two names
        f'Paris, London\nhe said, "yes", and\n{LONGER}\n',
        f'1, 2\n3,"{LONGER}"\n',  # figures are no names
        f'Paris, London\n3,"{BODY}"\n',  # nothing in the field is a line of a telegram
    ],
)
def test_a_text_with_commas_in_its_first_line_is_no_table(text: str) -> None:
    assert "csv" not in {t.layout.split("+")[0] for t in read_many(text)}


@pytest.mark.parametrize("quote", ["", '"'])
def test_line_ends_written_as_signs_in_a_tab_table(quote: str) -> None:
    folded = rf"SUBJECT: DUES\nREF: STATE 112\n\n1. {BODY}\n\n2. A path is C:\\ports."
    text = f"id\tdate\tmrn\tbody\n1\t1976-05-01\t76TRIPOLI1\t{quote}{folded}{quote}\n"
    [found] = read_many(text)
    assert (found.subject, [p.text for p in found.paragraphs]) == ("DUES", [BODY, "A path is C:\\ports."])
    assert found.quote(found.paragraphs[0].span).startswith("1. The dredger")


@pytest.mark.parametrize("key", ["tei_from", "source_note", "gold", "annotations"])
def test_rows_about_telegrams_are_no_telegrams(key: str) -> None:
    row = json.dumps({"id": "d1", key: ["x"], "text": f"SUBJECT: DUES\n\n1. {BODY}"})
    assert [t.layout for t in read_many(row + "\n" + row)] != ["json-lines", "json-lines"]
    assert len(list(read_many(json.dumps({"id": "d1", "text": f'SUBJECT: DUES\n\n"{key}": {BODY}'}) + "\n{}"))) == 1


def test_json_lines() -> None:
    hold(list(read_many(lines(ROWS))), "json-lines")


def test_a_row_alone_is_read_as_in_its_file() -> None:
    text = doubled(ROWS)
    for item in split_file(text.encode()):
        assert read(item.data).layout.startswith("csv")
    assert read(doubled(ROWS[:1])).mrn == "09TRIPOLI893"


def test_a_tab_table_without_quotes() -> None:
    body = "TAGS: PREL  1. The text of a telegram in one line, " + "which goes on " * 10
    text = "doc\tdate\tclass\tname\tbody\n" + "".join(
        f"76TRIPOLI{n}\t1976-05-0{n}\tSECRET\tx y\tSUBJECT: DUES {body}\n" for n in (1, 2)
    )
    assert [t.mrn for t in read_many(text)] == ["76TRIPOLI1", "76TRIPOLI2"]


@pytest.mark.parametrize(
    "text",
    [
        "file\tbytes\tsha256\tfeatures\n" + "a.txt\t12\tabc\tDTG line, FM, TO\n" * 9,
        '{"id": "x", "n": 1, "text": null, "head": "1. Telegram"}\n' * 9,
        "a,b,c,d\n1,2,3,4\n" * 9,
    ],
)
def test_tables_without_telegrams_are_left_whole(text: str) -> None:
    assert [item.part for item in split_file(text.encode())] == [None]
    assert "csv" not in read(text).layout


@pytest.mark.parametrize(
    "text", ['"He said," was the\nanswer, "no".\n1. X', "FM A, B, C, D\nTO X\n1. He, she, it, we", "{1. X}"]
)
def test_telegrams_with_commas_and_quotes_are_no_rows(text: str) -> None:
    assert "csv" not in read(text).layout


@pytest.mark.parametrize("shape", ['"', '""', ",", '","', "\\", '{"a":', "{", "[", '"\\', '"\n', "a,\n"])
def test_floods_are_read(shape: str) -> None:
    text = doubled(ROWS[:1]) + shape * 30_000 + doubled(ROWS[1:2])
    for t in read_many(text):
        assert "".join(t.quote(e.span) for e in t.elements) == t.source
    flood = shape * 30_000
    assert read(flood).source == flood


@pytest.mark.parametrize(
    "names",
    [
        "id,created,classification,origin,subject,tags,body",
        '"Cable ID","Date Sent","Classification Level","Post","Subject Line","TAGS","Cable Text"',
        "message_number,sent,class,embassy,title,tag_list,message_text",
    ],
)
def test_columns_by_their_names_fill_what_the_text_does_not_say(names: str) -> None:
    row = '"06BELISAR911","2006-04-12 21:05","CONFIDENTIAL","Embassy Belisar","ROSES","ETRD, EC"'
    found = read(f'{names}\n{row},"1. The growers said that the tariff hurts them badly.\n\n2. No more was said."\n')
    assert (found.mrn, found.subject, found.tags) == ("06BELISAR911", "ROSES", ("ETRD", "EC"))
    assert (found.classification.level, found.release.created) == ("CONFIDENTIAL", "2006-04-12T21:05")
    assert (found.from_.plad, len(found.paragraphs)) == ("Embassy Belisar", 2)


def test_a_column_for_the_head_may_hold_the_whole_telegram() -> None:
    table = (
        '"id","date","refid","classification","destination","header"\n'
        '"1","2/5/2006 9:11","06MANILA519","UNCLASSIFIED","05MANILA11|06STATE99","UNCLAS MANILA 000519\n\n'
        'SUBJECT: RICE\n\nREF: STATE 99\n\n1. Prices rose.\nROE\n"\n'
    )
    got = read(table)
    assert "".join(got.quote(e.span) for e in got.elements) == table
    assert (got.layout, got.mrn, got.classification.level) == ("csv", "06MANILA519", "UNCLASSIFIED")
    assert ([r.mrn for r in got.references], got.signature) == (["06STATE99"], ("ROE",))


OPEN = f"UNCLAS TRIPOLI 000893\n\nSUBJECT: DUES\n\n1. (U) {BODY}"
HELD = f"S E C R E T TRIPOLI 000894\n\nSUBJECT: TOLLS\n\n1. (S) {BODY}"


@pytest.mark.parametrize(
    "row",
    [
        f'seen,"{BODY} {BODY} {BODY} {BODY}\n\n{HELD}","{OPEN}\n\n{OPEN}"',  # longer than what says something
        f'"{BODY * 300}\n\n{HELD}",seen,"{OPEN * 99}"',
        f'SECRET,seen,"{OPEN}"',
    ],
)
def test_a_row_is_held_by_every_field_of_it(row: str) -> None:
    [found] = read_many(f"remark,answer,body\n{row}\n")
    assert (found.layout, telegram_marking(found).rank) == ("csv", rank_of("SECRET"))


@pytest.mark.parametrize("names", ["SECRET,NODIS,body", "SECRET,NODIS,Wortlaut"])
def test_a_row_is_held_by_what_stands_above_it(names: str) -> None:
    [found] = read_many(f'{names}\n1,2,"{OPEN}"\n')
    assert (found.layout, found.classification.level, found.classification.captions) == ("csv", "SECRET", ("NODIS",))


@pytest.mark.parametrize("value", [HELD, ["x", BODY * 9 + "\n\n" + HELD], {"deep": [{"er": BODY * 9 + "\n" + HELD}]}])
def test_an_object_is_held_by_every_word_of_it(value: object) -> None:
    [found] = read_many(json.dumps({"text": OPEN, "other": value}))
    assert (found.layout, telegram_marking(found).rank) == ("json-lines", rank_of("SECRET"))


@pytest.mark.parametrize(
    "beside",
    [
        {"SECRET": "x"},
        {"SECRET NODIS": None},
        {"remark": {"SECRET": 1}},
        {"remark": [{"so": {"Remark [SECRET]": []}}]},
        {"markings": [{"by": "him"}, "S"]},
    ],
)
@pytest.mark.parametrize("is_escaped", [True, False])
def test_an_object_is_held_by_its_keys(beside: dict[str, object], is_escaped: bool) -> None:
    row = json.dumps({**beside, "text": OPEN})
    [found] = read_many(row if is_escaped else row.replace("\\n", "\n"))
    assert (found.layout, found.classification.level) == ("json-lines", "SECRET")


def test_what_columns_are_called_raises_nothing_where_it_is_no_marking() -> None:
    beside = {"classification": "", "secretary": "x", "is_secret": False, "S": {"C": ["x"]}}
    [found] = read_many(json.dumps({**beside, "text": OPEN}))
    assert (found.layout, found.classification.level) == ("json-lines", "UNCLASSIFIED")


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (f'id,body,remark,seen\n1,"{OPEN}",a,b\n2,"{OPEN}"\n', 2),  # a spreadsheet leaves off what is empty at the end
        (f'id,body\n1,"{OPEN}",,\n2,"{OPEN}",\n', 2),
        (f'id, date, body\n1, 2009-11-05,"{OPEN}"\n', 1),  # written by hand
        (f'\ufeff"id","body"\n1,"{OPEN}"\n\n2,"{OPEN}"\n\n', 2),
        (f'\ufeffid,Wortlaut\n1,"{OPEN}"\n2,"{OPEN}"\n', 2),
        (f'id,body\n1,\n2,"{OPEN}"\n3,n/a\n', 1),
        (f'id,seen,body\n1,5" gun,"{OPEN}"\n', 0),
        (f'id\tseen\tbody\n1\t5" gun\t"{OPEN}"\n', 1),
    ],
)
def test_tables_as_programs_and_hands_write_them(rows: str, count: int) -> None:
    assert [t.layout for t in read_many(rows)].count("csv") == count


def test_rows_that_hold_no_telegram_are_told_of() -> None:
    rows = f'id,body\n1,"{OPEN}"\n2,n/a\n3,"{OPEN}"\n4,\n'
    reading = read_many(rows)
    assert reading.left_out == []
    assert len(list(reading)) == 2
    assert reading.left_out == ["3", "5"]  # the row of names is the first
    objects = read_many(json.dumps([{"text": OPEN}, {"id": 2}, {"text": OPEN}]))
    assert (len(list(objects)), objects.left_out) == (2, ["2"])
    assert read_many(OPEN).left_out == []


@pytest.mark.parametrize("torn", [0, 1, 2])
@pytest.mark.parametrize("length", [20, 100, -1])
def test_a_line_of_json_that_is_torn_is_told_of_and_the_others_are_read(torn: int, length: int) -> None:
    lines = [
        json.dumps({"id": n, "text": f"UNCLAS TRIPOLI 00089{n}\n\nSUBJECT: DUES\n\n1. (U) {BODY}"}) for n in range(3)
    ]
    lines[torn] = lines[torn][:length]
    reading = read_many("\n".join(lines) + "\n")
    assert [telegram.number for telegram in reading] == [890 + n for n in range(3) if n != torn]
    assert reading.left_out == [str(torn + 1)]


@pytest.mark.parametrize("torn", [None, 0, 1])
@pytest.mark.parametrize("before", ["\ufeff", "\n", "\ufeff\n"])
def test_neither_a_mark_nor_a_blank_line_before_lines_of_json_is_of_any_row(before: str, torn: int | None) -> None:
    lines = [json.dumps({"id": n, "by": "a, b, c, d", "text": OPEN}) for n in range(3)]
    if torn is not None:
        lines[torn] = lines[torn][:-2]
    reading = read_many((before + "\n".join(lines)).encode())
    assert [telegram.layout for telegram in reading] == ["json-lines"] * (3 if torn is None else 2)
    assert reading.left_out == ([] if torn is None else [str(torn + 1)])


@pytest.mark.parametrize("between", ["", " ", ",", " , ", "\t"])
@pytest.mark.parametrize("below", ["", "\n", "\r\n\n"])
@pytest.mark.parametrize("above", [0, 1])
def test_whole_objects_on_one_line_are_a_telegram_each(above: int, below: str, between: str) -> None:
    of = [
        json.dumps(
            {"id": n, "to": [{"at": "é} {"}, {"at": 1}], "text": f"UNCLAS SUVA 00001{n}\n\nSUBJECT: DUES\n\n1. Hé."}
        )
        for n in range(3)
    ]
    text = (of[0] + "\n") * above + between.join(of) + below
    assert [one.number for one in read_many(text)] == [10] * above + [10, 11, 12]
    last = of[2] + below[: below.find("\n") + 1]
    assert [item.data.decode() for item in split_file(text.encode())][-3:] == [*of[:2], last]
    names = [item.part for item in split_file(text.encode())]
    assert names == (["1", "2-1", "2-2", "2-3"] if above else ["1-1", "1-2", "1-3"])


@pytest.mark.parametrize(
    "more", [" more", ",", ' {"text": "tor', ' {"by": "SECRET"}', ' {"text": "UNCLAS SUVA 000014"} more']
)
def test_a_whole_object_on_a_line_with_more_is_kept_as_a_text_with_its_marking(more: str) -> None:
    line = json.dumps({"text": OPEN})
    closed = json.dumps({"id": 7, "text": "S E C R E T SUVA 000013\n\nSUBJECT: DUES\n\n1. (U) They rose."}) + more
    reading = read_many(f"{line}\n{closed}\n{line}\n")
    first, kept, last = reading
    assert (first.layout, last.layout, reading.left_out) == ("json-lines", "json-lines", [])
    assert kept.source.strip() == closed
    assert telegram_marking(kept).rank >= rank_of("SECRET")


def test_words_in_brackets_below_lines_of_json_hold_all_of_them() -> None:
    line = json.dumps({"text": OPEN})
    [whole] = read_many(f"{line}\n{line}\n{{ALL OF THE ABOVE IS S E C R E T\n")
    assert telegram_marking(whole).rank >= rank_of("SECRET")


def test_lines_of_which_none_is_whole_are_one_text() -> None:
    line = json.dumps({"text": OPEN})[:-2]
    assert [telegram.source for telegram in read_many(f"{line}\n{line}")] == [f"{line}\n{line}"]


def test_lists_of_an_object_are_read_string_by_string() -> None:
    source = (
        '{"message_reference": "2014KYIV00913", "sent": "2014-06-03T08:41:00Z", "from": "AMEMBASSY KYIV",'
        ' "to": ["SECSTATE WASHDC", "AMEMBASSY WARSAW"], "info": ["NATO COLLECTIVE"], "classification": "UNCLASSIFIED",'
        ' "tags": ["PREL", "ENRG"], "subject": "Gas", "references": ["14 KYIV 880", "14 STATE 66102"],'
        ' "body": "1. (U) FOO KUDU.\\n\\n2. (U) BAR ORYX.\\n\\nSAMPLE"}'
    )
    got = read(source)
    assert "".join(got.quote(one.span) for one in got.elements) == source
    assert (got.mrn, got.date, got.from_.plad) == ("14KYIV913", "2014-06-03", "AMEMBASSY KYIV")
    assert [one.plad for one in got.to] == ["SECSTATE WASHDC", "AMEMBASSY WARSAW"]
    assert ([one.plad for one in got.info], got.tags) == (["NATO COLLECTIVE"], ("PREL", "ENRG"))
    assert [(one.mrn, got.quote(one.span)) for one in got.references] == [
        ("14KYIV880", "14 KYIV 880"),
        ("14STATE66102", "14 STATE 66102"),
    ]


@pytest.mark.parametrize("name", ["message_reference", "Message Reference Number", "cable_number", "Document Number"])
def test_what_archives_call_the_number_of_a_telegram(name: str) -> None:
    source = f'"{name}","date","to","references","text"\n"75LIMA4102","1975-05-03","STATE|BOGOTA","75BOGOTA12",'
    got = read(f'{source}"R 031510Z MAY 75\nFM AMEMBASSY LIMA\n\n1. FOO KUDU."\n')
    assert (got.mrn, [one.mrn for one in got.references]) == ("75LIMA4102", ["75BOGOTA12"])
    assert [one.plad for one in got.to] == ["STATE", "BOGOTA"]


def test_what_stands_for_an_empty_field_is_no_addressee_and_no_tag() -> None:
    got = read(
        '{"mrn": "14KYIV913", "to": ["N/A", "SECSTATE WASHDC"], "info": "none", "tags": ["NONE"], "text": "1. FOO."}'
    )
    assert ([one.plad for one in got.to], got.info, got.tags) == (["SECSTATE WASHDC"], (), ())


def test_the_addressees_of_the_text_go_before_those_of_a_column() -> None:
    text = "R 031510Z MAY 75\nFM AMEMBASSY LIMA\nTO SECSTATE WASHDC\n\n1. FOO KUDU."
    got = read(f'"id","date","to","text"\n"75LIMA4102","1975-05-03","BOGOTA","{text}"\n')
    assert [one.plad for one in got.to] == ["SECSTATE WASHDC"]


def test_a_column_of_groups_tells_the_group_where_the_text_does_not() -> None:
    row = '{"MRN": "2011MUSCAT0044", "DTG": "091030Z JAN 11", "Class": "CONFIDENTIAL", "Text": "%s1. (C) FOO KUDU."}'
    assert read(row % "").dtg == "2011-01-09T10:30Z"
    assert read(row % "R 101145Z JAN 11\\nFM AMEMBASSY MUSCAT\\n\\n").dtg == "2011-01-10T11:45Z"
