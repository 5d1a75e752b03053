"""Tables with a row that is not whole: one text, held by every field of it. The rows are invented."""

from __future__ import annotations

import json

import pytest

from legation.formats import read, read_many
from legation.tables.marking import telegram_marking
from legation.tables.marking_rows import rank_of

BODY = "The dredger came on Monday, and was looked at by the harbour master and his men."
OPEN = f"UNCLAS TRIPOLI 000893\n\nSUBJECT: DUES\n\n1. (U) {BODY}"
HELD = f"S E C R E T TRIPOLI 000894\n\nSUBJECT: TOLLS\n\n1. (S) {BODY}"


@pytest.mark.parametrize(
    "text",
    [
        f'Paris,London\nhe wrote,"{OPEN}"\nSECRET\nThe rest he told me, and at length.\n{HELD}\n',
        f'Dear Sir,Madam\nI send,"{OPEN}"\nYours,me\n{HELD}\n',
        f'Dear Sir,Madam\nI send,"{OPEN}" and then\n{HELD}\n',
        f'Dear Sir,Madam\nI send,"{OPEN}\n\n{HELD}\n',  # a quotation that nothing closes
        f'Paris;London\nhe wrote;"{OPEN}"\n{HELD}\n',
        f'Post\tDay\nParis\t"{OPEN}"\n\n{HELD}\n',
        f"Text, as sent\nThe envoy, who came, said no.\nHe left\n{HELD}\nNothing, more\n",
        f"Message,text\n{OPEN}\nThe envoy, who came, said no.\n{HELD}\n",
        f'"SUBJECT: DUES is what that telegram had in its head", he wrote, then, stopped.\n{HELD}\n',
        f'He came, saw, paid and left,"{OPEN}",he said\n\n{HELD}\n',
        f'nr,remark,body\n1,seen,"{OPEN}"\n\nA word on this, dear friend: it is out of place.\n{HELD}\n',
        f'nr,body\n1,"{OPEN}"\n2,"{OPEN}",{BODY}\n{HELD}\n',
        json.dumps({"text": OPEN}) + f"\nHe had more to say.\n\n{HELD}\n",
        json.dumps({"text": OPEN}) + f" and more\n\n{HELD}\n",
        '{"text": ' + json.dumps(OPEN) + f", the envoy said\n\n{HELD}\n }}\n",
    ],
)
def test_a_text_that_is_no_table_in_every_row_is_one_text(text: str) -> None:
    [found] = read_many(text)
    assert found.source == text == read(text).source
    assert found.layout.split("+")[0] not in {"csv", "json-lines"}
    assert telegram_marking(found).rank >= rank_of("SECRET")


PLAIN = """O 141500Z JAN 20
FM AMEMBASSY TRIPOLI
TO SECSTATE WASHDC
BT
UNCLAS TRIPOLI 000011
SUBJECT: FUEL
1. (U) The tanker came, and it was of use to all.
ROE
BT
"""
TORN = [
    f'1,{{}},"{PLAIN}",more\n',
    f'1,more,{{}},"{PLAIN}"\n',
    f'1,{{}},"{PLAIN}" more\n',
    f'1,{{}},"{PLAIN} and "so" he said.\nMore of it, then\n"\n',
    f'1,{{}},"{PLAIN}\n',
    f'1, {{}}, "{PLAIN}"\n',
    f'1,more,"{PLAIN} and "so" he said.\nMore of it, then\n",{{}}\n',
    f'1,more,"{PLAIN}",{{}}\n',
    f'1,more,"{PLAIN}" {{}}\n',
]
MARKS = {
    "TS": "TOP SECRET",
    "S": "SECRET",
    "C": "CONFIDENTIAL",
    "S/NF": "SECRET",
    "TS//SI//NF": "TOP SECRET",
    "SECRET by order of the envoy": "SECRET",
    "MOST OF THIS IS SECRET BY ORDER OF THE ENVOY WHO SAW IT FIRST AND ALL OF HIS PEOPLE AT THE POST": "SECRET",
}


@pytest.mark.parametrize("row", TORN)
@pytest.mark.parametrize("mark", MARKS)
def test_a_text_with_a_row_that_is_not_whole_is_held_by_every_field_of_it(row: str, mark: str) -> None:
    names, whole = "id,classification,body\n", f'2,{{}},"{PLAIN}"\n'
    for table in (row.format(mark), whole.format("") + row.format(mark), whole.format(mark) + row.format("x")):
        [found] = read_many(names + table)
        assert (found.layout != "csv", found.source) == (True, names + table)
        assert telegram_marking(found).rank == rank_of(MARKS[mark])


@pytest.mark.parametrize("row", TORN)
def test_a_row_that_is_not_whole_is_held_by_nothing_else(row: str) -> None:
    [found] = read_many("id,classification,body\n" + row.format("seen by the secretary"))
    assert telegram_marking(found).rank == 0


@pytest.mark.parametrize("end", [" \n", "\r\r\n", " \r\n", "  ", " ,\n"])
@pytest.mark.parametrize("mark", MARKS)
def test_a_blank_behind_a_quote_is_no_tear(end: str, mark: str) -> None:
    [found] = read_many(f'id,classification,body\n1,{mark},"{PLAIN}"{end}')
    assert (found.layout, found.post, found.number) == ("csv", "TRIPOLI", 11)
    assert telegram_marking(found).rank == rank_of(MARKS[mark])


@pytest.mark.parametrize("behind", [" and more\n", "\nand more\n", ""])
def test_an_object_that_is_not_whole_is_held_by_every_word_of_it(behind: str) -> None:
    row = json.dumps({"classification": "TS", "text": PLAIN}).replace("\\n", "\n")
    [found] = read_many(row + behind if behind else row[:-1])
    assert telegram_marking(found).rank == rank_of("TOP SECRET")
    [found] = read_many(json.dumps({"text": PLAIN}).replace("\\n", "\n") + f" SECRET{behind}")
    assert telegram_marking(found).rank == rank_of("SECRET")
