"""Telegrams to measure with: drawn up from the invented vocabulary of the sample, each with the truth beside it.

They have the shapes of the real ones: lines wrapped at 65 to 69 columns, headings of many addressees, reference
lists of mixed forms, portion-marked paragraphs, dash points, page headings inside. The same seed gives the same
bytes. The truth is written down as a telegram is drafted and never comes from a reader, so that a run can say how
much of what was read is right.
"""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, NamedTuple

from legation.tables.posts import Posts, load_posts

STYLES = {"released": 35, "transmission": 30, "delivered": 12, "paged": 13, "seventies": 10}
"""Styles of copy and how many of a hundred telegrams have each."""
_YEARS = {"released": 2015, "transmission": 2015, "delivered": 2015, "paged": 2006, "seventies": 1975}
_A_DAY = 55  # telegrams a day, of all posts
_SPREAD = 0.6  # of the lognormal length
_LONGEST = 60_000

_PRECEDENCE = {"Z": "FLASH", "O": "IMMEDIATE", "P": "PRIORITY", "R": "ROUTINE"}
_LEVELS = {"UNCLASSIFIED": "U", "CONFIDENTIAL": "C", "SECRET": "S"}
_SPACED = {"UNCLASSIFIED": "UNCLAS", "CONFIDENTIAL": "C O N F I D E N T I A L", "SECRET": "S E C R E T"}
_OFFICES = ("PMD", "EAST", "LEG", "ARC", "MIN", "SEC", "RSCD", "MODL", "CAB", "INT", "ECO", "CON", "PRS", "TRE")
_ATTENTION = ("PMD/DIA", "EAST/TQ", "LEG/TR", "MIN/PS", "ECO/TRD", "RSCD/OPS")
_TAGS = ("PREL", "MARR", "MASS", "PARM", "PGOV", "ETRD", "EFIN", "CASC", "PINR", "XV", "XT", "XL", "XR")
_TAGS_OF_1975 = ("PFOR", "MILI", "EFIN", "CVIS", "PINT", "XV", "XT", "XL", "XR")
# Addressees beside the sample's, invented for the length of real lists; they number no telegrams.
_FURTHER = (
    ("RXVTOR", "EMBASSY TORVANE"),
    ("RXVSEL", "EMBASSY SELMIRE"),
    ("RXVQUA", "EMBASSY QUARRIN"),
    ("RXVHOL", "CONSULATE HOLLEN"),
    ("RXMNAV", "NAVBASE SCARHOLM"),
    ("RXMAIR", "AIRSTAFF OSMAR"),
    ("RXTRES", "TREASURY OSMAR"),
    ("RXSTF", "STAFF COLLEGE WENDMOOR"),
    ("RXHYD", "HYDROGRAPHIC OFFICE OSMAR"),
    ("RXCST", "COAST GUARD IMBREL STATION"),
)
_SIGNERS = (
    ("Ilsa Corvane", "Ambassador"),
    ("Matthis Orrelin", "Charge d'Affaires"),
    ("Renn Hallow", "Political-Military Counselor"),
    ("Lorn Pavick", "Ambassador"),
    ("Kaia Lindquar", "Consul"),
    ("Helene Vastrand", "Director-General"),
)

_WHO = (
    *("the ministry", "the Palace", "Telanar", "the Legal Adviser", "Asrakh", "the Navy", "the Coast Guard", "Odrun"),
    *("the Finance Ministry", "the Chief of Staff", "the embassy", "Vashtal", "our counsellor", "the harbour master"),
    *("the observer mission", "the Staff College", "a member of the secretariat", "the survey team", "Quorath"),
)
_SAID = (
    *("said that", "repeated that", "denied that", "told us on {day} that", "let it be known that", "doubted that"),
    *("wrote that", "agreed in principle that", "asked whether", "had heard that", "will not accept that"),
)
_WHAT = (
    *("the annex", "the schedule of talks", "the end-use agreement", "the helicopter contribution", "a second window"),
    *("the list of places at the staff college", "the patrol craft", "funds for fuel and spares", "the mine survey"),
    *("signature of the minutes", "the Strait partnership", "the four training aircraft", "the budget paper"),
    *("the observer post in the harbour", "transfer to third parties", "the concept paper", "the rockets at Dureh"),
)
_DOES = (
    *("would go forward in spring", "could not be found this year", "waits for a word from the capital", "is settled"),
    *("needs 20 days' notice", "had been put off twice", "should be taken up at the next round", "costs 4.5 million"),
    *("would be ready before the visit", "depends on crews that are not yet trained", "stands as it stood in May"),
    *("ought to be raised at a higher level", 'was "a matter of days and not of weeks"', "is read otherwise there"),
)
_TAIL = (
    *("", "", "", ", although no paper was left", ", and asked for a reply by {day}", " (see paragraph 2)"),
    *(", as in the minutes of 2011", "; the tone was friendly", ", if the Cabinet agrees", ", subject to funds"),
)
_TOPICS = (
    *("PATROL CRAFT", "END-USE TALKS", "THE STRAIT PARTNERSHIP", "HELICOPTERS FOR KERRATH", "STAFF COLLEGE PLACES"),
    *("MINE SURVEY", "THE HADRA-2 ROCKETS", "BUDGET TRANSPARENCY", "THE WORKING GROUP", "PORT VISIT TO IMBREL"),
)
_TURNS = (
    *("MINISTRY REPLIES", "NO DECISION BEFORE THE VISIT", "REPORT OF THE ROUND", "PALACE WANTS FEWER SUBJECTS"),
    *("SECOND DRAFT HANDED OVER", "NAVY AND FINANCE MINISTRY DISAGREE", "REQUEST FOR INSTRUCTIONS", "NEXT STEPS"),
)
_POINTS = (
    *("a date for the next round", "release of the four training aircraft", "access for observers to the harbour"),
    *("an annex on transfer to third parties", "places for two officers at the staff college", "a mine survey"),
    *("help with the destruction of surplus missiles and with the training of the crews that will carry it out",),
    *("signature of the agreed minutes before the Minister leaves for the council in Port Laven next month",),
)


class Post(NamedTuple):
    """One that numbers telegrams. ``name`` is as its telegrams bear it, ``key`` as reference numbers do."""

    name: str
    key: str
    plad: str
    ri: str
    display: str


class Reference(NamedTuple):
    label: str | None
    mrn: str | None
    text: str


class Truth(NamedTuple):
    """What a telegram says, by the names of the contract; ``style`` is the kind of copy."""

    style: str
    mrn: str
    dtg: str
    created: str | None
    action: str
    info_precedence: str | None
    from_plad: str
    to: tuple[tuple[str, str | None, str | None, str | None], ...]
    info: tuple[tuple[str, str | None, str | None, str | None], ...]
    distribution: tuple[tuple[str, str, int], ...]
    level: str
    captions: tuple[str, ...]
    caveats: tuple[str, ...]
    section: tuple[int | None, int | None]
    attention: tuple[tuple[str, str | None], ...]
    order: str
    declassify_on: str | None
    tags: tuple[str, ...]
    subject: str
    references: tuple[tuple[str | None, str | None], ...]
    classified_by: tuple[str | None, str | None]
    reasons: tuple[str, ...]
    numbers: tuple[int, ...]
    markings: tuple[str | None, ...]
    headings: tuple[str | None, ...]
    texts: tuple[str, ...]
    items: tuple[tuple[str, ...], ...]
    mentions: tuple[str | None, ...]
    summary: str | None
    signature: tuple[str, ...]


class Sent(NamedTuple):
    """One telegram as it travelled, and the truth about it."""

    text: bytes
    truth: Truth


@cache
def _world() -> tuple[tuple[Post, ...], tuple[tuple[str, str], ...]]:
    """The sample's posts, and all addressees as (routing indicator, address)."""
    rows = tomllib.loads((files("legation.sample") / "countries.toml").read_text(encoding="utf-8"))
    posts = tuple(
        Post(row["name"], row["name"].replace(" ", ""), row["plad"], row["ri"], row["display"]) for row in rows["post"]
    )
    addressees = [(row["ri"], row["plad"]) for row in (*rows["post"], *rows["addressee"])]
    return posts, (*addressees, *_FURTHER)


@cache
def known_posts() -> Posts:
    """The table of posts with the sample's, as an archive of this traffic has it."""
    return load_posts().extended({post.plad: post.name for post in _world()[0]})


def telegrams(count: int, *, seed: int = 1, mean_bytes: int = 6800) -> Iterator[tuple[str, bytes]]:
    """``count`` telegrams as (MRN, text)."""
    for sent in traffic(count, seed=seed, mean_bytes=mean_bytes):
        yield sent.truth.mrn, sent.text


def traffic(count: int = 20_000, *, seed: int = 1, mean_bytes: int = 6800) -> Iterator[Sent]:
    """``count`` telegrams with the truth, of lognormal length, ``mean_bytes`` in the mean of many; one at a time."""
    chance = random.Random(seed)  # noqa: S311 - the same traffic each time, no secret
    sent_by: Counter[tuple[int, str]] = Counter()
    styles = tuple(STYLES)
    weights = tuple(STYLES.values())
    for index in range(count):
        style = chance.choices(styles, weights)[0]
        length = min(chance.lognormvariate(-(_SPREAD**2) / 2, _SPREAD) * mean_bytes, _LONGEST)
        yield _Draft(chance, sent_by, index, style, length).telegram()


def wrapped(words: str, width: int, indent: str = "") -> list[str]:
    """``words`` as lines of at most ``width``; lines after the first begin with ``indent``."""
    lines: list[str] = []
    line = ""
    for word in words.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = indent + word
        else:
            line = f"{line} {word}" if line else word
    lines.append(line)
    return lines


class _Draft:
    """One telegram in the drafting: what is decided first, then heading, text part and body from it."""

    def __init__(
        self, chance: random.Random, sent_by: Counter[tuple[int, str]], index: int, style: str, length: float
    ) -> None:
        posts, _ = _world()
        self.chance, self.sent_by, self.style, self.length = chance, sent_by, style, length
        year = _YEARS[style] + index // (_A_DAY * 365)
        self.sent = datetime(year, 1, 1, chance.randrange(24), chance.randrange(60)) + timedelta(  # noqa: DTZ001 - Zulu
            days=index // _A_DAY % 365
        )
        self.post = chance.choices(posts, (4, 6, 2, 2, 1, 1))[0]
        self.number = self._next(year)
        self.upper = style in {"delivered", "seventies"} or chance.random() < 0.1
        self.width = chance.randint(65, 69)
        self.level = chance.choices(tuple(_LEVELS), (20, 68, 12))[0]
        self.signer, self.title = chance.choice(_SIGNERS)
        self.precedence = chance.choice(("O", "P", "R", "OR", "PR", "OP", "ZO"))
        self.sections = max(1, round(length / 5500)) if style == "paged" else 1
        self.references: list[Reference] = []
        self.mentions: list[str | None] = []

    def _next(self, year: int) -> int:
        """The post's next number; those that could be taken for a year in a sentence are left out."""
        self.sent_by[year, self.post.key] += 1
        if 1900 <= self.sent_by[year, self.post.key] <= 2035:
            self.sent_by[year, self.post.key] = 2036
        return self.sent_by[year, self.post.key]

    # Heading.

    @property
    def mrn(self) -> str:
        return f"{self.sent:%y}{self.post.key}{self.number}"

    def _addressees(self) -> tuple[list[tuple[str, str | None, str | None, str | None]], int]:
        """Addressees and how many of them are for action."""
        chance = self.chance
        _, addressees = _world()
        chosen = [a for a in chance.sample(addressees, chance.randint(4, 15)) if a[0] != self.post.ri]
        action = chance.choice((1, 1, 1, 2, 3))
        word = _PRECEDENCE[self.precedence[0]]
        bare = self.style in {"delivered", "seventies"}
        listed: list[tuple[str, str | None, str | None, str | None]] = []
        for place, (ri, plad) in enumerate(chosen):
            said = word if place < action and chance.random() < 0.8 else None
            if place >= action and chance.random() < 0.1:
                said = "PRIORITY"
            mcn = f"{chance.randrange(1, 10000):04d}" if chance.random() < 0.6 else None
            listed.append((plad, None if bare else ri, said, mcn))
        return listed, action

    def _heading(self) -> tuple[list[str], dict[str, Any]]:
        chance, sent = self.chance, self.sent
        listed, action = self._addressees()
        letter = _LEVELS[self.level]
        lines: list[str] = []
        created = None
        distribution: list[tuple[str, str, int]] = []
        if self.style in {"released", "paged"}:
            created = f"{sent - timedelta(minutes=chance.randrange(60)):%Y-%m-%d %H:%M}"
            lines += [self.mrn, created, f"{sent.year + 4}-03-04 10:03", self.level, self.post.display, ""]
            created = created.replace(" ", "T")
        if self.style in {"delivered", "seventies"}:
            lines += self._page_head(1)
            distribution = self._distribution(lines)
            dashes = "-" * (18 if self.style == "delivered" else 21)
            serial = chance.randrange(1000, 100_000)
            stamp = f"{dashes}{sent:%d%H%M}Z {serial:06d} /{chance.randrange(10, 60)}"
            lines.append(stamp if self.style == "delivered" else f"{dashes} {serial:06d}")
        else:
            lines.append(f"VZCZCXVO{chance.randrange(1, 10_000):04d}")
            lines += wrapped(f"{self.precedence[0] * 2} {' '.join(ri or '' for _, ri, _, _ in listed)}", self.width)
            lines.append(f"DE {self.post.ri} #{self.number % 10_000:04d} {sent:%j%H%M}")
            lines.append(f"ZN{'R' if letter == 'U' else 'Y'} {letter * 5} ZZH")
        lines += [f"{' '.join(self.precedence)} {sent:%d%H%M}Z {sent:%b %y}".upper(), f"FM {self.post.plad}"]
        for place, (plad, ri, said, mcn) in enumerate(listed):
            label = "TO " if place == 0 else "INFO " if place == action else ""
            lines.append(label + " ".join(filter(None, (f"{ri}/{plad}" if ri else plad, said, mcn))))
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
        level = [] if self.level == "UNCLASSIFIED" else [self.level]
        cut = self.post.name[:6].strip()
        if self.style == "seventies":
            head = f"PAGE {page:02d} {cut} {self.number:05d} {self.sent:%d%H%M}Z"
        else:
            head = f"PAGE {page:02d}        {cut}  {self.number:05d}  {self.sent:%d%H%M}Z"
        return [*level * (1 if page == 1 else 2), head, *(["43"] if self.style == "seventies" and page == 1 else [])]

    def _distribution(self, lines: list[str]) -> list[tuple[str, str, int]]:
        """The distribution block, added to ``lines``; its total is right."""
        chance = self.chance
        offices = chance.sample(_OFFICES, chance.randint(4, 12))
        copies = [chance.randrange(1, 16) for _ in offices]
        first = "ORIGIN" if self.style == "seventies" and self.post.name == "FOROFF" else "ACTION"
        lines.append(f"{first} {offices[0]}-{copies[0]:02d}")
        rest = " ".join(f"{office}-{count:02d}" for office, count in zip(offices[1:], copies[1:], strict=True))
        lines += wrapped(f"INFO {rest} ~/{sum(copies):03d}~W".replace(" ~", "~"), 60)
        lines[:] = [line.replace("~", " ") for line in lines]
        return [
            (first if at == 0 else "INFO", office, count)
            for at, (office, count) in enumerate(zip(offices, copies, strict=True))
        ]

    # Text part.

    def _text_part(self) -> tuple[list[str], dict[str, Any]]:
        chance, secret = self.chance, self.level != "UNCLASSIFIED"
        part = f"SECTION 01 OF {self.sections:02d} " if self.sections > 1 else ""
        number = f"{self.number:06d}" if self.style != "seventies" else f"{self.number}"
        lines = [] if self.style in {"delivered", "seventies"} else [""]
        lines += [f"{_SPACED[self.level]} {part}{self.post.name} {number}", ""]
        captions: list[str] = []
        caveats: list[str] = []
        if not secret and chance.random() < 0.5 and self.style != "seventies":
            lines += ["SENSITIVE"]
            caveats.append("SENSITIVE")
        if chance.random() < 0.5:
            captions.append("SIPDIS" if self.style != "seventies" else chance.choice(("EXDIS", "LIMDIS")))
            lines += [captions[0], ""]
        attention = self._attention(lines)
        order, until = self._order(lines, secret)
        tags = tuple(chance.sample(_TAGS if self.style != "seventies" else _TAGS_OF_1975, chance.randint(2, 7)))
        lines.append("TAGS: " + chance.choice((", ", " ")).join(tags))
        subject = f"{chance.choice(_TOPICS)}: {chance.choice(_TURNS)}"
        if chance.random() < 0.3:
            subject += f"; {chance.choice(_TURNS)}"
        lines += wrapped(f"SUBJECT: {subject}", self.width)
        self._reference_list(lines)
        lines.append("")
        by: tuple[str | None, str | None] = (None, None)
        reasons: tuple[str, ...] = ()
        if secret and self.style != "seventies":
            by, reasons = self._authority(lines)
        return lines, {
            "captions": tuple(captions),
            "caveats": tuple(caveats),
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
        if chance.random() < 0.5:
            return ()
        offices = chance.sample(_ATTENTION, chance.randint(1, 3))
        person = "TOMAS FERROW" if chance.random() < 0.3 else None
        said = ", ".join(offices[:-1]) + (" AND " if len(offices) > 1 else "") + offices[-1]
        lines += [f"FOROFF FOR {said}{f' ({person})' if person else ''}", ""]
        return tuple((office, person if office == offices[-1] else None) for office in offices)

    def _order(self, lines: list[str], secret: bool) -> tuple[str, str | None]:
        order = {2015: "13526", 2006: "12958"}.get(_YEARS[self.style], "11652")
        if self.style == "seventies":
            lines.append(f"E.O. {order}: {'GDS' if secret else 'N/A'}")
            return order, None
        if not secret:
            lines.append(f"E.O. {order}: N/A")
            return order, None
        until = date(self.sent.year + 10, self.sent.month, min(self.sent.day, 28))
        lines.append(f"E.O. {order}: DECL: {until:%m/%d/%Y}")
        return order, until.isoformat()

    def _cited(self, least: int = 1) -> tuple[str, str]:
        """One telegram to cite, as (words, MRN): an earlier one of this year, or one of the year before, named so."""
        chance = self.chance
        post = chance.choice(_world()[0])
        highest = self.sent_by[self.sent.year, post.key] - (1 if post is self.post else 0)
        if highest < least or chance.random() < 0.25:
            number = chance.randrange(least, 1900)
            year = self.sent.year - 1
            words = chance.choice(
                (f"{year % 100:02d} {post.name} {number}", f"{year % 100:02d} {post.name} {number:06d}")
            )
            return words, f"{year % 100:02d}{post.key}{number}"
        number = chance.randrange(least, highest + 1)
        number = 1899 if 1900 <= number <= 2035 else number
        return f"{post.name} {number}", f"{self.sent:%y}{post.key}{number}"

    def _reference_list(self, lines: list[str]) -> None:
        chance = self.chance
        kind = chance.random()
        if kind < 0.1:
            return
        if kind < 0.3:
            words, mrn = self._cited()
            self.references.append(Reference(None, mrn, words))
            lines.append(f"REF: {words}")
            return
        texts: list[tuple[str, str]] = []
        for place in range(chance.randint(2, 5)):
            label = "ABCDE"[place]
            form = chance.random()
            if form < 0.12:
                day = f"{self.sent - timedelta(days=9):%B %d, %Y}".upper()
                words = f"HALLOW-FERROW E-MAIL OF {day}"
                self.references.append(Reference(label, None, words))
            else:
                words, mrn = self._cited()
                self.references.append(Reference(label, mrn, words))
                number = int(words.rpartition(" ")[2])
                if form < 0.3:
                    words += " (NOTAL)"
                elif form < 0.42 and 101 < number < 1898:
                    words += f" AND {number - 1}"
                    self.references.append(Reference(label, mrn.removesuffix(str(number)) + str(number - 1), words))
            texts.append((label, words))
        if chance.random() < 0.5:
            lines += wrapped("REF: " + "; ".join(f"{label}) {words}" for label, words in texts), self.width)
        else:
            first, *rest = texts
            lines.append(f"REFS: {first[0]}. {first[1]}")
            lines += [f"      {label}. {words}" for label, words in rest]

    def _authority(self, lines: list[str]) -> tuple[tuple[str, str], tuple[str, ...]]:
        letters = self.chance.choice((("b", "d"), ("b", "c", "d"), ("b",)))
        where = f"{self.post.display.replace('Embassy ', 'Embassy of Veldria, ')}"
        written = ", ".join(f"({letter})" for letter in letters)
        words = f"Classified By: {self.signer}, {self.title}, {where}. Reason: 1.4 {written}"
        words = words.upper() if self.upper else words
        lines += [*wrapped(words, self.width), ""]
        name, title = (self.signer, self.title)
        by = (name.upper(), title.upper()) if self.upper else (name, title)
        return by, tuple(f"1.4({letter})" for letter in letters)

    # Body.

    def _sentence(self) -> str:
        chance = self.chance
        words = (
            f"{chance.choice(_WHO)} {chance.choice(_SAID)} {chance.choice(_WHAT)} {chance.choice(_DOES)}"
            f"{chance.choice(_TAIL)}"
        )
        if "{day}" in words:
            day = self.sent - timedelta(days=chance.randrange(1, 40))
            words = words.replace("{day}", f"{day:%B} {day.day}")
        return f"{words[0].upper()}{words[1:]}."

    def _citing(self) -> str:
        """A sentence that names another telegram."""
        chance = self.chance
        kind = chance.random()
        lettered = [r for r in self.references if r.label]
        if lettered and kind < 0.6:
            named = chance.choice(lettered)
            first = next(r for r in lettered if r.label == named.label)
            self.mentions.append(first.mrn)
            who = chance.choice(_WHO)
            return f"{who[0].upper()}{who[1:]} went back on what was said before (ref {named.label})."
        if len(self.references) == 1 and kind < 0.6:
            self.mentions.append(self.references[0].mrn)
            return "The points in reftel were gone through one by one."
        words, mrn = self._cited(10)  # in a sentence one digit is no telegram's number
        self.mentions.append(mrn)
        return f"The reply was reported in {words}, and nothing has been added to it."

    def _body(self, room: float) -> tuple[list[str], dict[str, Any]]:
        chance = self.chance
        count = max(4, min(15, round(room / 600)))
        share = max(room / count - 72, 120)
        short = _LEVELS[self.level]
        lines: list[str] = []
        found: dict[str, list[Any]] = {name: [] for name in ("markings", "headings", "texts", "items")}
        summary = None
        for number in range(1, count + 1):
            marking = None
            if self.style != "seventies" and self.level != "UNCLASSIFIED":
                marking = short if chance.random() < 0.85 else chance.choice(("U", "SBU"))
            words, points = self._paragraph(share)
            heading = None
            if number == 1 and chance.random() < 0.6:
                summary = words
                words = f"Summary: {words} End summary."
                points = []
            elif number == count and chance.random() < 0.5:
                words, points = f"Comment: {words} End comment.", []
            elif number > 1 and chance.random() < 0.2:
                heading = chance.choice(_TOPICS)
                lines += ["-" * len(heading), heading, "-" * len(heading), ""]
            words = words.upper() if self.upper else words
            points = [point.upper() for point in points] if self.upper else points
            mark = f"({marking}) " if marking else ""
            lines += wrapped(f"{number}. {mark}{words}", self.width)
            if points:
                lines.append("")
            for place, point in enumerate(points):
                sign = "." if place == len(points) - 1 else ";"
                lines += wrapped(f"-- {point}{sign}", self.width)
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
        points = chance.sample(_POINTS, chance.randint(2, 5)) if chance.random() < 0.15 else []
        room *= chance.uniform(0.6, 1.4)
        room -= sum(map(len, points))
        kept = [self._sentence()]
        length = len(kept[0])
        while length < room:
            kept.append(self._citing() if chance.random() < 0.08 else self._sentence())
            length += len(kept[-1]) + 1
        return " ".join(kept), points

    # The whole.

    def telegram(self) -> Sent:
        head, of_head = self._heading()
        part, of_part = self._text_part()
        above = sum(map(len, head)) + sum(map(len, part)) + len(head) + len(part)
        body, of_body = self._body(self.length - above - 60)
        name = self.signer.split()[-1].upper()
        if self.chance.random() < 0.15 and not of_body["items"][-1]:
            body[-2] += f" {name}"
        else:
            body.append(name)
        lines = self._paged([*head, *part], body)
        if self.style not in {"delivered", "seventies"}:
            lines += ["BT", f"#{self.number % 10_000:04d}", ""]
        elif self.level != "UNCLASSIFIED":
            lines.append(self.level)
        lines += ["NNNN", ""] if self.chance.random() < 0.8 else [""]
        end = "\r\n" if self.chance.random() < 0.1 else "\n"
        truth = Truth(
            style=self.style,
            mrn=self.mrn,
            dtg=f"{self.sent:%Y-%m-%dT%H:%M}Z",
            from_plad=self.post.plad,
            level=self.level,
            signature=(name,),
            **of_head,
            **of_part,
            **of_body,
        )
        return Sent(end.join(lines).encode(), truth)

    def _paged(self, above: list[str], body: list[str]) -> list[str]:
        """The lines with page headings between them, where this style of copy has them."""
        if self.style in {"released", "transmission"}:
            return above + body
        if self.style == "paged":
            cuts = [0, *(len(body) * n // self.sections for n in range(1, self.sections)), len(body)]
            lines = list(above)
            for page, (start, end) in enumerate(pairwise(cuts), 1):
                if page > 1:
                    lines += ["", f"{self.post.name} {self.number:08d}  {page:03d} OF {self.sections:03d} ", ""]
                lines += body[start:end]
            return lines
        lines = list(above)
        page, room = 1, 50 - len(above)
        for line in body:
            if room <= 0:
                page, room = page + 1, 48
                lines += self._page_head(page)
            lines.append(line)
            room -= 1
        return lines
