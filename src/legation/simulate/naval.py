"""A simulated naval message: sets between slashes, numbered by its series and the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legation.simulate.truth import Truth
from legation.simulate.words import sentences, topics, turns
from legation.simulate.world import Post, persons
from legation.simulate.wrapping import wrapped

if TYPE_CHECKING:
    from legation.simulate.telegram import Simulated

_SENDER = "CNO WASHINGTON DC"
_SERIES = "NAVADMIN"
_RANKS = ("RADM", "VADM", "CAPT")
_WIDTH = 68
_LETTERS = "AB"
SENDER = Post(key=_SERIES, name=_SERIES, plad=_SENDER, ri="RUENAAA", display=_SENDER, then="US", later="US", volume=400)
"""Who numbers the series."""


def message(simulated: Simulated) -> tuple[list[str], Truth]:
    """The lines of a message and its truth; chance, number and day are the simulated's."""
    chance, sent = simulated.chance, simulated.sent
    number = f"{simulated.number}/{sent:%y}"
    subject = f"{chance.choice(topics())} - {chance.choice(turns())}"
    cited = [(chance.randrange(100, 400), simulated.register.first_year - 1 - at) for at in range(chance.randrange(3))]
    lines = [f"R {sent:%d%H%M}Z {sent:%b %y}".upper(), f"FM {_SENDER}", f"TO {_SERIES}", "BT", "UNCLAS"]
    lines += [f"{_SERIES} {number}", f"MSGID/GENADMIN/{_SENDER}/N1/{sent:%b}//".upper(), f"SUBJ/{subject}//"]
    for at, (letter, (_, year)) in enumerate(zip(_LETTERS, cited, strict=False)):
        lines.append(f"REF/{letter}/MSG/{_SENDER}/18163{at}Z OCT {year % 100:02d}//".upper())
    told = [
        f"REF {letter} IS {_SERIES} {of}/{year % 100:02d}, {chance.choice(topics())}."
        for letter, (of, year) in zip(_LETTERS, cited, strict=False)
    ]
    if told:
        lines += wrapped(f"NARR/{' '.join(told)}//", _WIDTH)
    texts: list[str] = []
    count = max(2, min(12, simulated.room // 700))
    for _ in range(count - 1):
        texts.append(" ".join(sentences(chance, max(12, (simulated.room - 400) // count // 6))).upper())
    signer = f"{chance.choice(_RANKS)} X. Y. {chance.choice(persons('family'))}".upper()
    texts.append(f"RELEASED BY {signer}, N1.")
    for at, text in enumerate(texts, 1):
        end = "//" if at == count else ""
        lines += wrapped(f"{'RMKS/' if at == 1 else ''}{at}. {text}{end}", _WIDTH)
    lines += ["BT", f"#{simulated.number % 10_000:04d}", "NNNN", ""]
    mrns = tuple(f"{year % 100:02d}{_SERIES}{of}" for of, year in cited)
    simulated.missing.extend(mrns)
    return lines, Truth(
        style="genadmin",
        mrn=f"{sent:%y}{_SERIES}{simulated.number}",
        dtg=f"{sent:%Y-%m-%dT%H:%M}Z",
        created=None,
        action="ROUTINE",
        info_precedence=None,
        from_plad=_SENDER,
        to=((_SERIES, None, None, None),),
        info=(),
        distribution=(),
        level="UNCLASSIFIED",
        captions=(),
        caveats=(),
        section=(None, None),
        attention=(),
        order="",
        declassify_on=None,
        tags=(),
        subject=subject,
        references=tuple(zip(_LETTERS, mrns, strict=False)),
        classified_by=(None, None),
        reasons=(),
        numbers=tuple(range(1, count + 1)),
        markings=(None,) * count,
        headings=(None,) * count,
        texts=tuple(texts),
        items=((),) * count,
        mentions=(),
        summary=None,
        signature=(signer,),
    )
