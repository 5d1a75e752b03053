"""Telegrams in an export: one a row, with a column for the text and others for what the archive knows of it.

Each row is a telegram of its own, whose source is the row as it stands, under the row of names where the file has
one, so that the same bytes give the same telegram wherever they come from. A row without names is told apart by the
looks of its fields. JSON lines carry their names. What the columns say fills what the telegram's own words leave empty.

A letter may have commas in its first line and quote a telegram in the second. So a text is a table only where each of
its rows is whole: as many fields as there are names, each in quotes that are closed or in none, and nothing between
them. What is in doubt is one text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice, zip_longest
from typing import NamedTuple

import msgspec

from legation.core.mrn import parse_mrn
from legation.core.telegram import Release
from legation.formats.flat import Flat
from legation.formats.levels import level_named
from legation.formats.nara import FILLERS
from legation.formats.orders import read_day
from legation.formats.ownnumber import take_record_number
from legation.formats.plain import plain
from legation.formats.raising import FIELD, raise_by
from legation.formats.references import read_reference_list
from legation.formats.said_about import take_said_about
from legation.formats.sheet import Sheet
from legation.formats.stated import take_levels_around
from legation.formats.tabletext import Field, add_field, closing_quote, is_closed, json_fields, row_at
from legation.formats.tags import split_tags
from legation.formats.wrapping import read_flat

_BODY_NAMES = frozenset({"body", "text", "content", "message", "cable", "raw_body", "full_text", "fulltext"})
_HEAD_NAMES = frozenset({"header", "head", "heading"})
_NAMES = {
    "mrn": ("mrn", "refid", "reference_id", "doc_nbr", "identifier", "number", "nbr", "id"),
    "created": ("created", "date", "when", "sent", "sent_date", "date_sent", "draft_date", "created_at", "datetime"),
    "released": ("released", "release_date", "date_released"),
    "classification": ("classification", "origclass", "class", "level"),
    "origin": ("origin", "from", "office", "embassy", "post", "sender", "originator"),
    "references": ("references", "reference", "refs", "reftels"),
    "subject": ("subject", "title", "subj", "headline"),
    "tags": ("tags", "tag"),
}
_KNOWN_NAMES = _BODY_NAMES | _HEAD_NAMES | {name for names in _NAMES.values() for name in names}
# Words around the name of a column that say nothing of it: ``Cable ID``, ``Subject Line``, ``Classification Level``.
_AROUND = re.compile(
    r"^(?:cable|telegram|message|msg|document|doc|original|orig)_(?=.)|(?<=.)_(?:line|level|field|list|name|text)$"
)
# The first field in quotes may stand behind some without: ``12,2009-11-05,"VZCZC``.
_ROW = re.compile(r"(?:\"|[^\"\n\t,;]{0,80}(?P<divider>[,;\t])(?:\s?|(?:[^\"\n\t,;]{0,80}(?P=divider)){1,30})\")")
_DIVIDERS = frozenset({",", "\t", ";"})
ABOUT = ("tei_*", "source_note", "gold", "truth", "annotations", "entities", "spans", "labels")
"""Keys of lists of what telegrams say, made to measure a reader with: such a row is about a telegram and is none."""

_ABOUT = re.compile(rf"(?<!\\)\"({'|'.join(ABOUT).replace('*', '[a-z]{1,20}')})\"\s{{0,3}}:")
_NOTHING = frozenset({"", "null", "none", "nan", "n/a"})  # as tables write a field that is empty
_LONGEST_NAME = 40  # of a column
_NAME = re.compile(r"[a-z][\w /()#-]*")
_MOST_NAMES = 200
_OTHERWISE = re.compile(r"(?:\xef\xbb\xbf|\ufeff)?'[^'\n]{1,40}'[,;\t]'")  # names in single quotes
_MRN = re.compile(r"(?:\d{2}|\d{4})[A-Z][A-Z0-9 ]{1,40}-?A?-?\d{1,7}")
_MRNS = re.compile(r"[A-Z0-9][A-Z0-9 -]{4,40}(?:\|[A-Z0-9][A-Z0-9 -]{4,40}){0,400}")
_DATE = re.compile(
    r"(?P<iso>(?:19|20)\d{2}-\d{2}-\d{2})(?:[ T](?P<clock>\d{2}:\d{2})\S{0,12})?"
    r"|(?P<other>\d{1,2}/\d{1,2}/(?:19|20)\d{2}|\d{1,2}[ -][A-Za-z]{3}[ -](?:19|20)\d{2})"
    r"(?: (?P<time>\d{1,2}:\d{2})\S{0,6})?"
)
_ORIGIN = re.compile(r"(?:[A-Z][A-Za-z.'-]{1,20}|of|the|for|to)(?: (?:[A-Z][A-Za-z.'-]{0,20}|of|the|for|to|de)){1,7}")
_HEADING = re.compile(r"^\s{0,20}(?:V?ZCZC|FM [A-Z]|DE R[A-Z]{3}|(?:[ZOPR] ){1,2}\d{6}Z)", re.MULTILINE)
_TELEGRAM = re.compile(
    r"^\s{0,20}(?:V?ZCZC|FM [A-Z]|(?:[ZOPR] ){1,2}\d{6}Z|SUBJ(?:ECT)?\s?:|TAGS?\s?:|E\.?O\.? ?1\d{4}|1\s?\.\s|UNCLAS"
    r"|C O N F|S E C R E T|MRN: )",
    re.MULTILINE,
)
_LONGEST_SAID = 80  # of a field that says something of the telegram, as its number, office or day
# What is no word of an object beside its strings.
_OF_JSON = re.compile(
    r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|\b(?:true|false|null|True|False|None|NaN|Infinity)\b|[-\d.]+[eE][-+]?\d+', re.DOTALL
)
# A string that nothing closes reaches to the end.
_OF_OBJECT = re.compile(r'[{}\[\]]|"(?P<string>[^"\\]*+(?:\\.[^"\\]*+)*+)(?:"(?P<key>\s{0,20}:)?|\\?\Z)', re.DOTALL)
_BETWEEN = re.compile(r"[^{}\[\],:\s][^{}\[\],:\n]*")
_OF_MARKINGS = "classification"  # what a column of them is called
_MOST_TABS = 10_000  # of a row; a text of tabs alone is none
_LEAST_FIELDS = 4
_LEAST_BODY = 40
_DEEPEST = 20_000  # code points of a field that are looked at to tell what it is


class _Columns(NamedTuple):
    """Of one row: the fields that hold the telegram, in order, and the others by what they say."""

    texts: list[Field]
    known: dict[str, Field]
    is_whole: bool = True
    """Whether nothing stands between its fields, and there are as many of them as there should be."""


def is_row(text: str) -> bool:
    """Whether ``text`` is one row of an export: one whole record of several fields, of which one holds a telegram."""
    columns = _columns_of(text)
    return columns is not None and columns.is_whole


def read_row(sheet: Sheet) -> None:
    """Read the telegram of one row."""
    columns = _columns_of(sheet.source)
    sheet.layer("json-lines" if sheet.source.startswith("{") else "csv")
    if columns is None:
        return
    source = sheet.source
    flat = Flat()
    for field in columns.texts:
        if flat.length:
            flat.add("\n\n", field.start, 0)
        add_field(flat, source, field)
    words = {name: _words(source, field) for name, field in columns.known.items()}
    take_record_number(sheet, words.get("mrn", ""))
    sheet.fields["release"] = Release(
        created=_instant(words.get("created", "")),
        released=_instant(words.get("released", "")),
        classification=words.get("classification"),
        origin=words.get("origin"),
    )
    sheet.settle_day()
    read_flat(sheet, flat, "table.row")
    _fill(sheet, columns.known, words)
    for name, said, span in _beside(source, columns.texts):
        take_said_about(sheet, name, said, span)
        if len(said) > _LONGEST_SAID:  # words of their own
            take_levels_around(sheet, said, span)


def take_torn(sheet: Sheet) -> Sheet | None:
    """Raise a text that is a table but for a row that is not whole by all that its fields would have said.

    Which column a field of it is in cannot be told, so that each of them counts as one of markings. Returns what would
    have been read of a text that is one such row, under a name for its words; None of any other.
    """
    source = sheet.source
    seen: set[str] = set()
    for field in _torn(source):
        said, span = _unfolded(source, field), (field.start, field.end)
        if said in seen:
            continue
        seen.add(said)
        take_said_about(sheet, "" if _is_body(source, field) else _OF_MARKINGS, said, span)
        if len(said) > _LONGEST_SAID:
            take_levels_around(sheet, said, span)
    if _columns_of(source) is None:
        return None
    row = Sheet(source, sheet.posts, sheet.received)
    read_row(row)
    raise_by(sheet, row.fields.get("level"), [*row.caveats, *row.captions], FIELD, (0, len(source)))
    named = _names(source)
    return row if named is not None and not named.of_looks else None


def _torn(source: str) -> Iterator[Field]:
    """Whatever may be a field of a text that is a table but for its torn rows."""
    if source[:1] == "{":
        yield from (Field("", *span, quoted=True) for _, _, span in _strings(source))
        # The same length, so that places hold.
        between = _OF_OBJECT.sub(lambda found: "\n" * len(found[0]), source)
        yield from (Field(None, *piece.span(), quoted=False) for piece in _BETWEEN.finditer(between))
        return
    divider = _divider(source)
    if divider is None:
        return
    named = _names(source)
    begins = named.after if named is not None else 0
    first = islice(_row_spans(source, begins, divider), _FIRST_ROWS)
    if all(_columns_of(source[:begins] + source[start:end]) is None for start, end in first):
        return
    for start, _ in _row_spans(source, 0, divider):
        fields, end = row_at(source, start, divider)
        yield from fields
        if not is_closed(source, fields, divider):  # where one ends cannot be told
            pieces = re.compile(rf'[^"\r\n{divider}]+').finditer(source, start, end)
            yield from (Field(None, *piece.span(), quoted=False) for piece in pieces)


def _row_spans(text: str, at: int, divider: str) -> Iterator[tuple[int, int]]:
    while at < len(text):
        after = max(_row_end(text, at, divider), at + 1)
        yield at, after
        at = after


def _beside(source: str, texts: list[Field]) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Every other field of a row with its name, if it has one, and where it stands; of JSON every
    string, however deep. The names of columns and the keys, too, which nothing names."""
    taken = {field.start for field in texts}
    if source[:1] == "{":
        yield from (one for one in _strings(source) if one[2][0] not in taken)
        return
    named = _names(source)
    for name in source[: named.after].strip().split(named.divider) if named is not None else ():
        yield "", name.strip('"'), (0, 0)
    divider = named.divider if named is not None else _divider_of_row(source) or ","
    fields, _ = row_at(source, named.after if named is not None else 0, divider)
    names = named.names if named is not None else []
    for name, field in zip_longest(names[: len(fields)], fields, fillvalue=""):
        if isinstance(field, Field) and field.start not in taken:
            yield str(name), _unfolded(source, field), (field.start, field.end)


def _strings(source: str) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Every string of a JSON object, however deep, with its key, and the keys, which nothing names."""
    name, above = "", list[str]()
    for found in _OF_OBJECT.finditer(source):
        sign = found[0][0]
        if sign in "{[":
            above.append(name)
        elif sign in "}]":
            name = above.pop() if above else ""
        else:
            said = _unfolded(source, Field("", *found.span("string"), quoted=True))
            yield "" if found["key"] else name, said, found.span("string")
            name = said if found["key"] else name


def _fill(sheet: Sheet, known: dict[str, Field], words: dict[str, str]) -> None:
    fields = sheet.fields
    if not fields.get("subject") and words.get("subject"):
        fields["subject"] = words["subject"]
    if not fields.get("tags") and words.get("tags"):
        fields["tags"] = tuple(split_tags(words["tags"].replace("|", ",")))
    listed = known.get("references")
    if listed is not None and not sheet.references:
        sheet.set_words(plain(sheet.source))
        for piece in re.finditer(r"[^|,;]+", sheet.source[listed.start : listed.end][:_DEEPEST]):
            start, end = listed.start + piece.start(), listed.start + piece.end()
            sheet.references.extend(read_reference_list(sheet, start, end))


def _words(source: str, field: Field) -> str:
    flat = Flat()
    add_field(flat, source, field._replace(end=min(field.end, field.start + _DEEPEST)))
    return " ".join(flat.text.split())


def _instant(words: str) -> str | None:
    """A date of an export as ISO date, with its clock if it has one."""
    found = _DATE.match(words)
    if found is None:
        return None
    day = read_day((found["iso"] or found["other"]).upper(), None)
    if day in FILLERS:
        return None
    clock = found["clock"] or (found["time"] or "").zfill(5) if found["clock"] or found["time"] else None
    return f"{day}T{clock}" if day and clock else day


def _columns_of(text: str) -> _Columns | None:
    if text[:1] == "{":
        fields = json_fields(text, 0, len(text.rstrip()))
        if not fields or _ABOUT.search(text) is not None:
            return None
        by_key = _named(text, [(field.name or "", field) for field in fields])
        return None if by_key is None else by_key._replace(is_whole=_is_object(text))
    named = _names(text)
    if named is not None and named.after < len(text):
        fields, after = row_at(text, named.after, named.divider)
        if after < len(text.rstrip()) or len(fields) < 2:
            return None
        of_names = list(zip(named.names, fields, strict=False))
        by_name = _beside_looks(text, of_names) if named.of_looks else _named(text, of_names)
        if by_name is None:
            return None
        by_name = by_name._replace(is_whole=_is_whole(text, fields, named.divider, named))
        by_looks = _by_looks(text, fields)
        if by_looks is None:
            return by_name
        # A name that nobody knows leaves its column to its looks.
        taken = {*by_name.texts, *by_name.known.values()}
        left = {key: field for key, field in by_looks.known.items() if field not in taken}
        return by_name._replace(known={**left, **by_name.known})
    divider = _divider_of_row(text)
    if divider is None:
        return None
    fields, after = row_at(text, 0, divider)
    if len(fields) < _LEAST_FIELDS or after < len(text.rstrip()):
        return None
    columns = _by_looks(text, fields)
    return None if columns is None else columns._replace(is_whole=_is_whole(text, fields, divider, None))


class _Names(NamedTuple):
    """The row of names of a table. after: where the next row begins. of_looks: whether none names the telegram."""

    names: list[str]
    divider: str
    after: int
    of_looks: bool = False


def names_of(text: str) -> int | None:
    """Where the row of names that ``text`` begins with ends; None where it begins with no such row."""
    named = _names(text)
    return None if named is None else named.after


def _names(text: str) -> _Names | None:
    """The names of the columns, if the first row is such: short words, one of them for the text of a telegram.

    A table may call its text by a name that nobody knows; then a row below has a telegram in quotes.
    """
    line = text[:4000].partition("\n")[0]
    divider = _divider_of_names(line)
    begins = len(line) - len(line.lstrip("\ufeff\xef\xbb\xbf"))  # behind the mark of its code
    if not line.count(divider) or line.startswith(
        "{", begins
    ):  # an object carries its names, and a key of it is no column
        return None
    # Of a row that reaches further nothing else is asked; a text of semicolons alone would be one of millions.
    fields, after = row_at(text[: len(line) + 2], begins, divider)
    if after > len(line) + 1:
        return None
    names = [_plain_name(text[field.start : field.end]) for field in fields]
    if any(len(name) > _LONGEST_NAME for name in names) or not is_closed(text, fields, divider):
        return None
    # A comma of a sentence has a blank behind it, that of a table none, if it was not written by hand.
    is_spaced = divider != "\t" and any(text.startswith(" ", field.start) for field in fields)
    if any(name in _BODY_NAMES or name in _HEAD_NAMES for name in names):
        return None if is_spaced and not _KNOWN_NAMES.issuperset(names) else _Names(names, divider, after)
    if is_spaced or len(set(names)) < len(names):
        return None
    if all(map(_NAME.fullmatch, names)) and _is_above_telegrams(text, after, divider, len(names)):
        return _Names(names, divider, after, of_looks=True)
    return None


def _divider_of_names(line: str) -> str:
    return max(("\t", ",", ";"), key=line.count)


def _is_above_telegrams(text: str, at: int, divider: str, count: int) -> bool:
    """Whether one of the first rows from ``at`` on has ``count`` fields, of which one in quotes holds a telegram."""
    for _ in range(_FIRST_ROWS):
        # Nothing that has no quote near is looked at as a whole.
        if at >= len(text) or text.find('"', at, at + _DEEPEST) < 0:
            return False
        fields, at = row_at(text, at, divider)
        if len(fields) != count:
            return False
        if any(field.quoted and _is_body(text, field) for field in fields):
            return True
    return False


def _is_whole(text: str, fields: list[Field], divider: str, named: _Names | None) -> bool:
    """Whether the fields of a row are all of it, and as many as there are ``named``."""
    if not is_closed(text, fields, divider):
        return False
    by_hand = divider != "\t" and any(text.startswith(" ", field.start) and not field.quoted for field in fields)
    if named is None:
        return len(fields) >= _LEAST_FIELDS and not by_hand
    count = len(named.names)
    if named.of_looks:
        return len(fields) == count and not by_hand
    if len(fields) >= count:
        return all(not text[field.start : field.end].strip() for field in fields[count:])
    # Spreadsheets leave off what is empty at the end of a row; so there is a text before it, in quotes.
    return any(
        name in _BODY_NAMES | _HEAD_NAMES and field.quoted for name, field in zip(named.names, fields, strict=False)
    )


def _is_object(text: str) -> bool:
    """Whether a text is an object of JSON and nothing else, though its strings may hold what JSON would escape."""
    try:
        msgspec.json.decode(text.encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError):
        return not any(map(str.isalpha, _OF_JSON.sub("", text)))
    return True


def _is_table(text: str, divider: str, *, goes_on: bool) -> bool:
    """Whether every row of a text is whole, as the first is. goes_on: whether more of it stands elsewhere."""
    named = _names(text) if divider != "{" else None
    at, count = named.after if named is not None else 0, 0
    while at < len(text):
        if divider == "{":
            begins, at = at, _row_end(text, at, divider)
            row = text[begins:at].strip()
            if row and not (goes_on and at >= len(text)) and not (json_fields(row, 0, len(row)) and _is_object(row)):
                return False
            continue
        fields, after = row_at(text, at, divider)
        is_blank, at = not text[at:after].strip(), after
        if goes_on and after >= len(text):
            break
        if is_blank:
            continue
        count = count or len(fields)
        if not _is_whole(text, fields, divider, named) or (named is None and len(fields) != count):
            return False
    return True


def _plain_name(name: str) -> str:
    name = re.sub(r"[ .-]+", "_", name.strip().strip('"').lower())
    return name if name in _KNOWN_NAMES else _AROUND.sub("", _AROUND.sub("", name, count=1), count=1)


def _divider_of_row(text: str) -> str | None:
    """What divides the fields of a row: the sign before or behind a quote, else a tab in a text of one line."""
    opening = _ROW.match(text)
    if opening is not None and opening["divider"]:
        return opening["divider"]
    if opening is not None:
        behind = closing_quote(text, 1, ",") + 1
        return text[behind] if text[behind : behind + 1] in _DIVIDERS else None
    if "\n" in text[:-1] or text.count("\t", 0, 4000) < _LEAST_FIELDS:  # nearly every text has two lines
        return None
    if text.count("\t") > _MOST_TABS:
        return None
    if "\r" in text.rstrip("\r\n"):  # lines that end otherwise: a telegram with tabs behind its labels
        return None
    return "\t"


def _beside_looks(text: str, fields: list[tuple[str, Field]]) -> _Columns | None:
    """The columns of a row of which the longest telegram is the text, and the others go by their names."""
    bodies = [field for _, field in fields if field.quoted and _is_body(text, field)]
    if not bodies:
        return None
    return _Columns([max(bodies, key=lambda field: field.end - field.start)], _known_of(dict(fields)))


def _known_of(by_name: dict[str, Field]) -> dict[str, Field]:
    return {
        key: next(by_name[name] for name in names if name in by_name)
        for key, names in _NAMES.items()
        if any(name in by_name for name in names)
    }


def _named(text: str, fields: list[tuple[str, Field]]) -> _Columns | None:
    """The columns of a row by their names."""
    by_name = {_plain_name(name): field for name, field in fields}
    bodies = [field for name, field in by_name.items() if name in _BODY_NAMES and _has_words(text, field)]
    if not bodies:  # the head may hold all of the telegram
        bodies = [field for name, field in by_name.items() if name in _HEAD_NAMES and _is_body(text, field)]
    if not bodies:
        return None
    # What is named as the text is the telegram, also where nothing else marks it as one.
    longest = max(bodies, key=lambda field: field.end - field.start)
    body = next((field for field in bodies if _is_body(text, field)), longest)
    heading = next((by_name[name] for name in by_name if name in _HEAD_NAMES), None)
    texts = (
        [heading, body]
        if heading is not None and heading != body and _HEADING.search(_unfolded(text, heading))
        else [body]
    )
    return _Columns(texts, _known_of(by_name))


def _by_looks(text: str, fields: list[Field]) -> _Columns | None:
    """The columns of a row without names. The body is one of the longest fields; a heading has heading lines."""
    longest = sorted(fields, key=lambda field: field.start - field.end)[:3]
    body = next((field for field in longest if _is_body(text, field)), None)
    if body is None:
        return None
    texts: list[Field] = []
    known: dict[str, Field] = {}
    for field in fields:
        words = _words(text, field) if field is not body and field.end - field.start < _DEEPEST else ""
        if field is body:
            texts.append(field)
        elif not words:
            continue
        elif len(words) > 40 and _HEADING.search(_unfolded(text, field)):
            texts.insert(0, field)
        elif "mrn" not in known and _MRN.fullmatch(words) and parse_mrn(words, {}) is not None:
            known["mrn"] = field
        elif _DATE.fullmatch(words):
            known["released" if "created" in known else "created"] = field
        elif "classification" not in known and len(words) < 80 and level_named(words.split("//")[0]) is not None:
            known["classification"] = field
        elif "references" not in known and _MRNS.fullmatch(words) and re.search(r"\d", words) and " " not in words[:3]:
            if "mrn" in known and any(_MRN.fullmatch(piece) for piece in words.split("|")):
                known["references"] = field
        elif "origin" not in known and len(words) < 80 and _ORIGIN.fullmatch(words) and not words.isupper():
            known["origin"] = field
    return _Columns(texts, known)


def _unfolded(text: str, field: Field) -> str:
    flat = Flat()
    add_field(flat, text, field)
    return flat.text


def _has_words(text: str, field: Field) -> bool:
    """Whether a field holds words, and not a number, a list or what stands for nothing."""
    if text[:1] == "{" and not field.quoted:
        return False
    words = text[field.start : min(field.end, field.start + _DEEPEST)].strip()
    return words.lower() not in _NOTHING and any(map(str.isalpha, words))


def about_key(row: str) -> str | None:
    """The key by which an object is about a telegram and none itself, where its text could else be taken for one."""
    found = _ABOUT.search(row) if row[:1] == "{" else None
    return None if found is None else found[1]


def _is_body(text: str, field: Field) -> bool:
    """Whether a field holds the words of a telegram: long, and with a line that telegrams have."""
    if field.end - field.start < _LEAST_BODY:
        return False
    flat = Flat()
    add_field(flat, text, field._replace(end=min(field.end, field.start + _DEEPEST)))
    return _TELEGRAM.search(flat.text) is not None


class Row(NamedTuple):
    """One row of a file: where it stands, its number, the first being 1, and whether it holds a telegram.

    One that is not whole holds one if it would else: it is kept as a text, with the lines below that hold none.
    """

    start: int
    end: int
    number: int
    holds: bool = True


def rows(text: str, *, first: int | None = None, names: str = "", goes_on: bool = False) -> Iterator[Row]:
    """The rows of an export but for that of its names; none if ``text`` is no export.

    ``text`` may be bytes decoded one to one. A text of which a row is not whole is no export. One whose first three
    rows hold no telegram is none either, which is found out when they have been given. goes_on: whether it is but the
    beginning of a file. With ``first``, it is a piece of an export, with the row of names ``names``, and its first row
    has that number.
    """
    head = names or text[: names_of(text) or 0]
    # The rows that a piece begins with may hold no telegram, and its names were taken for such by others.
    divider = _divider_of_names(names) if names else _divider(text)
    if divider is None or (first is None and not _is_table(text, divider, goes_on=goes_on)):
        return
    at, number, met = 0, (first or 1) - 1, first is not None
    while at < len(text):
        number += 1
        after = max(_row_end(text, at, divider), at + 1)
        row, rest = text[at:after], 0
        if row != head and row.strip():
            columns = _columns_of(head + row)
            if columns is not None and not columns.is_whole and divider != "{":
                after, rest = _end_of_torn(text, after, divider, head)
            met = met or columns is not None
            yield Row(at, after, number, columns is not None)
            number += rest
        if not met and number > _FIRST_ROWS:
            return
        at = after


def _end_of_torn(text: str, at: int, divider: str, head: str) -> tuple[int, int]:
    """Where a row that is not whole ends, and how many rows it takes with it: all below that hold no telegram."""
    upto, count = at, 0
    for passed, (start, end) in enumerate(_row_spans(text, at, divider), 1):
        row = text[start:end]
        if not row.strip():
            continue
        if _columns_of(head + row) is not None:
            break
        upto, count = end, passed
    return upto, count


def is_quoted_otherwise(text: str) -> bool:
    """Whether the table that begins with ``text`` has its fields in single quotes: it would be cut within them."""
    named = _names(text.replace("'", '"', 2 * _MOST_NAMES) if _OTHERWISE.match(text) else text)
    if named is None:
        return False
    if _OTHERWISE.match(text):
        return True
    fields, _ = row_at(text, named.after, named.divider)
    body = next((n for n, name in enumerate(named.names) if name in _BODY_NAMES), 0)
    if len(fields) <= body or any(field.quoted for field in fields[: body + 1]):
        return False
    opens = fields[body].start
    closes = re.compile(rf"[^']'(?:{named.divider}|\r?\n|\Z)")
    return text.startswith("'", opens) and closes.search(text, opens + 1) is not None


_OTHER_DIVIDERS = "|^~:"


def divided_otherwise(text: str) -> str | None:
    """What divides the names of a table that would be one by another divider; None for any other text."""
    line = text[:4000].partition("\n")[0]
    if _names(text) is not None or "," in line:
        return None
    return next(
        (sign for sign in _OTHER_DIVIDERS if sign in line and _names(line.replace(sign, ",")) is not None), None
    )


def row_cutter(text: str) -> Callable[[str, int], tuple[int, int]] | None:
    """A function that gives end and count of fields of the row that begins at a place; None if ``text`` is no table.

    ``text`` is the beginning of the table, the row of names included.
    """
    divider = _divider(text)
    if divider is None or divider == "{":
        return None

    def row(piece: str, at: int) -> tuple[int, int]:
        fields, after = row_at(piece, at, divider)
        return after, len(fields)

    return row


def _row_end(text: str, at: int, divider: str) -> int:
    if divider == "{":
        line = text.find("\n", at)
        return len(text) if line < 0 else line + 1
    return row_at(text, at, divider)[1]


_FIRST_ROWS = 3


def _divider(text: str) -> str | None:
    """What divides the fields of a file, ``{`` for JSON lines, or None if its beginning is no row."""
    if text[:1] == "{":
        return "{"
    named = _names(text)
    if named is not None:
        return named.divider
    line = text[:4000].partition("\n")[0]
    of_row = _divider_of_row(text)
    if of_row is not None:
        return of_row
    for divider in ("\t", ",", ";"):
        if line.count(divider) >= _LEAST_FIELDS - 1:
            return divider
    return None
