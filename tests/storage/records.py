"""Invented records, ledger drafts and readers for the store tests; none is a real telegram."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from legation.core.dialogue.ledger import Unnumbered
from legation.core.dialogue.proposal import Source
from legation.core.marking import OWNER, Marking, Reader
from legation.core.mrn import parse_mrn
from legation.core.telegram import (
    Addressee,
    Classification,
    Originator,
    Paragraph,
    Precedence,
    Reference,
    Telegram,
)
from legation.core.text import Span
from legation.storage.records import Record

OPEN = Marking(0).label
CONFIDENTIAL = Marking(3).label
SECRET = Marking(4).label
NOFORN = Marking(3, frozenset({"NOFORN"})).label
REL_GB = Marking(3, frozenset(), frozenset({"GB", "US"})).label
UNREADABLE = Marking(9).label
LABELS = (OPEN, CONFIDENTIAL, SECRET, NOFORN, REL_GB, UNREADABLE)

CLERK = Reader("clerk", rank=0, nation="US")
DESK = Reader("desk", rank=3, holds=frozenset({"NOFORN"}), nation="US")
ALLY = Reader("ally", rank=5, nation="GB")
READERS = (OWNER, CLERK, DESK, ALLY, Reader("none", rank=-1))


def reference(mrn: str | None, text: str | None = None) -> Reference:
    status = "read" if mrn else "unread"
    return Reference(None, mrn, text or str(mrn), "telegram", status, Span(0, 0))


def record(
    mrn: str | None = "09TRIPOLI1",
    *paragraphs: str,
    subject: str | None = None,
    day: str | None = "2009-11-05",
    access: str = OPEN,
    refs: Sequence[str] = (),
    mentions: Sequence[str] = (),
    received: str = "2024-01-01T00:00:00Z",
    salt: str = "",
    level: str | None = "CONFIDENTIAL",
    captions: tuple[str, ...] = (),
    tags: tuple[str, ...] = (),
    to: tuple[str, ...] = ("SECSTATE WASHDC",),
    info: tuple[str, ...] = (),
    signature: tuple[str, ...] = (),
    head: str = "",
    **fields: Any,
) -> Record:
    """A record whose source is ``head``, then the paragraphs, a line each; ``fields`` are further ones of Telegram."""
    source = head
    built: list[Paragraph] = []
    for number, text in enumerate(paragraphs, 1):
        start = len(source)
        source += text + "\n"
        cited = tuple(reference(m) for m in mentions) if number == 1 else ()
        span = Span(start, len(source))
        built.append(Paragraph(number, None, None, None, " ".join(text.split()), (), span, mentions=cited))
    original = f"{mrn}|{subject}|{day}|{source}|{salt}".encode()
    sha256 = hashlib.sha256(original).hexdigest()
    post = "".join(sign for sign in mrn[2:].replace("-A", "") if sign.isalpha()) if mrn else None
    own = parse_mrn(mrn, {}) if mrn else None
    telegram = Telegram(
        sha256=sha256,
        layout="test",
        mrn=mrn,
        post=post,
        number=own.number if own else None,
        year=own.year if own else None,
        dtg=f"{day}T10:00Z" if day else None,
        from_=Originator(f"AMEMBASSY {post}" if post else None),
        to=tuple(Addressee(plad) for plad in to),
        info=tuple(Addressee(plad) for plad in info),
        classification=Classification(level, (), captions),
        tags=tags,
        subject=subject,
        references=tuple(reference(m) for m in refs),
        paragraphs=tuple(built),
        signature=signature,
        source=source,
        **fields,
    )
    return Record(
        sha256=sha256,
        original=original,
        telegram=telegram,
        access=access,
        received=received,
        file=f"{mrn}{salt}.txt",
    )


def draft(text: str = "x", *, dialogue: str = "us-ly", access: str = OPEN) -> Unnumbered:
    return Unnumbered(
        instant="2024-01-01T00:00:00Z",
        author="desk",
        kind="objective.raise",
        dialogue=dialogue,
        about="o1",
        on="2009-11-05",
        fields={"text": text, "parties": ("US", "LY"), "due": None},
        sources=(Source("09TRIPOLI893", 1, Span(3, 9), "ab" * 32),),
        access=access,
        marking="C",
    )


_MRNS = ("09TRIPOLI1", "09TRIPOLI2", "09STATE3", "73BANGKOK-A5", "10OTTAWA57")
WORDS = ("libya", "dialogue", "pol-mil", "state", "Tripoli's", "505", "training", "the")

labels = st.sampled_from(LABELS)
readers = st.one_of(
    st.sampled_from(READERS),
    st.builds(
        Reader,
        st.just("some"),
        rank=st.integers(0, 9),
        holds=st.frozensets(st.sampled_from(["NOFORN", "NODIS"])),
        nation=st.sampled_from([None, "US", "GB", "LY"]),
    ),
)
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
records = st.builds(
    lambda mrn, paragraphs, **named: record(mrn, *paragraphs, **named),
    st.sampled_from((None, *_MRNS)),
    st.lists(texts, max_size=3),
    subject=st.none() | texts,
    day=st.sampled_from((None, "2009-11-05", "2009-11-06", "1973-01-31")),
    access=labels,
    refs=st.lists(st.sampled_from(_MRNS), max_size=3),
    mentions=st.lists(st.sampled_from(_MRNS), max_size=2),
    received=st.sampled_from(("2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z")),
    salt=st.sampled_from(("", "a", "b")),
    level=st.sampled_from((None, "SECRET", "TOP SECRET")),
    tags=st.sampled_from(((), ("PREL",), ("PREL", "MARR"))),
    signature=st.sampled_from(((), ("CRETZ",), ("O'BRIEN",))),
    precedence=st.sampled_from((Precedence(), Precedence("ROUTINE"), Precedence("NIACT IMMEDIATE", "ROUTINE"))),
)
batches = st.lists(st.lists(records, max_size=6), max_size=4)
