"""One simulated telegram in the drafting: what is decided first, then heading, text part and body from it."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from legation.simulate import naval
from legation.simulate.chance import share_of
from legation.simulate.damage import damaged
from legation.simulate.register import Cited, Register, mrn_of
from legation.simulate.truth import Reference, Sent, Truth
from legation.simulate.words import sentences, topics, turns
from legation.simulate.world import Post, Style, addressees, captions, eras, levels, listed, persons
from legation.simulate.wrapping import in_mail, in_page, in_record, wrapped

_PRECEDENCE = {"Z": "FLASH", "O": "IMMEDIATE", "P": "PRIORITY", "R": "ROUTINE"}
_PRECEDENCES = ("O", "P", "R", "OR", "PR", "OP", "ZO")
_LABELS = "ABCDE"
_WORD = 6  # signs of a word, its blank included, in the mean
_REASONS = (("b", "d"), ("b", "c", "d"), ("b",))
_SECTION = 5500  # signs of a section
_PAGE = 48  # lines of a page of a delivered copy


class Simulated:
    """One simulated telegram. ``room``: about how many bytes it is to have."""

    def __init__(
        self, chance: random.Random, register: Register, style: Style, post: Post, sent: datetime, room: int
    ) -> None:
        self.chance, self.register, self.style, self.post, self.sent, self.room = (
            *(chance, register, style.name, post, sent, room),
        )
        self.era = eras()[style.era]
        self.old = style.era == "seventies"
        self.bare = self.old or self.style == "delivered"
        self.number, self.before = register.number(post, sent)
        self.upper = self.bare or share_of(chance, 10)
        self.width = chance.randint(65, 69)
        self.level = levels(style.era).pick(chance)
        self.signer = f"{chance.choice(persons('given'))} {chance.choice(persons('family'))}"
        self.title = chance.choice(persons("titles"))
        self.precedence = chance.choice(_PRECEDENCES)
        self.sections = max(1, round(room / _SECTION)) if self.style == "paged" else 1
        self.references: list[Reference] = []
        self.mentions: list[str | None] = []
        self.held: list[str] = []
        self.missing: list[str] = []

    @property
    def mrn(self) -> str:
        return mrn_of(self.sent.year, self.post, self.number)

    def telegram(self, *, damaged: bool) -> Sent:
        """The telegram, with damage or without. To be asked for once."""
        if self.style == "genadmin":
            lines, truth = naval.message(self)
        else:
            lines, truth = self._telegram()
        return self._sent(lines, truth, damage=damaged)

    def _telegram(self) -> tuple[list[str], Truth]:
        head, of_head = self._heading()
        part, of_part = self._text_part()
        above = sum(map(len, head)) + sum(map(len, part)) + len(head) + len(part)
        body, of_body = self._body(self.room - above - 60 - (1400 if self.style == "record" else 0))
        name = self.signer.split()[-1].upper()
        if share_of(self.chance, 15) and not of_body["items"][-1]:
            body[-2] += f" {name}"
        else:
            body.append(name)
        lines = self._paged([*head, *part], body)
        if not self.bare:
            lines += ["BT", f"#{self.number % 10_000:04d}", ""]
        elif self.level.name != "UNCLASSIFIED":
            lines.append(self.level.name)
        if self.style != "record":
            lines += ["NNNN", ""] if share_of(self.chance, 80) else [""]
        truth = Truth(
            style=self.style,
            mrn=self.mrn,
            dtg=f"{self.sent:%Y-%m-%dT%H:%M}Z",
            from_plad=self.post.plad,
            level=self.level.name,
            signature=(name,),
            **of_head,
            **of_part,
            **of_body,
        )
        self.register.keep(Cited(self.sent.year, self.post, self.number, self.before, truth.subject))
        return lines, truth

    def _sent(self, lines: list[str], truth: Truth, *, damage: bool) -> Sent:
        faults: tuple[str, ...] = ()
        if damage:
            lines, faults = damaged(self.chance, lines)
        end = "\r\n" if share_of(self.chance, 10) else "\n"
        inner = end.join(lines)
        text, suffix = inner, ".txt"
        if self.style == "record":
            text = inner = in_record(lines, truth, self.post.name, self.chance, end)
        elif self.style == "mail":
            text, suffix = in_mail(inner.replace("\r", ""), truth), ".eml"
        elif self.style == "html":
            text, suffix = in_page(inner, truth), ".html"
        return Sent(
            text=text.encode(),
            inner=inner.encode(),
            suffix=suffix,
            truth=truth,
            held=tuple(dict.fromkeys(self.held)),
            missing=tuple(dict.fromkeys(self.missing)),
            faults=faults,
        )

    # Heading.

    def _addressees(self) -> tuple[list[tuple[str, str | None, str | None, str | None]], int]:
        """Addressees and how many of them are for action."""
        chance = self.chance
        chosen = [a for a in chance.sample(addressees(), chance.randint(4, 15)) if a[1] != self.post.plad]
        action = chance.choice((1, 1, 1, 2, 3))
        word = _PRECEDENCE[self.precedence[0]]
        listed: list[tuple[str, str | None, str | None, str | None]] = []
        for place, (ri, plad) in enumerate(chosen):
            said = word if place < action and share_of(chance, 80) else None
            if place >= action and share_of(chance, 10):
                said = "PRIORITY"
            mcn = f"{chance.randrange(1, 10000):04d}" if share_of(chance, 60) else None
            listed.append((plad, None if self.bare else ri, said, mcn))
        return listed, action

    def _heading(self) -> tuple[list[str], dict[str, Any]]:
        chance, sent = self.chance, self.sent
        listed, action = self._addressees()
        letter = self.level.portion[0]
        lines: list[str] = []
        created = None
        distribution: list[tuple[str, str, int]] = []
        if self.style in {"released", "paged", "html"}:
            created = f"{sent - timedelta(minutes=chance.randrange(60)):%Y-%m-%d %H:%M}"
            lines += [self.mrn, created, f"{sent.year + 4}-03-04 10:03", self.level.name, self.post.display, ""]
            created = created.replace(" ", "T")
        if self.bare:
            lines += self._page_head(1)
            distribution = self._distribution(lines)
            dashes = "-" * (21 if self.old else 18)
            serial = chance.randrange(1000, 100_000)
            stamp = f"{dashes}{sent:%d%H%M}Z {serial:06d} /{chance.randrange(10, 60)}"
            lines.append(f"{dashes} {serial:06d}" if self.old else stamp)
        else:
            lines.append(f"VZCZCXVO{chance.randrange(1, 10_000):04d}")
            lines += wrapped(f"{self.precedence[0] * 2} {' '.join(ri or '' for _, ri, _, _ in listed)}", self.width)
            lines.append(f"DE {self.post.ri} #{self.number % 10_000:04d} {sent:%j%H%M}")
            lines.append(f"ZN{'R' if letter == 'U' else 'Y'} {letter * 5} ZZH")
        lines += [f"{' '.join(self.precedence)} {sent:%d%H%M}Z {sent:%b %y}".upper(), f"FM {self.post.plad}"]
        for place, (plad, ri, said, mcn) in enumerate(listed):
            label = "TO " if place == 0 else "INFO " if place == action else ""
            lines.append(label + " ".join(filter(None, (f"{ri}/{plad}" if ri else plad, said, mcn))))
        if self.style == "record":
            created = f"{sent:%Y-%m-%d}"
        elif self.style == "mail":
            created = f"{sent:%Y-%m-%dT%H:%M}"
        return lines, {
            "created": created,
            "action": _PRECEDENCE[self.precedence[0]],
            "info_precedence": _PRECEDENCE[self.precedence[1]] if len(self.precedence) > 1 else None,
            "to": tuple(listed[:action]),
            "info": tuple(listed[action:]),
            "distribution": tuple(distribution),
        }

    def _page_head(self, page: int) -> list[str]:
        """What stands above each page of a delivered copy."""
        level = [] if self.level.name == "UNCLASSIFIED" else [self.level.name]
        cut = self.post.name[:6].strip()
        if self.old:
            head = f"PAGE {page:02d} {cut} {self.number:05d} {self.sent:%d%H%M}Z"
        else:
            head = f"PAGE {page:02d}        {cut}  {self.number:05d}  {self.sent:%d%H%M}Z"
        return [*level * (1 if page == 1 else 2), head, *(["43"] if self.old and page == 1 else [])]

    def _distribution(self, lines: list[str]) -> list[tuple[str, str, int]]:
        """The distribution block, added to ``lines``; its total is right."""
        chance = self.chance
        offices = chance.sample(listed("offices"), chance.randint(4, 12))
        copies = [chance.randrange(1, 16) for _ in offices]
        first = "ORIGIN" if self.old and self.post.key == "STATE" else "ACTION"
        lines.append(f"{first} {offices[0]}-{copies[0]:02d}")
        rest = " ".join(f"{office}-{count:02d}" for office, count in zip(offices[1:], copies[1:], strict=True))
        lines += [line.replace("~", " ") for line in wrapped(f"INFO {rest} /{sum(copies):03d}~W", 60)]
        return [
            (first if at == 0 else "INFO", office, count)
            for at, (office, count) in enumerate(zip(offices, copies, strict=True))
        ]

    # Text part.

    def _text_part(self) -> tuple[list[str], dict[str, Any]]:
        chance, secret = self.chance, self.level.name != "UNCLASSIFIED"
        part = f"SECTION 01 OF {self.sections:02d} " if self.sections > 1 else ""
        number = f"{self.number}" if self.old else f"{self.number:06d}"
        lines = [] if self.bare else [""]
        lines += [f"{self.level.spaced} {part}{self.post.name} {number}", ""]
        caveats: list[str] = []
        if not secret and not self.old and share_of(chance, 50):
            lines += ["SENSITIVE"]
            caveats.append("SENSITIVE")
        marks = captions(self.era.name).pick(chance)
        marks = marks if secret or not {"NODIS", "EXDIS", "NOFORN", "STADIS"} & set(marks) else ()
        if marks:
            lines += [*marks, ""]
        attention = self._attention(lines)
        order, until = self._order(lines, secret=secret)
        country = self.post.then if self.old else self.post.later
        subjects = listed("tags_seventies" if self.old else "tags_later")
        tags = (*chance.sample(subjects, chance.randint(1, 5)), country)
        lines.append("TAGS: " + chance.choice((", ", " ")).join(tags))
        cited = self.register.held(chance, 10) if share_of(chance, 35) else None
        said = "; ".join(chance.sample(turns(), 2 if share_of(chance, 30) else 1))
        subject = cited.subject if cited else f"{chance.choice(topics())}: {said}"
        lines += wrapped(f"SUBJECT: {subject}", self.width)
        self._reference_list(lines, cited)
        lines.append("")
        by: tuple[str | None, str | None] = (None, None)
        reasons: tuple[str, ...] = ()
        if secret and not self.old:
            by, reasons = self._authority(lines)
        return lines, {
            "captions": tuple(mark for mark in marks if mark != "NOFORN"),
            "caveats": (*caveats, *(mark for mark in marks if mark == "NOFORN")),
            "section": (1, self.sections) if self.sections > 1 else (None, None),
            "attention": attention,
            "order": order,
            "declassify_on": until,
            "tags": tags,
            "subject": subject,
            "references": tuple((r.label, r.mrn) for r in self.references),
            "classified_by": by,
            "reasons": reasons,
        }

    def _attention(self, lines: list[str]) -> tuple[tuple[str, str | None], ...]:
        chance = self.chance
        if share_of(chance, 50):
            return ()
        offices = chance.sample(listed("attention"), chance.randint(1, 3))
        person = f"ALPHA {chance.choice(persons('family')).upper()}" if share_of(chance, 30) else None
        said = ", ".join(offices[:-1]) + (" AND " if len(offices) > 1 else "") + offices[-1]
        lines += [f"DEPT FOR {said}{f' ({person})' if person else ''}", ""]
        return tuple((office, person if office == offices[-1] else None) for office in offices)

    def _order(self, lines: list[str], *, secret: bool) -> tuple[str, str | None]:
        order = self.era.order
        if self.old:
            lines.append(f"E.O. {order}: {'GDS' if secret else 'N/A'}")
            return order, None
        if not secret:
            lines.append(f"E.O. {order}: N/A")
            return order, None
        until = date(self.sent.year + 10, self.sent.month, min(self.sent.day, 28))
        lines.append(f"E.O. {order}: DECL: {until:%m/%d/%Y}")
        return order, until.isoformat()

    def cited(self, least: int = 1, chosen: Cited | None = None) -> tuple[str, str]:
        """One telegram to cite, as (words, MRN): ``chosen``, else a held one oftener than a missing one."""
        chance = self.chance
        found = chosen or (self.register.held(chance, least) if share_of(chance, 65) else None)
        if found is not None:
            year, post, number = found.year, found.post, found.number
            self.held.append(found.mrn)
        else:
            year, post, number = self.register.missing(chance, self.post, least)
            self.missing.append(mrn_of(year, post, number))
        if year == self.sent.year:
            return f"{post.name} {number}", mrn_of(year, post, number)
        written = f"{number:06d}" if share_of(chance, 50) else f"{number}"
        return f"{year % 100:02d} {post.name} {written}", mrn_of(year, post, number)

    def _reference_list(self, lines: list[str], cited: Cited | None) -> None:
        chance = self.chance
        kind = chance.randrange(100)
        if kind < 10 and cited is None:
            return
        if kind < 30:
            words, mrn = self.cited(chosen=cited)
            self.references.append(Reference(None, mrn, words))
            lines.append(f"REF: {words}")
            return
        texts: list[tuple[str, str]] = []
        for place in range(chance.randint(2, 5)):
            label = _LABELS[place]
            form = chance.randrange(100)
            if form < 12:
                day = f"{self.sent - timedelta(days=9):%B %d, %Y}".upper()
                words = f"{'-'.join(chance.sample(persons('family'), 2)).upper()} E-MAIL OF {day}"
                self.references.append(Reference(label, None, words))
            else:
                words, mrn = self.cited(chosen=cited if place == 0 else None)
                self.references.append(Reference(label, mrn, words))
                if form < 30:
                    words += " (NOTAL)"
            texts.append((label, words))
        if share_of(chance, 50):
            lines += wrapped("REF: " + "; ".join(f"{label}) {words}" for label, words in texts), self.width)
        else:
            first, *rest = texts
            lines.append(f"REFS: {first[0]}. {first[1]}")
            lines += [f"      {label}. {words}" for label, words in rest]

    def _authority(self, lines: list[str]) -> tuple[tuple[str, str], tuple[str, ...]]:
        letters = self.chance.choice(_REASONS)
        written = ", ".join(f"({letter})" for letter in letters)
        words = f"Classified By: {self.signer}, {self.title}, U.S. {self.post.display}. Reason: 1.4 {written}"
        words = words.upper() if self.upper else words
        lines += [*wrapped(words, self.width), ""]
        name, title = (self.signer, self.title)
        by = (name.upper(), title.upper()) if self.upper else (name, title)
        return by, tuple(f"1.4({letter})" for letter in letters)

    # Body.

    def _citing(self) -> str:
        """A sentence that names another telegram."""
        chance = self.chance
        kind = chance.randrange(100)
        lettered = [r for r in self.references if r.label]
        if lettered and kind < 60:
            named = chance.choice(lettered)
            first = next(r for r in lettered if r.label == named.label)
            self.mentions.append(first.mrn)
            return f"The ministry went back on what was said before (ref {named.label})."
        if len(self.references) == 1 and kind < 60:
            self.mentions.append(self.references[0].mrn)
            return "The points in reftel were gone through one by one."
        words, mrn = self.cited(100)  # in a sentence one digit or two are no telegram's number
        self.mentions.append(mrn)
        return f"The reply was reported in {words}, and nothing has been added to it."

    def _body(self, room: float) -> tuple[list[str], dict[str, Any]]:
        chance = self.chance
        count = max(4, min(15, round(room / 600)))
        share = max(room / count - 45, 120)
        short = self.level.portion
        marked = not self.old and self.level.name != "UNCLASSIFIED"
        lines: list[str] = []
        found: dict[str, list[Any]] = {name: [] for name in ("markings", "headings", "texts", "items")}
        summary = None
        for number in range(1, count + 1):
            marking = None
            if marked:
                marking = short if share_of(chance, 85) else chance.choice(("U", "SBU"))
            words, points = self._paragraph(share)
            heading = None
            if number == 1 and share_of(chance, 60):
                summary = words
                words = f"Summary: {words} End summary."
                points = []
            elif number == count and share_of(chance, 50):
                words, points = f"Comment: {words} End comment.", []
            elif number > 1 and share_of(chance, 20):
                heading = chance.choice(topics())
                lines += ["-" * len(heading), heading, "-" * len(heading), ""]
            words = words.upper() if self.upper else words
            points = [point.upper() for point in points] if self.upper else points
            mark = f"({marking}) " if marking else ""
            lines += wrapped(f"{number}. {mark}{words}", self.width)
            if points:
                lines.append("")
            for place, point in enumerate(points):
                lines += wrapped(f"-- {point}{'.' if place == len(points) - 1 else ';'}", self.width)
            lines.append("")
            found["markings"].append(marking)
            found["headings"].append(heading)
            found["texts"].append(
                " ".join([words, *(f"-- {p};" for p in points[:-1]), *(f"-- {p}." for p in points[-1:])])
            )
            found["items"].append(tuple(points))
        if summary is not None and self.upper:
            summary = summary.upper()
        return lines, {
            "numbers": tuple(range(1, count + 1)),
            **{name: tuple(values) for name, values in found.items()},
            "mentions": tuple(self.mentions),
            "summary": summary,
        }

    def _paragraph(self, room: float) -> tuple[str, list[str]]:
        """The sentences of one paragraph and its dash points, together about ``room`` long."""
        chance = self.chance
        points: list[str] = []
        if share_of(chance, 15):
            points = [said[:-1] for said in sentences(chance, 10 * chance.randint(2, 5))]
            points = points if len(points) > 1 else []
        words = int(room) * chance.randint(60, 140) // 100 - sum(map(len, points))
        kept = sentences(chance, max(words // _WORD, 6))
        for at in range(1, len(kept)):
            if share_of(chance, 8):
                kept[at] = self._citing()
        return " ".join(kept), points

    # The whole.

    def _paged(self, above: list[str], body: list[str]) -> list[str]:
        """The lines with page headings between them, where this style of copy has them."""
        if self.style == "paged":
            cuts = [0, *(len(body) * n // self.sections for n in range(1, self.sections)), len(body)]
            lines = list(above)
            for page, (start, end) in enumerate(pairwise(cuts), 1):
                if page > 1:
                    lines += ["", f"{self.post.name} {self.number:08d}  {page:03d} OF {self.sections:03d} ", ""]
                lines += body[start:end]
            return lines
        if not self.bare:
            return above + body
        lines = list(above)
        page, room = 1, _PAGE + 2 - len(above)
        for line in body:
            if room <= 0:
                page, room = page + 1, _PAGE
                lines += self._page_head(page)
            lines.append(line)
            room -= 1
        return lines
