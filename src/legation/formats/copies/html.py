"""A web page that shows a telegram: header and body in ``<pre>``, often under a table with the record's head.

The words of the ``<pre>`` blocks, in order, are the telegram; the cells of the table are its release head. All else
is the page's (``html.page``). A page of a printed volume has no ``<pre>``: its words begin with the editors' head. The
page is walked by its tags and never parsed as a document: scripts do not run, nothing is fetched, and an entity stands
for the one sign that HTML gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from legation.core.entities import without_entities
from legation.formats.copies.wrapping import read_flat
from legation.formats.flat import Flat
from legation.formats.markings.stated import take_levels_around
from legation.formats.plain import as_seen, plain
from legation.formats.printed.edited import page_begins_at
from legation.formats.printed.head import printed_begins_at
from legation.formats.said_about import take_field
from legation.formats.sheet import Sheet

_PAGE = re.compile(
    r"\s{0,200}(?:<\?xml[^<>]{0,200}>\s{0,200})?<(?:!DOCTYPE\s{1,9}html|html|head|body|table|pre|meta|center|code)\b",
    re.I,
)
_TOKEN = re.compile(r"<!--|<[^<>]*>|&#?[A-Za-z0-9]{1,31};")
_NAME = re.compile(r"<(?P<close>/)?(?P<name>[A-Za-z][A-Za-z0-9]*)")
# Only these are tags inside a ``<pre>``; a telegram may have other words in angle brackets.
_INLINE = frozenset(
    [
        *("a", "abbr", "b", "big", "blockquote", "br", "center", "code", "div", "em", "font", "h1", "h2"),
        *("h3", "h4", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "s"),
        *("samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "th", "tr", "tt"),
        *("u", "ul", "var", "wbr"),
    ]
)
_HIDDEN = frozenset({"script", "style", "head", "noscript", "template"})
_BLOCKS = frozenset(
    [
        *("br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "hr", "table", "blockquote", "dd"),
        *("dt", "pre"),
    ]
)
_ID = re.compile(r"\d{2}(?:\d{2})?[A-Z][A-Z0-9]{1,40}-?\d{1,7}$")
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}.{0,10})?$")
_LABEL = re.compile(
    r"(?:Reference ID|Reference|MRN|ID|Identifier|Created|Date|Released?|Classification|Origin|Tags?|Subject)\s?:?$",
    re.IGNORECASE,
)
_OF_SUBJECT = re.compile(r"(?:Tags?|Subject)\s?:?$", re.IGNORECASE)
"""Labels of values that are no part of a release head, though they may stand among its own."""
# Lines that a telegram has, for pages without any ``<pre>``.
_TELEGRAM = re.compile(
    r"^\s{0,40}(?:V?ZCZC|FM [A-Z]|(?:[ZOPR] ){1,2}\d{6}Z |SUBJ(?:ECT)?: |TAGS: |E\.O\. 1\d{4})", re.MULTILINE
)
_LONGEST_CELL = 400


class _Cell(NamedTuple):
    words: str
    runs: list[tuple[str, int, int]]  # words, place, code points there


class _Token(NamedTuple):
    """A piece of the page: kind is ``text``, ``sign``, ``open``, ``close`` or ``other``; name: of a tag."""

    kind: str
    name: str
    start: int
    end: int


def is_page(text: str) -> bool:
    """Whether ``text`` is a web page, or a piece of one that begins with a tag of it."""
    return _PAGE.match(text) is not None


def read_page(sheet: Sheet) -> None:
    """Read the telegram of a web page; HTM001 where it holds none."""
    sheet.layer("html")
    flat = words_of_page(sheet.source)
    if flat.length == 0:
        sheet.find("HTM001", 0, min(len(sheet.source), 80))
        sheet.mark(0, len(sheet.source), "html.page")
        return
    read_flat(sheet, flat, "html.page")
    whole = (0, len(sheet.source))
    around = plain(words_around(sheet.source))
    take_levels_around(sheet, as_seen(around) or around, whole)
    for name, said, span in _attributes(sheet.source):
        _take_attribute(sheet, name, said, span)
    _take_pages_within(sheet)


def words_of_page(page: str) -> Flat:
    """The telegram's words on the page: of its ``<pre>`` blocks, or of the whole where they look like one."""
    flat = Flat()
    tokens = list(_shown(_tokens(page)))
    names = {token.name for token in tokens if token.kind == "open"}
    block = next((name for name in ("pre", "code", "textarea") if name in names), None)
    if block is None:
        for words, place, outside in _visible(page, tokens):
            flat.add(words, place, outside)
        begins, foot = page_begins_at(flat.text), _FOOTER
        if begins is None:
            begins, foot = printed_begins_at(flat.text), _NOTES
        if begins is not None:  # what the page has above the editors' head, and at its foot, leads elsewhere
            below = foot.search(page, flat.place(begins))
            ends = flat.within(below.start()) if below is not None else flat.length
            return _without_note_signs(page, flat.through(Flat.without(flat.text, begins, ends, ())))
        return flat if _TELEGRAM.search(flat.text) else Flat()
    for cell in _head_cells(_cells(page, tokens)):
        for run in cell.runs:
            flat.add(*run)
        flat.add("\n", cell.runs[-1][1] + cell.runs[-1][2], 0)
    _add_blocks(flat, page, tokens, block)
    return flat


_NOTE_SIGN = re.compile(
    r"(?:<a\b[^<>]{0,300}>\s{0,9}<sup\b[^<>]{0,200}>|<sup\b[^<>]{0,200}>\s{0,9}<a\b[^<>]{0,300}>)\s{0,9}"
    r"(?P<sign>\[?\d{1,3}\]?)\s{0,9}</(?:sup|a)",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\[?\d{1,3}\]?")
_FOOTER = re.compile(r"<footer\b", re.IGNORECASE)
# The notes of a volume that tell no source; those that do are read as what they are.
_NOTES = re.compile(
    r"<footer\b|<(?:ol|ul|li|div|section)\b[^<>]{0,200}\b(?:class|id)\s?=\s?[\"'](?:footnotes?\b|fn\d)", re.IGNORECASE
)


def _without_note_signs(page: str, flat: Flat) -> Flat:
    """The words without the figures that lead to a volume's notes: ``580.<a href="#f2"><sup>2</sup></a>``."""
    signs = (flat.within(found.start("sign")) for found in _NOTE_SIGN.finditer(page, flat.place(0)))
    figures = (_FIGURES.match(flat.text, at) for at in signs)
    cuts = [found.span() for found in figures if found is not None]
    return flat.through(Flat.without(flat.text, 0, flat.length, cuts))


# What leads elsewhere is no word of the page about its telegram: ``Browse by classification: SECRET``.
_ELSEWHERE = frozenset({"a", "nav", "select", "button", "script", "style"})
_CELLS = frozenset({"td", "th", "dd", "label"})


def words_around(page: str) -> str:
    """What a page says outside its ``<pre>``, a line for each block and for each row of a table."""
    lines: list[str] = []
    tokens = list(_tokens(page))
    names = {token.name for token in tokens if token.kind == "open"}
    block = next((name for name in ("pre", "code", "textarea") if name in names), "pre")
    left_out: str | None = None
    in_cell = False
    closed = _last_closed(tokens)
    for token in tokens:
        if left_out is not None:
            if token.name == left_out and token.kind == "close":
                left_out = None
        elif token.kind == "open" and (
            token.name == block
            or (
                token.name in _ELSEWHERE
                and not (in_cell and token.name == "a")
                and token.start < closed.get(token.name, -1)  # else all that follows would be left out
            )
        ):
            left_out = token.name
            lines.append("\n" if token.name == block else "")
        elif token.name in _CELLS:
            in_cell = token.kind == "open"
            lines.append(" | " if in_cell or token.name == "label" else "")
        elif token.name in _BLOCKS or token.name == "title":
            lines.append("\n")
        elif token.kind == "sign":
            lines.append(without_entities(page[token.start : token.end])[:1])
        elif token.kind == "text":
            lines.append(page[token.start : token.end].replace("\n", " "))
    return "\n".join(" ".join(line.split()).strip("| ") for line in "".join(lines).split("\n"))


def _last_closed(tokens: list[_Token]) -> dict[str, int]:
    """Where each tag is closed for the last time."""
    return {token.name: token.start for token in tokens if token.kind == "close"}


# What a tag says for those who do not see the page: ``<meta name="classification" content="SECRET">``.
_ATTRIBUTE = re.compile(
    r"""\b(?P<name>data-[a-z-]{2,40}|title|alt|aria-label|content|value)\s?=\s?(?:"(?P<said>[^"<>]{1,400})"|'(?P<other>[^'<>]{1,400})')""",
    re.IGNORECASE,
)
_META = re.compile(r"""\b(?:name|property)\s?=\s?["']?(?P<name>[A-Za-z:._-]{2,60})""", re.IGNORECASE)


def _attributes(page: str) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """The attributes of a page that say something of what it holds, and its comments, each with its name and place."""
    for token in _tokens(page):
        if token.name in _ELSEWHERE or token.kind not in ("open", "other"):
            continue
        unseen = next((sign for sign in _UNSEEN if page.startswith(sign, token.start)), None)
        if unseen is not None:
            yield "", page[token.start + len(unseen) : token.end].rstrip(">-]"), (token.start, token.end)
            continue
        if token.end - token.start > _LONGEST_TAG:
            continue
        meta = _META.search(page, token.start, token.end) if token.name in ("meta", "input") else None
        for found in _ATTRIBUTE.finditer(page, token.start, token.end):
            name = meta["name"] if meta is not None and found["name"] in ("content", "value") else found["name"]
            yield name, without_entities(found["said"] or found["other"]), found.span()


_FRAME = re.compile(r"<iframe(?=[\s/>])", re.IGNORECASE)
# Names and values follow one another as a browser reads them, so that none is found within the value of another.
_NEXT = re.compile(
    r"""[\s/]*+(?P<name>=?[^\s/>=]*+)(?:\s*+=\s*+(?:"(?P<said>[^"]*+)"?|'(?P<other>[^']*+)'?|(?P<bare>[^\s>]*+)))?"""
)
_DEEPEST = 8  # pages in one another
_MOST_LOOKS = 8  # at each sign of a page, on the average, for those within


def _take_pages_within(sheet: Sheet) -> None:
    """Raise the telegram by the pages that its page has in tags, and those by theirs: ``<iframe srcdoc="&lt;pre&gt;S``.

    Each counts as what stands around a telegram does, with its attributes and comments. Of what lies deeper, or is more
    entangled, than is looked at nobody can tell what it says: it is held as a marking that cannot be read.
    """
    looks = _MOST_LOOKS * len(sheet.source)
    pages = [(sheet.source, (0, 0))]
    for depth in range(_DEEPEST + 1):
        within: list[tuple[str, tuple[int, int]]] = []
        for page, place in pages:
            if depth:
                _take_page(sheet, page, place)
            for opened in _FRAME.finditer(page):
                place_within = place if depth else opened.span()
                at = opened.end()
                while at < len(page) and page[at] != ">":
                    found = _NEXT.match(page, at)
                    if found is None or found.end() == at:
                        break
                    looks -= found.end() - at
                    at = found.end()
                    if looks < 0:
                        sheet.hold_unreadable(*place_within)
                        return
                    if found["name"].lower() == "srcdoc":
                        said = found["said"] or found["other"] or found["bare"] or ""
                        within.append((without_entities(said), place_within))
        if not within:
            return
        pages = within
    sheet.hold_unreadable(*pages[0][1])


def _take_page(sheet: Sheet, page: str, place: tuple[int, int]) -> None:
    take_levels_around(sheet, plain(words_shown(page)), place)
    for name, said, _ in _attributes(page):
        _take_attribute(sheet, name, said, place)


def _take_attribute(sheet: Sheet, name: str, said: str, place: tuple[int, int]) -> None:
    take_field(sheet, name, said, place, words=plain(said))


_LONGEST_TAG = 2000
_UNSEEN = ("<!--", "<![CDATA[")


def _tokens(page: str) -> Iterator[_Token]:
    """The tags, signs and words of a page, in order."""
    at = 0
    tag, sign = page.find("<"), page.find("&")
    while tag >= 0 or sign >= 0:
        start = sign if tag < 0 or 0 <= sign < tag else tag
        found = _TOKEN.match(page, start)
        if found is None:
            end = start + 1
        else:
            end = found.end()
            if start > at:
                yield _Token("text", "", at, start)
            if page[start] == "&":
                yield _Token("sign", "", start, end)
            elif page.startswith("<!--", start):
                closed = page.find("-->", end)
                end = closed + 3 if closed >= 0 else len(page)
                yield _Token("other", "", start, end)
            else:
                named = _NAME.match(page, start, end)
                kind = "text" if named is None else "close" if named["close"] else "open"
                kind = "other" if page[start + 1 : start + 2] in {"!", "?"} else kind
                yield _Token(kind, named["name"].lower() if named is not None else "", start, end)
            at = end
        if 0 <= tag < end:
            tag = page.find("<", end)
        if 0 <= sign < end:
            sign = page.find("&", end)
    if at < len(page):
        yield _Token("text", "", at, len(page))


def _add_blocks(flat: Flat, page: str, tokens: list[_Token], block: str) -> None:
    """The words inside the elements named ``block``, each beginning on a line of its own."""
    depth = 0
    for token in tokens:
        if token.name == block and token.kind in {"open", "close"}:
            depth = max(0, depth + (1 if token.kind == "open" else -1))
            if depth == 1 and token.kind == "open" and not flat.ends_with(("\n",)):
                flat.add("\n", token.end, 0)
        elif depth:
            _add_piece(flat, page, token)


def _add_piece(flat: Flat, page: str, token: _Token) -> None:
    if token.kind == "sign":
        flat.add(without_entities(page[token.start : token.end])[:1], token.start, token.end - token.start)
    elif token.kind == "text":
        flat.add(page[token.start : token.end], token.start)
    elif token.name in {"br", "p", "div", "hr"}:
        if token.kind == "open" and page[token.end : token.end + 1] not in {"\n", "\r"}:
            flat.add("\n", token.start, 0)
    elif token.name not in _INLINE and token.name:
        flat.add(page[token.start : token.end], token.start)


def _shown(tokens: Iterator[_Token]) -> Iterator[_Token]:
    """The pieces that a reader of the page sees: none of scripts, styles or the page's own head."""
    hidden: str | None = None
    for token in tokens:
        if hidden is not None:
            ends = token.kind == "close" and token.name == hidden
            hidden = None if ends or (hidden == "head" and token.name == "body") else hidden
        elif token.kind == "open" and token.name in _HIDDEN:
            hidden = token.name
        else:
            yield token


def _visible(page: str, tokens: list[_Token]) -> Iterator[tuple[str, int, int]]:
    """All words of a page; line ends of the source are blanks, blocks begin lines."""
    for token in tokens:
        if token.name in _BLOCKS:
            yield "\n", token.start, 0
        elif token.kind == "sign":
            yield without_entities(page[token.start : token.end])[:1], token.start, token.end - token.start
        elif token.kind == "text":
            yield page[token.start : token.end].replace("\n", " "), token.start, token.end - token.start


def _cells(page: str, tokens: list[_Token]) -> Iterator[_Cell]:
    """The cells of the tables, outside ``<pre>``, with blank cells left out."""
    runs: list[tuple[str, int, int]] | None = None
    for token in tokens:
        if token.name in {"td", "th", "dd", "dt"} and token.kind in {"open", "close"}:
            if runs:
                yield _Cell("".join(words for words, _, _ in runs).strip(), runs)
            runs = [] if token.kind == "open" else None
        elif runs is not None and token.kind == "text":
            words = page[token.start : token.end]
            bare = words.strip()
            if bare and len(words) < _LONGEST_CELL:
                runs.append((bare, token.start + words.index(bare), len(bare)))
        elif token.name == "pre":
            runs = None


def _head_cells(cells: Iterator[_Cell]) -> list[_Cell]:
    """The cells that are a release head: a reference number, a stamp or two, a classification, an origin."""
    values: list[_Cell] = []
    labels: list[str] = []  # that stand before a cell with no value between them
    for cell in cells:
        if _LABEL.match(cell.words):
            labels.append(cell.words)
            continue
        if len(labels) != 1 or _OF_SUBJECT.match(labels[0]) is None:
            values.append(cell)
        labels = []
    for index, cell in enumerate(values):
        following = values[index + 1 : index + 2]
        if _ID.match(cell.words) and following and _STAMP.match(following[0].words):
            return values[index : index + 5]
    return []


_BREAKS = re.compile(
    r"<(?:/?(?:p|div|tr|td|li|h\d|pre|blockquote|title|body|table)|br|hr)\b[^<>]{0,2000}>", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]{0,2000}>")


def words_shown(page: str) -> str:
    """Everything that a page says, a line for each block, without its tags; for a look at its lines alone."""
    return without_entities(_TAG.sub("", _BREAKS.sub("\n", page)))
