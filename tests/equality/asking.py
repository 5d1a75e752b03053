"""What a request is made of, and how its answer is taken down so that two of them can be compared."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import hashlib
import json
import math
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import msgspec
import polars

from legation.core.dialogue.proposal import Source
from legation.core.draft import Draft, DraftParagraph
from legation.core.errors import LegationError
from legation.core.hook import hook_id
from legation.core.marking import Reader
from legation.core.profile import rules_text
from legation.core.text import Span
from legation.storage.cursor import place_of
from legation.storage.deliveries import Overdue, Place

from .telegrams import LETTERS, OF_SERIES, SERIES_TO, SHARED_WORDS
from .worlds import NOW, Known, profiles, written_draft

_PLACE = TemporaryDirectory()
_FILES = Path(_PLACE.name)


class Request(msgspec.Struct, frozen=True):
    """row: the row that made it. words: all that is asked, as it is printed when the answers differ."""

    row: str
    words: tuple[Any, ...]
    named: dict[str, Any] = {}

    def __str__(self) -> str:
        told = [repr(word) for word in self.words] + [f"{name}={value!r}" for name, value in self.named.items()]
        return f"{self.row}({', '.join(told)})"


class Asker:
    """Draws what a reader asks for: of what is held, closed, only cited, and nowhere."""

    def __init__(self, chance: Random, known: Known, reader: Reader) -> None:
        self.chance = chance
        self.known = known
        self.reader = reader
        self._files: dict[str, str] = {}

    def one(self, *choices: Any) -> Any:
        return self.chance.choice(choices)

    def some(self, **named: Any) -> dict[str, Any]:
        """A part of the named arguments."""
        return {name: value for name, value in named.items() if self.chance.random() < 0.5}

    def mrn(self) -> str:
        """A number, mostly one that somebody holds, in one of its spellings."""
        roll = self.chance.random()
        if roll < 0.75 and self.known.mrns:
            mrn = self.chance.choice(self.known.mrns)
        elif roll < 0.9 and self.known.cited:
            mrn = self.chance.choice(self.known.cited)
        else:
            mrn = f"15BELISAR{self.chance.randrange(50, 99)}"
        if mrn.startswith(OF_SERIES) and self.chance.random() < 0.6:
            mrn = f"{mrn} to {self.one(*SERIES_TO)}"
        return mrn if self.chance.random() < 0.8 else mrn.lower()

    def upload(self) -> str:
        """A file of the traffic, whether the reader may read what is in it or not."""
        return str(self.chance.choice(self.known.files))

    def edition(self) -> str:
        """One of the versions of a telegram, by number or by hash."""
        return self.one("", "", "1", "2", "3", self.chance.choice(self.known.hashes)[:10])

    def annotation(self) -> str:
        """One that somebody wrote, or none."""
        return self.chance.choice(self.known.annotations) if self.known.annotations else "f" * 16

    def missing(self) -> str:
        """A number that is cited and not held; or one that is."""
        return self.chance.choice(self.known.cited) if self.known.cited and self.chance.random() < 0.7 else self.mrn()

    def numbers(self) -> str:
        """What numbers begin with."""
        return self.one(
            "15", "15BELISAR", "16foroff", "75E", "99", "2015", "1975 edrune", "belisar", "2015\nbelisar", OF_SERIES
        )

    def name(self) -> str:
        """A telegram by number, by the beginning of its hash, or by its file."""
        roll = self.chance.random()
        if roll < 0.7:
            return self.mrn()
        if roll < 0.9:
            return self.chance.choice(self.known.hashes)[: self.chance.choice((8, 12, 64))]
        return self.chance.choice(self.known.files)

    def word(self) -> str:
        roll = self.chance.random()
        if roll < 0.75:
            return self.chance.choice(SHARED_WORDS)
        if roll < 0.95:
            return self.chance.choice(self.known.words)
        return f"zq{''.join(self.chance.choices(LETTERS, k=6))}z"

    def query(self) -> str:
        """A search in the language of searches, sometimes a wrong one."""
        roll = self.chance.random()
        if roll < 0.3:
            return self.word()
        if roll < 0.42:
            return f"{self.word()} {self.one('AND', 'OR', 'NOT', '')} {self.word()}"
        if roll < 0.5:
            return (
                f'"{self.one("patrol craft", "the rockets", "training aircraft", "the minister said", "a dialogue")}"'
            )
        if roll < 0.58:
            return f"{self.word()[: self.chance.randrange(1, 5)]}*"
        if roll < 0.66:
            return (
                self.mrn()
                if self.chance.random() < 0.5
                else f'{self.one("ref", "mrn", "cites", "citedby")}:"{self.mrn()}"'
            )
        if roll < 0.9:
            return self.one(
                "from:belisar",
                "to:foroff",
                "info:mindef",
                "signed:corvane",
                f"post:{self.one('belisar', 'foroff', 'imbrel')}",
                f"tag:{self.one('prel', 'marr', 'xv')}",
                f"class:{self.one('secret', 'confidential', 'unclassified')}",
                f"caption:{self.one('exdis', 'nodis', 'sipdis')}",
                f"date:{self.one('2015', '2015-03', '2016', '1975', '2015-01..2015-05')}",
                f"subject:{self.word()}",
                f"NOT {self.word()}",
                f'"{self.word()} {self.word()}"~{self.chance.randrange(2, 20)}',
                f"tag:({self.one('prel', 'xv')} OR {self.one('marr', 'xt')})",
                f"citedby:{self.mrn()}",
                f"person:{self.one('vashtal', 'washtal', 'corvane', 'asrakh')}",
                f"has:{self.one('ref', 'refs', 'sections')}",
                f"{self.word()[:2]}?{self.word()[3:]}",
                f"prec:{self.one('routine', 'immediate')}",
                f"eo:{self.one('13526', '11652')}",
                f"{self.word()} date>2015-03-01",
                f"({self.word()} OR {self.word()}) {self.word()}",
            )
        return self.one("(", "date:never", "colour:red", f"{self.word()} AND", "", "*", '"open', f"ref:{self.word()}")

    def sort(self) -> Any:
        return self.one("relevance", "newest", "oldest")

    def cursor(self) -> str:
        """Where a page goes on; a reader may keep one, and may make one up."""
        return self.one("", "", "made up")

    def beginning(self) -> str:
        """The beginning of a search that is still being typed."""
        roll = self.chance.random()
        if roll < 0.5:
            return self.word()[: self.chance.randrange(1, 5)]
        if roll < 0.8:
            field, value = self.one(("tag", "pre"), ("post", "b"), ("class", ""), ("caption", "e"), ("mrn", "15"))
            return f"{field}:{value}"
        return f"{self.word()} {self.one('t', 'zq', 'fr', '')}"

    def source(self) -> Source:
        """A place in a telegram, as entries of a ledger name it."""
        span = Span(self.chance.randrange(50), self.chance.randrange(50, 400))
        return Source(self.mrn(), self.one(None, 1, 2), span, self.chance.choice(self.known.hashes))

    def dialogue(self) -> str:
        if self.known.dialogues and self.chance.random() < 0.9:
            return self.chance.choice(self.known.dialogues)
        return "d-9"

    def thing(self) -> str:
        """A thing of a board by number or by id."""
        if self.known.things and self.chance.random() < 0.5:
            return self.chance.choice(self.known.things)
        return self.one("1", "2", "3", "objective 2", "commitment 1", "position 1", "meeting 1", "7")

    def which(self) -> Any:
        """Proposals of a telegram by number or fingerprint; None is all."""
        roll = self.chance.random()
        if roll < 0.2:
            return None
        if roll < 0.8 or not self.known.fingerprints:
            return self.chance.randrange(1, 5)
        return self.chance.choice(self.known.fingerprints)

    def kept_draft(self) -> str:
        """A draft by its id or the beginning of it, mostly one that somebody has begun."""
        if self.known.drafts and self.chance.random() < 0.85:
            return self.chance.choice(self.known.drafts)[: self.chance.choice((4, 9, 9))]
        return "n00000000"

    def text(self) -> Draft:
        """The text of a draft, at any level."""
        return written_draft(self.chance.choice(SHARED_WORDS), self.one("UNCLASSIFIED", "CONFIDENTIAL", "SECRET", None))

    def queued(self, place: object) -> str:
        """Where a list of deliveries goes on, or what is no such place."""
        return self.one(place_of(place), place_of(place), "nowhere")

    def place(self) -> Place:
        """Of a delivery, which the reader may not have."""
        return Place(self.one(f"{NOW:%Y-%m-%dT%H:%M:%S.%fZ}", "2016-01-01"), self.chance.choice(self.known.hashes))

    def overdue(self) -> Overdue:
        """Of a receipt, which nobody may owe."""
        return Overdue(self.place().at, self.one("", self.reader.name, "zoe"), self.chance.choice(self.known.hashes))

    def hook(self) -> str:
        """One that the reader may have registered, or none."""
        made = f"{NOW:%Y-%m-%dT%H:%M:%S}.000Z"
        address = f"https://{self.one('host', 'busy')}.example/"
        return hook_id(self.reader.name, address, self.one("rockets", "budget"), None, made)

    def rules(self) -> str:
        """Rules of distribution in a file, sometimes a wrong one."""
        words = [word for word in (self.word(), self.word()) if word]
        made = rules_text(
            profiles(self.chance, [reader.name for reader in self.known.readers], self.known.mrns, words=words)
        )
        return made if self.chance.random() < 0.9 else made.replace('name = "rule 0"', 'title = "rule 0"')

    def draft(self) -> Draft:
        """A draft that cites telegrams and repeats words of some."""
        said = (
            "the minister said that the patrol craft would come before the training aircraft",
            f"a dialogue on {self.chance.choice(SHARED_WORDS)} and the rockets",
        )
        paragraphs = tuple(DraftParagraph(text=text, marking=self.one(None, "U", "C", "S//NF")) for text in said)
        return Draft(references=(self.mrn(), self.mrn()), paragraphs=paragraphs, subject="A NOTE")

    def table(self) -> str:
        """Moves in the rows of a table: new ones, one of what stands, and one that rests on a telegram."""
        rows = (
            "objective.raise;nets;;;The size of nets;",
            f"objective.table;nets;{self.day()};;;",
            f"commitment.undertake;list;{self.day()};;Send a list;nets",
            f"objective.table;{self.thing()};{self.day()};;;",
            f"objective.raise;craft;{self.day()};{self.mrn()};The patrol craft;",
            f"position.state;{self.thing()};{self.day()};{self.mrn()};It will look at it;",
        )
        chosen = [row for row in rows if self.chance.random() < 0.6]
        return "\n".join(["move;about;on;mrn;text;objective", *chosen]) + "\n"

    def file(self, text: str, ending: str) -> str:
        """The path of a file that holds this; it bears the same name for both archives."""
        path = _FILES / f"{hashlib.sha256(text.encode()).hexdigest()[:12]}{ending}"
        path.write_text(text, encoding="utf-8")
        self._files[str(path)] = text
        return str(path)

    def sent(self, request: Request) -> str:
        """All that the house is given with a request: what is printed of it, and what is in the files that it names."""
        return "\n".join([str(request), *(text for path, text in self._files.items() if path in request.words)])

    def day(self) -> str:
        return self.one("2015-02-01", "2015-06-01", "2016-02-01", "2016-10-01")


MASKED = "(masked)"


def told(value: Any) -> str:
    """A value of a service as text, in which nothing of it is lost: types, order, the last digit of a score."""
    return json.dumps(_plain(value), ensure_ascii=False, indent=1)


def fault(error: Exception) -> str:
    """An error with its words and whatever else a caller sees of it."""
    fields = {name: _plain(value) for name, value in sorted(vars(error).items()) if not name.startswith("__")}
    return f"{type(error).__name__}: {error} {json.dumps(fields, ensure_ascii=False)}"


# The typesetter writes the moment of its clock into a document, and an identity drawn from it.
_OF_A_PDF = re.compile(
    rb"D:\d{14}Z|/ID\[\([^)]*\)\([^)]*\)\]|<xmpMM:(\w+ID)>[^<]*</xmpMM:\1>|<xmp:(\w+Date)>[^<]*</xmp:\2>"
)


def in_words(data: bytes) -> str:
    """Bytes as text; what is packed is opened, so that the words in it are seen."""
    if data.startswith(b"PK\x03\x04"):
        with ZipFile(BytesIO(data)) as packed:
            # The moments at which a file was packed are those of the clock.
            return "\n".join(f"{name}: {in_words(packed.read(name))}" for name in packed.namelist())
    if data.startswith(b"%PDF"):
        data = _OF_A_PDF.sub(b"(then)", data)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return repr(data)


def written(folder: Path) -> list[str]:
    """Every file below a folder, and what is in it; the folder is emptied."""
    told = []
    if folder.is_dir():
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                told += [f"-- {file.relative_to(folder)}", in_words(file.read_bytes())]
        shutil.rmtree(folder)
    return told


def is_foreseen(error: Exception) -> bool:
    """Whether the house means to answer so; anything else is a fault of the house."""
    return isinstance(error, LegationError)


def _plain(value: Any) -> Any:
    if isinstance(value, polars.DataFrame):
        return _plain(value.to_dicts())
    if value is None or isinstance(value, str | bool | int):
        return value.value if isinstance(value, enum.Enum) else value
    if isinstance(value, float):
        return repr(value) if not math.isnan(value) else "nan"
    if isinstance(value, bytes | bytearray):
        return in_words(bytes(value))
    if isinstance(value, datetime.date | datetime.datetime | datetime.timedelta | Path):
        return str(value)
    if isinstance(value, msgspec.Struct):
        fields = {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
        return {"": type(value).__name__, **fields}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {"": type(value).__name__, **{f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}}
    if isinstance(value, Mapping):
        return {"map": [[_plain(key), _plain(held)] for key, held in value.items()]}
    if isinstance(value, set | frozenset):  # has no order of its own
        return {"set": sorted((_plain(one) for one in value), key=repr)}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Iterator | Iterable):
        return {"run": [_plain(one) for one in value]}
    raise TypeError(f"no way to take down a {type(value).__name__}: add one to tests/equality/asking.py")
