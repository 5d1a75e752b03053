"""An optional extractor: a language model that a user has set reads the paragraphs that may leave the machine.

Off unless an address is set, and never needed. Its word is a proposal like a rule's: nothing it answers, and nothing
that a telegram makes it answer, does more than stand among the proposals until a person decides. Every quotation must
stand in the paragraph that it is said to be of; what does not is dropped and counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import dropwhile, takewhile
from typing import Any, Protocol

import msgspec

from legation.core.dialogue.proposal import Proposal, Source
from legation.core.errors import RefusedError
from legation.core.marking import Reader
from legation.core.telegram import Paragraph, Telegram
from legation.core.text import Span
from legation.extract.folding import Folded, folded
from legation.services.banners import may_leave
from legation.services.dialogue.dialogue import Dialogues
from legation.services.reading import Reading
from legation.tables.banners import mark_of
from legation.tables.model import AskedKind, load_asking
from legation.tables.parties import PartyTable
from legation.tables.pieces import Piece, pieces_of, source_marking


class Extractor(Protocol):
    """Whatever answers a question in words."""

    def ask(self, prompt: str, said: str) -> str:
        """The answer, as text. Raises LegationError."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What came of asking about one telegram.

    sent, withheld: paragraphs that were sent and that were not, for their marking. dropped: items of the answer that
    were not taken: words that do not stand in the paragraph, unknown kinds, fields or parties. unread: the answer was
    not what was asked for, and nothing of it was taken.
    """

    telegram: str
    proposals: tuple[Proposal, ...] = ()
    sent: int = 0
    withheld: int = 0
    dropped: int = 0
    unread: bool = False


class Machine:
    """Asks a language model, for a reader. extractor: None where none is set. highest: level of what may be sent."""

    def __init__(
        self,
        reading: Reading,
        dialogues: Dialogues,
        parties: PartyTable,
        extractor: Callable[[], Extractor] | None = None,
        *,
        model: str = "",
        highest: str = "UNCLASSIFIED",
    ) -> None:
        self._reading = reading
        self._dialogues = dialogues
        self._parties = parties
        self._extractor = extractor
        self._model = model
        self._highest = highest

    def propose(self, reader: Reader, mrn: str) -> Heard:
        """What the model proposes from the version received last. Nothing is kept.

        Raises RefusedError where no model is set, NotFoundError, and what the extractor raises.
        """
        if self._extractor is None:
            raise RefusedError("no language model is set", "name one in extractor.toml of the archive")
        record = self._reading.versions(reader, mrn)[-1]
        telegram = record.telegram
        texts = {
            place: folded(telegram, span)
            for place, paragraph in enumerate(telegram.paragraphs, 1)
            if (span := self._may_leave(telegram, paragraph)) is not None
        }
        heard = Heard(
            telegram=telegram.called,
            sent=len(texts),
            withheld=len(telegram.paragraphs) - len(texts),
        )
        if not texts:
            return heard
        said = msgspec.json.encode([{"paragraph": place, "text": text.text} for place, text in texts.items()]).decode()
        items = _items(self._extractor().ask(load_asking().prompt, said))
        if items is None:
            return msgspec.structs.replace(heard, unread=True)
        made: dict[str, Proposal] = {}
        for item in items[: load_asking().most]:
            proposal = self._proposal(item, telegram, texts)
            if proposal is not None:
                made.setdefault(proposal.fingerprint, proposal)
        return msgspec.structs.replace(heard, proposals=tuple(made.values()), dropped=len(items) - len(made))

    def offer(self, reader: Reader, dialogue: str, mrn: str) -> Heard:
        """As ``propose``, and keeps the proposals beside those of the rules, to be decided in a dialogue.

        ``Heard.proposals`` are those that were new. Raises as ``propose``.
        """
        heard = self.propose(reader, mrn)
        kept = self._dialogues.offer(reader, dialogue, mrn, heard.proposals)
        return msgspec.structs.replace(heard, proposals=tuple(kept))

    def _may_leave(self, telegram: Telegram, paragraph: Paragraph) -> Span | None:
        """What of a paragraph is at or below the level, without its heading or an annex that is not; None for nothing.

        Nothing may restrict who has it.
        """
        pieces = pieces_of(telegram, paragraph)
        readable = takewhile(lambda piece: self._open(piece), dropwhile(lambda piece: not self._open(piece), pieces))
        spans = [piece.span for piece in readable]
        return Span(spans[0].start, spans[-1].end) if spans else None

    def _open(self, piece: Piece) -> bool:
        return may_leave(piece.held, self._highest)

    def _proposal(self, item: Any, telegram: Telegram, texts: dict[int, Folded]) -> Proposal | None:
        try:
            told = msgspec.convert(item, _Item)
        except msgspec.ValidationError:
            return None
        kind = load_asking().kinds.get(told.kind)
        text = texts.get(told.paragraph)
        quote = " ".join(told.quote.split())
        if kind is None or text is None or len(quote) < _SHORTEST:
            return None
        start = text.text.find(quote)
        fields = self._fields(kind, told.fields)
        if start < 0 or fields is None:
            return None
        paragraph = telegram.paragraphs[told.paragraph - 1]
        name = telegram.called
        span = text.span(start, start + len(quote))
        made = telegram.day
        source = Source(name, paragraph.number, span, telegram.sha256)
        return Proposal(
            telegram=name,
            kind=kind.name,
            text=quote,
            fields=fields,
            sources=(source,),
            marking=mark_of(source_marking(telegram, source), made),
            confidence=round(told.confidence, 2),
            rule=f"llm:{self._model}/{load_asking().version}",
        )

    def _fields(self, kind: AskedKind, told: dict[str, str | None]) -> dict[str, Any] | None:
        """The fields of an item, absent ones None; None in all where one is not as it was asked for."""
        table = load_asking()
        given = {name: " ".join(value.split()) for name, value in told.items() if value and value.strip()}
        if given.keys() - set(kind.fields):
            return None
        for name, value in given.items():
            if name in table.values and value not in table.values[name]:
                return None
            if name in table.parties and self._parties.party(value) is None:
                return None
            if (name in table.days and not _DAY.fullmatch(value)) or len(value) > _LONGEST:
                return None
        return {name: given.get(name) for name in kind.fields}


_SHORTEST, _LONGEST = 6, 300
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


class _Item(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    paragraph: int
    quote: str
    fields: dict[str, str | None] = {}
    confidence: float = 0.5

    def __post_init__(self) -> None:
        if not 0 <= self.confidence <= 1:
            raise ValueError("confidence lies in 0 to 1")


class _Told(msgspec.Struct, forbid_unknown_fields=True):
    proposals: list[Any]


def _items(answer: str) -> list[Any] | None:
    """The items of an answer; None where it is not the one JSON object that was asked for."""
    try:
        return msgspec.json.decode(answer, type=_Told).proposals
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return None
