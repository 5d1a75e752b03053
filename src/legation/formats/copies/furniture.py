"""The furniture that a delivered copy puts between the lines: page headers, page feet and release stamps.

They stand in the middle of lists and sentences, and are taken out first, so that the rooms after this one see a
telegram as it was drafted. Source: telegram-format 3.1 and eras 3.

Most telegrams have none, so furniture is looked for by the few words it always bears, and only the lines around
such a word are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from legation.formats.markings.captions import restrictions
from legation.formats.markings.levels import is_level_line, level_within
from legation.formats.sectionheads import ABOVE
from legation.tables.posts import Posts


class PageHead(NamedTuple):
    """One page header: post and number as written, section and sections if it says so."""

    post: str
    number: int
    section: int | None
    of: int | None


class Furniture(NamedTuple):
    """marks: the furniture as (start, end, kind), in order and apart. heads: the page headers met."""

    marks: list[tuple[int, int, str]]
    heads: list[PageHead]


_TAIL = (
    r"(?:\s{1,20}(?:TOSEC|SECTO)\s{1,9}\d{3,6})?"  # the number in the series of a journey, and the rest of a header
    r"(?:\s{1,20}(?P<section>\d{1,2})\s{1,9}OF\s{1,9}(?P<of>\d{1,2}))?(?P<time>\s{1,20}\d{6}(?: ?Z|[27](?![0-9A-Z])))?"
)
_POST = r"(?P<post>[A-Z][A-Z ]{1,20}?)\s{1,20}(?P<number>\d{4,6})\b" + _TAIL
_PAGE = re.compile(
    rf"PAGE\s{{1,9}}\d{{1,3}}(?:\s{{1,20}}(?:OF\s{{1,9}}\d{{1,3}}|{_POST}"
    r"|[RQ][A-Z]{3,7}\s{0,9}\d{3,4}(?:\s{1,9}\S{1,12})?))?(?:\s{1,9}(?:UNCLAS|C O N F[A-Z ]{0,20}|S E C R E T))?"
    r"[^\S\n]{0,80}(?=\n|\Z)",
    re.IGNORECASE,
)
_PAGE_IN_LINE = re.compile(rf"PAGE[ ]{{1,9}}\d{{2,3}}[ ]{{1,20}}{_POST}", re.IGNORECASE)
_POST_LINE = re.compile(rf"[^\S\n]{{0,40}}{_POST}[^\S\n]{{0,80}}(?=\n|\Z)", re.IGNORECASE)
_PAGE_2006 = re.compile(r"(?P<number>\d{6,8})[ \n]{1,9}(?P<section>\d{3})(?:\.\d)? {1,9}OF {1,9}(?P<of>\d{3})\b", re.I)
_PROCESSED = re.compile(r" {2,20}[A-Z]{2,3}\d{4}\Z")
"""The number of the processing of a message, beside the level over a page: ``UNCLASSIFIED     PTQ1234``."""
_TWO_DIGITS = re.compile(r"[^\S\n]{0,40}\d{2}[^\S\n]{0,40}(?=\n|\Z)")
_STAMP = re.compile(
    r"(?:[A-Z][A-Za-z]{1,15} [A-Z]\. {1,3}[A-Z][A-Za-z]{1,20}\s{1,9})?Declassified/Released\s{1,9}"
    r"US\s{1,9}Department\s{1,9}of\s{1,9}State\s{1,9}EO\s{1,9}Systematic\s{1,9}Review\s{1,9}\d{1,2}\s{1,9}[A-Z]{3}\s{1,9}\d{4}",
    re.IGNORECASE,
)
_FOOT = re.compile(r" {0,80}- ?\d{1,3} -")
# What a browser prints at the edge of a page: its number of how many, the page's address, and the day.
_PRINTED_PAGE = re.compile(r"[Pp]age \d{1,3}(?P<of> of \d{1,3})?[^\S\n]{0,80}(?=\n|\Z)")
_PRINTED = re.compile(
    r"(?:https?://|www\.)\S{4,150}(?: {1,9}\d{1,3}/\d{1,3})?|\d{1,2}/\d{1,2}/(?:\d\d){1,2}(?:,? .{0,12}[AP]M)?"
)
# What a review under the Freedom of Information Act writes on each page.
_RELEASED = (
    r"(?:UNCLASSIFIED {1,9})?"
    r"(?:(?:RELEASED?|DENIED|DECLASSIFIED) IN (?:FULL|PART)(?: {1,3}(?:[B(]\d.{0,40}|1\.4.{0,40}))?"
    r"|(?:U\.?S\.? {1,3})?DEPARTMENT OF STATE {1,9}CASE NO\.? {0,3}\S{3,20}.{0,80}"
    r"|DATE ?/ ?CASE ID ?:.{4,40}"
    # What other agencies and the libraries that keep a copy write on each page of it.
    r"|(?:(?:DECLASSIFIED AND|SANITIZED COPY) )?APPROVED FOR RELEASE(?: BY [A-Z]{3,4})?[ :]{0,6}(?:DATE:? )?\d.{3,60}"
    r"|NO OBJECTION TO DECLASSIFICATION.{4,60}|\(?(?:PHOTO)?COPY FROM .{4,50} LIBRARY\)?"
    r"|REPRODUCED (?:AT|FROM) THE NATIONAL ARCHIVES.{0,30})"
)
# Its officer is named with a title: the same two words may begin a line of the text.
_REVIEW = re.compile(
    rf"{_RELEASED}|(?:UNCLASSIFIED {{1,9}})?REVIEW AUTHORITY ?: {{0,9}}"
    r"(?-i:[A-Z][a-z'-]{1,20}[A-Za-z'-]{0,20}(?: {1,3}[A-Z][A-Za-z.'-]{0,30}){1,4}), {0,9}[A-Z].{1,60}",
    re.IGNORECASE,
)
# What stands between a review's officer and its case where parts stay closed: on whose grounds, and until when.
_GROUNDS = re.compile(
    r"(?:CLASSIFICATION ?: {0,9}[A-Z ]{4,30}?(?: {1,9}REASONS? ?:.{1,40})?|REASONS? ?:.{1,40}"
    r"|DECLASSIFY (?:AFTER|ON) ?:.{1,30})",
    re.IGNORECASE,
)
_AUTHORITY = re.compile(r"(?:UNCLASSIFIED {1,9})?REVIEW AUTHORITY ?:.{1,80}", re.IGNORECASE)
_RELEASE_LINE = re.compile(_RELEASED, re.IGNORECASE)
# The officer in a column to the right of lines in capitals, wrapped there: ``... REVIEW AUTHORITY: Jane Roe, Senior``.
_AUTHORITY_BESIDE = re.compile(
    r"(?<=[A-Z0-9.,;:)\"]) {1,60}REVIEW AUTHORITY ?: {0,9}[A-Z][a-z'-]{1,20}(?: {1,3}[A-Z][A-Za-z.'-]{0,20}){1,3}"
    r"(?:, {0,3}(?P<title>Senior(?: Reviewer)?)?)?$"
)
_TITLE_BELOW = re.compile(r"(?P<before>[A-Z0-9][^a-z\n]{0,100}?)? {0,60}(?:Senior )?Reviewer {0,9}(?=\n|\Z)")
_MOST_BESIDE = 2  # lines below it on which the rest of the title may stand, and that of the case
# The number of the document, where the line of the case is wrapped before it.
_CASE_WRAPPED = re.compile(r"\bDOC NO\.?$", re.IGNORECASE)
_DOCUMENT = re.compile(r"(?:[A-Z]\d{6,10})?(?: ?Date ?: ?\S{6,12})?", re.IGNORECASE)
# The heading of a later section inside a body whose own head is lost.
_PARAGRAPH = r"[ ]{0,9}\d{1,2} ?\. {0,4}[A-Z\"]"
_PARAGRAPH_AT_FIRST = re.compile(_PARAGRAPH)
_PARAGRAPH_ABOVE = re.compile(rf"\n{_PARAGRAPH}")
_SENDER = re.compile(r"(?:FM )?(?:AM(?:EMBASSY|CONSUL|CONGEN)|US[A-Z]{2,10}|SECSTATE)\b[A-Z ]{0,40}")
_DASHES = re.compile(r"-{10,30}[ ]{0,9}(?:\d{6} ?Z?[ ]{0,3}){1,2}(?:/\d{1,3})?")
_ADDRESS = re.compile(r"[A-Z][A-Z0-9 ,/&.-]{2,60}(?<![.,])")
_ADDRESSED = re.compile(r"\nTO (?:SEC|AM|US)")
_LOST_HEAD = 600  # code points above a first addressee: no heading has more but one under a distribution block
_MOST_ADDRESSES = 80
_SENTENCE_ENDS = (".", ":", "?", "!", ")", "-")
_LABEL = re.compile(r"\([A-Z]\)$")  # of a reference or a portion: what it marks is still to come
_LONGEST = 160  # a page header is a line of its own, never longer
_NEAR = 400  # how far the blank lines around furniture are looked at
_BEFORE = 30  # code points in which a post stands before its number


def find_furniture(text: str, upper: str, start: int, end: int, posts: Posts) -> Furniture | None:
    """The furniture of the plain ``text[start:end]``, or None where there is none. ``upper``: text in capitals."""
    finder: _Finder | None = None
    for word, look in _LOOKS:
        at = upper.find(word, start, end)
        while at >= 0:
            finder = finder or _Finder(text, start, end, posts)
            look(finder, at)
            at = upper.find(word, at + len(word), end)
    edges = f"{upper[start : start + _EDGE]}\n{upper[max(start, end - _EDGE) : end]}"
    for word in _STAMPED:
        if word in edges:
            finder = finder or _Finder(text, start, end, posts)
            for found in re.finditer(word, upper[start:end]):
                finder.review(start + found.start())
    addressed = _ADDRESSED.search(upper, start, end)
    if addressed is not None and addressed.start() - start >= _LOST_HEAD:
        finder = finder or _Finder(text, start, end, posts)
        finder.later_heading(addressed.start())
    return finder.settled() if finder is not None and finder.found else None


class _Finder:
    """Looks at the places where furniture may be. ``found``: (start, end, kind), in no order."""

    def __init__(self, text: str, start: int, end: int, posts: Posts) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.posts = posts
        self.found: list[tuple[int, int, str]] = []
        self.heads: list[tuple[int, PageHead]] = []

    def page(self, at: int) -> None:
        """``PAGE`` at a line's start and nothing else on the line, or with post, number and time inside one."""
        text = self.text
        if not text.startswith(" ", at + 4) or (not text.startswith("PAGE", at) and text[at + 5 : at + 6] != "0"):
            self._printed_page(at)  # else ``page 12`` is a word of a sentence
            return
        begin = self._line_start(at)
        if begin is None:
            self._page_in_line(at)
            return
        found = _PAGE.match(text, at, min(self.end, at + _LONGEST))
        if found is None or found.end() == at + _LONGEST:
            self._page_in_line(at)
            return
        stop = self._next_line(found.end())
        head = found if found["post"] is not None else None
        above = self._post_above(begin) if head is None else None
        if above is not None:
            head, begin = above, above.start()
        if head is None and (split := _POST_LINE.match(text, stop, min(self.end, stop + _LONGEST))):
            head, stop = split, self._next_line(split.end())  # 1977-79: page number and telegram number on two lines
        if head is None and text[at] != "P" and found.end() - at < 9:
            return  # ``page 12`` in mixed case, with nothing else: a sentence broken there
        if head is not None:
            self.heads.append((at, _head(head)))
        if digits := _TWO_DIGITS.match(text, stop, min(self.end, stop + 90)):
            stop = self._next_line(digits.end())
        self.found.append((begin, stop, "page.header"))
        self._levels_above(begin)

    def _printed_page(self, at: int) -> None:
        """``Page 2 of 5`` on a line of its own, with the address and the day of the page in the lines beside it.

        The number alone is one where the level of the page stands below it, with nothing else on its line.
        """
        found = _PRINTED_PAGE.match(self.text, at, min(self.end, at + _LONGEST))
        begin = self._line_start(at) if found is not None else None
        if found is None or begin is None:
            return
        if found["of"] is None:
            below = ((first, stop) for first, stop in self._lines_below(found.end()) if self.text[first:stop].strip())
            first, stop = next(below, (0, 0))
            if not is_level_line(self.text[first:stop].strip()):
                return
            self.found.append((first, min(stop + 1, self.end), "page.classification"))
        self.found.append((begin, self._next_line(found.end()), "page.header"))
        for first, stop in self._lines_below(found.end()):
            if _PRINTED.fullmatch(self.text[first:stop].strip()) is None:
                break
            self.found.append((first, min(stop + 1, self.end), "page.header"))
        for _ in range(_MOST_BESIDE):
            first = self.text.rfind("\n", max(self.start, begin - 1 - _LONGEST), begin - 1) + 1
            if begin <= self.start or first == 0 or _PRINTED.fullmatch(self.text[first:begin].strip()) is None:
                break
            self.found.append((first, begin, "page.header"))
            begin = first

    def _post_above(self, begin: int) -> re.Match[str] | None:
        """Post, number and time on the line above ``PAGE 02``, as scans have them."""
        first = self.text.rfind("\n", max(self.start, begin - _LONGEST), max(begin - 1, self.start)) + 1 or self.start
        found = _POST_LINE.match(self.text, first, begin)
        return found if found is not None and found["time"] is not None else None

    def _page_in_line(self, at: int) -> None:
        if at > self.start and self.text[at - 1].isalnum():
            return
        found = _PAGE_IN_LINE.match(self.text, at, min(self.end, at + _LONGEST))
        if found is not None and found["time"] is not None:  # a sentence names a page too, but not its time
            self.heads.append((at, _head(found)))
            self.found.append((at, found.end(), "page.header"))

    def foot(self, at: int) -> None:
        """``- 2 -`` at the foot of a page, on a line of its own, with the level of the page above it."""
        begin, stop = self.text.rfind("\n", max(self.start, at - _LONGEST), at) + 1, at + len(" -")
        if begin and _FOOT.fullmatch(self.text, begin, stop) is not None:
            self.found.append((begin, self._next_line(stop), "page.header"))
            self._levels_above(begin)

    def page_2006(self, at: int) -> None:
        """``TRIPOLI 00000402  001.2 OF 003``: a line of its own, or inside one behind the name of a known post."""
        text = self.text
        first = max(self.start, at - 24)
        found = _PAGE_2006.search(text, first, min(self.end, at + 18))
        if found is None or found.end() <= at or (found.start() > 0 and text[found.start() - 1].isalnum()):
            return
        before = text[max(self.start, found.start() - _BEFORE) : found.start()].rpartition("\n")[2]
        words = before.split()
        if not words or len(before.rstrip()) == len(before):
            return
        alone = self._line_start(found.start() - len(before)) is not None and len(words) < 4
        alone = alone and not text[found.end() : found.end() + 80].partition("\n")[0].strip()
        named = next((n for n in range(min(len(words), 3), 0, -1) if self.posts.key(" ".join(words[-n:]))), 0)
        if not named and not (alone and before.upper() == before and before.replace(" ", "").isalpha()):
            return  # a table of figures has no post before it
        post = " ".join(words[-named:])
        begin = found.start() - len(before) + _last(before, words[-named:] if named else words)
        section, of = int(found["section"]), int(found["of"])
        self.heads.append((begin, PageHead(post, int(found["number"]), section, of)))
        self.found.append((begin, found.end(), "page.header"))

    def stamp(self, at: int) -> None:
        """A release stamp, with or without the name of the officer."""
        first = max(self.start, at - 60)
        found = _STAMP.search(self.text, first, min(self.end, at + 140))
        if found is not None and found.start() <= at < found.end():
            self.found.append((found.start(), found.end(), "nara.stamp"))

    def review(self, at: int) -> None:
        """A line that a later review put on the page: ``RELEASED IN PART B1``, ``... Case No. F-2010-01234 ...``."""
        text = self.text
        begin = text.rfind("\n", max(self.start, at - _LONGEST), at) + 1 or self.start
        stop = text.find("\n", at, min(self.end, at + _LONGEST))
        stop = self.end if stop < 0 else stop
        if at - begin >= _LONGEST:
            return
        words = text[begin:stop].strip()
        if _is_stamped_with_marking(words.upper()):
            return
        if _REVIEW.fullmatch(words) is not None or (
            _AUTHORITY.fullmatch(words) is not None and self._beside_release(begin, stop)
        ):
            self.found.append((begin, min(stop + 1, self.end), "page.review"))
            if words.upper().startswith("REVIEW"):
                self._around_review(begin, stop)
            elif _CASE_WRAPPED.search(words) is not None:
                self._rest_of_case(stop)
        elif (beside := _AUTHORITY_BESIDE.search(text, begin, stop)) is not None:
            self._beside_lines(begin, beside)

    def _rest_of_case(self, stop: int) -> None:
        """The number of the document and its day on a line below that of the case."""
        for begin, end in self._lines_below(stop):
            words = self.text[begin:end].strip()
            if words:
                if _DOCUMENT.fullmatch(words) is not None:
                    self.found.append((begin, min(end + 1, self.end), "page.review"))
                return

    def _beside_lines(self, begin: int, beside: re.Match[str]) -> None:
        """The officer of a review beside a line in capitals, and the rest of the title beside one below."""
        text = self.text
        if not text[begin : beside.start()].isupper():
            return
        self.found.append((*beside.span(), "page.review"))
        if beside["title"] == "Senior Reviewer":
            return
        for first, end in self._lines_below(beside.end()):
            if (rest := _TITLE_BELOW.fullmatch(text, first, end)) is not None:
                at = first if rest["before"] is None else rest.end("before")
                self.found.append((at, end if at > first else min(end + 1, self.end), "page.review"))
                return

    def _lines_below(self, stop: int) -> Iterator[tuple[int, int]]:
        """Where each of the next few lines begins and ends, without its line end."""
        at = stop + 1
        for _ in range(_MOST_BESIDE):
            end = self.text.find("\n", at, min(self.end, at + _LONGEST))
            if at >= self.end:
                return
            yield at, self.end if end < 0 else end
            at = (self.end if end < 0 else end) + 1

    def _grounds_below(self, stop: int) -> int:
        """Where the lines of grounds below the officer end, if the case stands below them; else ``stop``."""
        text, at = self.text, stop + 1
        lines: list[tuple[int, int]] = []
        for _ in range(4):
            end = text.find("\n", at, min(self.end, at + _LONGEST))
            end = self.end if end < 0 else end
            words = text[at:end].strip()
            if _RELEASE_LINE.fullmatch(words) is not None and "CASE ID" in words.upper():
                self.found.extend((*line, "page.review") for line in lines)
                return lines[-1][1] - 1 if lines else stop
            if (words and _GROUNDS.fullmatch(words) is None) or end >= self.end:
                break
            lines.append((at, end + 1))
            at = end + 1
        return stop

    def _around_review(self, begin: int, stop: int) -> None:
        """The other lines of the stamp of a review: the Department above it, its case below, and the level now."""
        text = self.text
        first = text.rfind("\n", max(self.start, begin - 60), max(begin - 1, self.start)) + 1 or self.start
        if text[first:begin].strip().upper() == "UNITED STATES DEPARTMENT OF STATE":
            self.found.append((first, begin, "page.review"))
        at, cased = self._grounds_below(stop) + 1, False
        for _ in range(6):
            end = text.find("\n", at, min(self.end, at + _LONGEST))
            end = self.end if end < 0 else end
            words = text[at:end].strip()
            if not cased and _RELEASE_LINE.fullmatch(words) is not None and "CASE ID" in words.upper():
                cased = True
                self.found.append((at, min(end + 1, self.end), "page.review"))
            elif cased and words == "UNCLASSIFIED":
                self.found.append((at, min(end + 1, self.end), "page.classification"))
            elif words:
                return
            if end >= self.end:
                return
            at = end + 1

    def _beside_release(self, begin: int, stop: int) -> bool:
        """Whether the line with words before or after ``text[begin:stop]`` is of a review too."""
        above = self.text[max(self.start, begin - _LONGEST) : begin].rstrip().rpartition("\n")[2]
        below = self.text[stop : min(self.end, stop + _LONGEST)].lstrip().partition("\n")[0]
        if any(_RELEASE_LINE.fullmatch(words.strip()) is not None for words in (above, below)):
            return True
        return self._grounds_below(stop) > stop

    def later_heading(self, at: int) -> None:
        """``TO SECSTATE WASHDC`` under a numbered paragraph: a later section's heading, the first one's being lost.

        at: where the first of such lines stands.
        """
        text, start = self.text, self.start
        if _PARAGRAPH_ABOVE.search(text, start, at) is None and (
            start > 0 or _PARAGRAPH_AT_FIRST.match(text, 0, at) is None
        ):
            return
        begin, edge = at + 1, at + 1
        for _ in range(40):
            first = text.rfind("\n", max(start, edge - 1 - _LONGEST * 20), edge - 1) + 1
            if first == 0 or edge <= start:
                break
            words = text[first:edge].strip()
            if words and not (ABOVE.fullmatch(words) or _SENDER.fullmatch(words)):
                dashes = _DASHES.search(text, max(first, edge - _LONGEST), edge)
                if dashes is not None and not text[dashes.end() : edge].strip():
                    begin = dashes.start()
                break
            begin, edge = (first if words else begin), first
        if begin == at + 1:
            return  # no sender above it
        before = text[max(start, begin - 20) : begin].rstrip()
        if before.endswith((" FM", "\nFM")):  # the sentence broken off runs into the heading
            begin = begin - len(text[max(start, begin - 20) : begin]) + len(before) - 2
        stop = self._line_end(at + 1)
        for _ in range(_MOST_ADDRESSES):
            following = self._line_end(stop)
            if following == stop or not _ADDRESS.fullmatch(text[stop:following].strip()):
                break
            stop = following
        self.found.append((begin, stop, "section.heading"))

    def _line_end(self, at: int) -> int:
        """Where the line after the one at ``at`` begins."""
        found = self.text.find("\n", at, min(self.end, at + _LONGEST))
        return found + 1 if found >= 0 else at

    def _line_start(self, at: int) -> int | None:
        """The start of the line on which ``at`` is the first word, or None where other words stand before it."""
        edge = max(self.start, at - 80)
        begin = self.text.rfind("\n", edge, at) + 1
        if begin == 0:
            if edge > self.start:
                return None
            begin = self.start
        return begin if not self.text[begin:at].strip() else None

    def _next_line(self, at: int) -> int:
        return min(at + 1, self.end)

    def _levels_above(self, begin: int) -> None:
        """The classification words above a page header: the foot of the page before and the head of this one."""
        text, stop, count = self.text, begin, 0
        for _ in range(12):
            if stop <= self.start or count == 2:
                return
            edge = max(self.start, stop - 1 - _LONGEST)
            first = text.rfind("\n", edge, stop - 1) + 1
            if first == 0:
                first = self.start
            words = text[first:stop].strip() if stop - first <= _LONGEST else "?"
            if words:
                if _STAMP.fullmatch(words):
                    stop = first  # the release put its stamps between the foot of a page and the next head
                    continue
                words = words.upper()
                if not is_level_line(_PROCESSED.sub("", words) if words[-1].isdecimal() else words):
                    return
                self.found.append((first, stop, "page.classification"))
                count += 1
            stop = first

    def settled(self) -> Furniture:
        """The furniture in order and apart, with the line ends and blank lines that belong to it."""
        text = self.text
        runs: list[list[tuple[int, int, str]]] = []  # each: furniture with nothing but blanks between
        last = self.start
        for start, end, kind in sorted(self.found):
            begin = max(start, last)
            if end <= begin:
                continue
            if runs and begin - last < _NEAR and not text[last:begin].strip():
                runs[-1].append((begin, end, kind))
            else:
                runs.append([(begin, end, kind)])
            last = end
        marks: list[tuple[int, int, str]] = []
        for run in runs:
            first, stop = self._widened(run[0][0], run[-1][1])
            at = max(first, marks[-1][1]) if marks else first
            for start, end, kind in run:
                if start > at:
                    marks.append((at, start, "layout.blank"))
                marks.append((start, end, kind))
                at = end
            if stop > at:
                marks.append((at, stop, "layout.blank"))
        return Furniture(marks, [head for _, head in sorted(self.heads, key=lambda found: found[0])])

    def _widened(self, start: int, end: int) -> tuple[int, int]:
        """A run of furniture with the blanks that go with it: its line end, and the empty lines in a sentence."""
        text = self.text
        low, high = max(self.start, start - _NEAR), min(self.end, end + _NEAR)
        before = text[low:start]
        kept = len(before.rstrip())
        after = text[end:high]
        skipped = len(after) - len(after.lstrip())
        at_line_start = not before.rpartition("\n")[2].strip() and ("\n" in before or low == self.start)
        if at_line_start and text[end - 1] != "\n":
            line = after[:skipped].find("\n")
            if line >= 0:  # the whole line is furniture: its end goes too
                end, after, skipped = end + line + 1, after[line + 1 :], skipped - line - 1
            elif end + skipped == self.end:
                end, after, skipped = end + skipped, "", 0
        if (
            not at_line_start
            or text[end - 1] != "\n"
            or kept == 0
            or (before[:kept].endswith(_SENTENCE_ENDS) and _LABEL.search(before, max(0, kept - 4), kept) is None)
        ):
            return start, end
        first = low + kept
        line_end = text.find("\n", first, start) + 1  # the line that is broken off keeps its own end
        first = line_end if line_end > 0 else start
        blank = after[:skipped].rfind("\n") + 1
        return first, end + blank


# A word that furniture always bears, and who looks where it stands.
_LOOKS = (
    ("PAGE", _Finder.page),
    (" -\n", _Finder.foot),
    (" OF 0", _Finder.page_2006),
    ("CLASSIFIED/RELEASED", _Finder.stamp),
    (" IN PART", _Finder.review),
    (" IN FULL", _Finder.review),
    (" CASE NO", _Finder.review),
    ("REVIEW AUTHORITY", _Finder.review),
)
_STAMPED = ("APPROVED FOR RELEASE", "COPY FROM", "NATIONAL ARCHIVES", "NO OBJECTION TO DECL")
"""Words of stamps that stand on every page, and so in the first or the last lines of all."""
_EDGE = 200


def _is_stamped_with_marking(upper: str) -> bool:
    """Whether a stamp of another agency has a level or a caption on its line: such a line may hold the telegram."""
    return any(word in upper for word in _STAMPED) and (
        any(found["level"] != "UNCLASSIFIED" for found in level_within().finditer(upper)) or bool(restrictions(upper))
    )


def _head(found: re.Match[str]) -> PageHead:
    section, of = found["section"], found["of"]
    return PageHead(
        found["post"].strip().upper(), int(found["number"]), int(section) if section else None, int(of) if of else None
    )


def _last(words: str, named: list[str]) -> int:
    """Where the last words of a run of words, which are ``named``, begin in it."""
    at = len(words)
    for word in reversed(named):
        at = words.rfind(word, 0, at)
    return at
