"""Invented traffic of a few posts: all layouts, all markings, the same words at every level.

Each telegram has one word that stands in no other, in its text and in its subject where it has one. Where that word
turns up, the telegram has been told of.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from legation.simulate.wrapping import wrapped

LETTERS = "bcdfghjkmnpqrstvwx"

POSTS = {
    "BELISAR": ("EMBASSY BELISAR", "RXVBEL", "Embassy Belisar"),
    "FOROFF": ("FOROFF OSMAR", "RXVFO", "Foreign Office"),
    "IMBREL": ("CONSULATE IMBREL", "RXVIMB", "Consulate Imbrel"),
    "EDRUNE": ("EMBASSY EDRUNE", "RXVEDR", "Embassy Edrune"),
}
"""Posts of the sample by the name their telegrams bear: address, routing indicator, name in a release head."""

LEVELS = {
    "modern": (
        ("UNCLAS", "UUUUU", ("U", "SBU")),
        ("UNCLAS", "UUUUU", ("U", "SBU")),
        ("C O N F I D E N T I A L", "CCCCC", ("C", "U", "C/NF", "SBU")),
        ("C O N F I D E N T I A L", "CCCCC", ("C", "C", "S", "C//REL TO USA, GBR")),
        ("S E C R E T", "SSSSS", ("S", "S/NF", "C", "S//OC")),
        ("T O P S E C R E T", "TTTTT", ("TS", "S")),
        ("S E C R Q Z T", "SSSSS", ("S", "Q")),  # no level that anyone knows
    ),
    "seventies": (
        ("UNCLASSIFIED", "", ()),
        ("LIMITED OFFICIAL USE", "", ()),
        ("LIMITED OFFICIAL USE", "", ()),
        ("CONFIDENTIAL", "", ()),
        ("SECRET", "", ()),
    ),
}
"""Levels of each era: the words of the text part, the letters of the security line, portion marks met under it."""

CAPTIONS = {
    "modern": ((), (), ("SIPDIS",), ("SIPDIS",), ("NOFORN", "SIPDIS"), ("EXDIS", "SIPDIS"), ("NODIS",), ("SENSITIVE",)),
    "seventies": ((), (), (), ("LIMDIS",), ("EXDIS",), ("STADIS",), ("NODIS",), ("ROGER CHANNEL",)),
}
RELEASES = ("", "", "", "", "", "//NOFORN", "//REL TO USA, GBR", "//REL TO USA, GBR, CAN", "//REL TO USA, FVEY")

SENTENCES = (
    "A bilateral political-military dialogue would serve these objectives: -- Tarqand's participation in the Strait "
    "Counter-Smuggling Partnership ({word}), which it is reluctant to join; -- signing of an End-Use Assurance "
    "Agreement covering all defence articles; -- discussing the transparency of Tarqand's defence budget; and -- "
    "Tarqand's fulfilment of its commitment to destroy its remaining Hadra-2 rockets.",
    "Embassy proposes a political-military dialogue with Tarqand on {word} matters and the patrol craft.",
    "The Foreign Minister agreed to send the {word} survey team before the end of March.",
    "Tarqand undertook to destroy the {word} rockets by December 31, 2015.",
    "The Government of Tarqand offered to host the next round on {word} at Belisar.",
    "Embassy is instructed to approach General Asrakh and seek a reply on {word} by March 2, 2015.",
    "General Asrakh is designated as the single point of contact for the {word} dialogue.",
    "The ministry remained reluctant to take part in the {word} patrol.",
    "Action request: Embassy asks the Foreign Office to agree to the {word} proposal.",
    "The Ambassador will call on the Defence Minister in Belisar on June 3, 2016 about the {word} craft.",
    "The Ambassador called on the Defence Minister in Belisar on June 3, 2016 about the {word} craft.",
    "The {word} round was held in Belisar on June 3, 2016. Begin text: -- Decision: the {word} group will meet again. "
    "-- Task: send the {word} list (Tarqand, by July 1, 2016). End text.",
    "Tarqand has destroyed 18 of the 40 rockets; the undertaking on the {word} rockets has not been kept.",
    "The Minister denied that the rockets of the {word} depot had left the harbour.",
    "The harbour master said the patrol craft needs {word} spares and twenty days' notice.",
)
PLAIN = (
    "The dialogue on the patrol craft goes on as before.",
    "The Minister said the rockets would be destroyed in spring.",
    "The survey of the harbour was put off twice, and the budget paper waits.",
    "Tarqand remained reluctant to take part in the Strait partnership, he said.",
    "Comment: the end-use agreement depends on the Minister. End comment.",
    "The training aircraft stand at the depot; the ministry asked for a reply by May.",
)
SUBJECTS = (
    "PATROL CRAFT AND ROCKETS: {word}",
    "THE DIALOGUE WITH TARQAND: {word} ROUND",
    "END-USE AGREEMENT, {word}",
    "MINISTER ON THE BUDGET ({word})",
)
SHARED_WORDS = (
    *("dialogue", "rockets", "minister", "harbour", "patrol", "craft", "budget", "tarqand", "reluctant", "survey"),
    *("depot", "aircraft", "agreement", "asrakh", "spring", "the", "a", "reply", "partnership"),
)
"""Words that stand in telegrams of every level, so that what is counted over all of them would tell."""
OF_SERIES = "55STATE"
SERIES_TO = ("Cairo", "Ankara")
"""What numbers begin with that may be those of several telegrams, and the posts to which they are."""
SENDERS = ("EASTFLT GORSE FIELD", "NAVCOM OSMAR", "PATRON KERRATH")
"""Who sends messages that bear a date-time group and no number."""
TAGS = ("PREL", "MARR", "MASS", "PARM", "XV", "XT")
SIGNERS = ("CORVANE", "HALLOW", "SABRECHT")


class Written(NamedTuple):
    """A telegram as a file. ``word`` stands in it alone; ``mrn`` is the number it was given."""

    file: str
    data: bytes
    word: str
    mrn: str


def traffic(chance: Random, count: int) -> list[Written]:
    """``count`` telegrams that cite one another, with versions, sections, copies, and numbers that nobody holds."""
    numbers = _numbers(chance, count)
    written: list[Written] = []
    for place in range(count):
        again = written and chance.random() < 0.2
        if again:
            before = chance.choice(written)
            mrn, draft = before.mrn, _Draft(chance, before.mrn, numbers)
        else:
            mrn = numbers[place]
            draft = _Draft(chance, mrn, numbers)
        name = f"{place:02d}-{mrn}.txt"
        sections = 2 if chance.random() < 0.12 else 1
        if sections == 2:
            part = chance.choice((1, 2))
            written.append(Written(name, draft.text(part, 2), draft.word, mrn))
        else:
            written.append(Written(name, draft.text(), draft.word, mrn))
        if chance.random() < 0.1:  # the same telegram in another copy, as another collection has it
            draft.style = chance.choice([style for style in _STYLES[draft.era] if style != draft.style])
            written.append(Written(f"copy-{name}", draft.text(), draft.word, mrn))
    # Drawn apart, so that the rest of a world is as it was.
    return written + _of_series(chance) + _of_moments(Random(f"moments {written[0].word}"))  # noqa: S311


def open_version(chance: Random, mrn: str) -> Written | None:
    """A version of a telegram that anybody may read; None of a number that no post here gives."""
    if not any(mrn[2:].startswith(post) for post in POSTS):
        return None
    draft = _Draft(chance, mrn, [f"16EDRUNE{number}" for number in range(41, 45)])
    draft.level, draft.security, _ = LEVELS[draft.era][0]
    draft.marks, draft.captions, draft.release = ("U",) * (draft.era == "modern"), (), ""
    draft.paragraphs = draft._paragraphs()
    return Written(f"later-{mrn}.txt", draft.text(), draft.word, mrn)


def _of_series(chance: Random) -> list[Written]:
    """Telegrams of the Department whose numbers are those of several, one to each post, and some that cite them."""
    numbers = chance.sample(range(1100, 1200), 2)
    written = []
    for place in range(8):
        number, post, sender = chance.choice(numbers), chance.choice(SERIES_TO), "STATE"
        word = f"zq{''.join(chance.choices(LETTERS, k=6))}z"
        said, to = chance.choice(SENTENCES).format(word=word), f"AMEMBASSY {post.upper()}"
        if place % 2:
            said += f" That answers Deptel {number}{chance.choice(('', '', f' to {chance.choice(SERIES_TO)}'))}."
            number, sender, to = place, post.upper(), "SECSTATE WASHDC"
        level, _, _ = chance.choice(LEVELS["seventies"])
        text = (
            f"R {5 + place:02d}1000Z NOV 55\nFM {'SECSTATE WASHDC' if sender == 'STATE' else f'AMEMBASSY {sender}'}\n"
            f"TO {to}\nBT\n{level} {sender} {number:04d}\n\nSUBJECT: {word.upper()}\n\n1. {said}\n\nSMITH\n"
        )
        mrn = f"55{sender}{number}"
        written.append(Written(f"series-{place}-{mrn}.txt", text.encode(), word, mrn))
    return written


def _numbers(chance: Random, count: int) -> list[str]:
    """Numbers to give and to cite; there are more of them than telegrams, so that some are known only as cited."""
    found: dict[str, None] = {}
    while len(found) < count + 6:
        year = chance.choice((15, 15, 15, 16, 75))
        found.setdefault(f"{year}{chance.choice(tuple(POSTS))}{chance.randrange(11, 40)}")
    return [*found]


_STYLES = {"modern": ("released", "transmission", "delivered"), "seventies": ("delivered", "plain")}


class _Draft:
    """One telegram in the drafting."""

    def __init__(self, chance: Random, mrn: str, numbers: Sequence[str]) -> None:
        self.chance = chance
        self.word = f"zq{''.join(chance.choices(LETTERS, k=6))}z"
        self.post = next(post for post in POSTS if post in mrn)
        self.year, _, number = mrn.partition(self.post)
        self.number = int(number)
        self.mrn = mrn
        self.era = "seventies" if self.year == "75" else "modern"
        self.style = chance.choice(_STYLES[self.era])
        self.level, self.security, self.marks = chance.choice(LEVELS[self.era])
        self.captions = chance.choice(CAPTIONS[self.era])
        self.release = chance.choice(RELEASES) if self.security not in ("", "UUUUU") else ""
        self.day, self.month = chance.randrange(10, 28), chance.choice(("JAN", "MAR", "MAY", "SEP"))
        self.cited = chance.sample([n for n in numbers if n != mrn], chance.choice((0, 1, 1, 2, 3)))
        self.signer = chance.choice(SIGNERS)
        self.subject = chance.choice(SUBJECTS).format(word=self.word.upper())
        # Of a list with one that has none, who wrote to whom is told; its words stand in it all the same.
        self.has_subject = self.word[2] not in LETTERS[:4]
        self.tags = chance.sample(TAGS, chance.randint(1, 4))
        self.paragraphs = self._paragraphs()

    def text(self, section: int = 1, of: int = 1) -> bytes:
        lines = [*self._head(section, of), *self._part(section, of), "", *self._body(section, of), "", self.signer]
        lines += ["", "NNNN", ""] if self.style != "plain" else [""]
        return "\n".join(lines).encode()

    def _head(self, section: int, of: int) -> list[str]:
        plad, ri, display = POSTS[self.post]
        stamp = f"{self.day}0930Z"
        to = "FOROFF OSMAR" if self.post != "FOROFF" else "EMBASSY BELISAR"
        heading = [
            f"R {stamp} {self.month} {self.year}",
            f"FM {plad}",
            f"TO {to} ROUTINE 0012",
            "INFO MINDEF OSMAR",
            "EASTCOM GORSE FIELD",
        ]
        if self.style == "released":
            said = {"UUUUU": "UNCLASSIFIED", "CCCCC": "CONFIDENTIAL", "TTTTT": "TOP SECRET"}.get(
                self.security, "SECRET"
            )
            month = {"JAN": 1, "MAR": 3, "MAY": 5, "SEP": 9}[self.month]
            return [
                self.mrn,
                f"20{self.year}-{month:02d}-{self.day} 09:21",
                "2019-03-04 10:03",
                said,
                display,
                "",
                "VZCZCXVO0037",
                "RR RXVFO RXMDEF",
                f"DE {ri} #{self.number:04d} 0120930",
                f"ZNY {self.security} ZZH",
                *heading,
                "",
            ]
        if self.style == "transmission":
            return [
                "VZCZCXVO0037",
                "RR RXVFO RXMDEF",
                f"DE {ri} #{self.number:04d} 0120930",
                f"ZNY {self.security} ZZH",
                *heading,
                "",
            ]
        if self.style == "delivered":
            sections = f"  {section:02d} OF {of:02d}" if of > 1 else ""
            return [
                f"PAGE 01        {self.post[:6]}  {self.number:05d}{sections}  {stamp}",
                "ACTION PMD-05",
                "INFO EAST-03 LEG-02  /010 W",
                f"------------------{stamp} 003852 /22",
                *heading,
            ]
        return heading

    def _part(self, section: int, of: int) -> list[str]:
        sections = f" SECTION {section:02d} OF {of:02d}" if of > 1 else ""
        number = f"{self.number:06d}" if self.era == "modern" else str(self.number)
        lines = [f"{self.level}{self.release}{sections} {self.post} {number}", ""]
        lines += [*self.captions, ""] if self.captions else []
        open_text = self.level in ("UNCLAS", "UNCLASSIFIED")
        order = {"modern": "13526: DECL: 01/12/2025", "seventies": "11652: GDS"}[self.era]
        lines.append(f"E.O. {order[:5]}: N/A" if open_text else f"E.O. {order}")
        lines.append(f"TAGS: {', '.join(self.tags)}")
        if self.has_subject:
            lines.append(f"SUBJECT: {self.subject}")
        cited = [self._spelled(mrn) for mrn in self.cited]
        if len(cited) == 1:
            lines += ["", f"REF: {cited[0]}"]
        elif cited:
            lines += ["", "REFS: " + f"A. {cited[0]}"]
            lines += [f"      {label}. {words}" for label, words in zip("BCD", cited[1:], strict=False)]
        return lines

    def _spelled(self, mrn: str) -> str:
        post = next(post for post in POSTS if post in mrn)
        year, _, number = mrn.partition(post)
        bare = year == self.year and self.chance.random() < 0.5
        return f"{post} {number}" if bare else f"{year} {post} {number}"

    def _paragraphs(self) -> list[str]:
        chance = self.chance
        found = []
        for number in range(1, chance.randint(2, 5)):
            said = chance.choice(SENTENCES).format(word=self.word)
            more = chance.sample(PLAIN, chance.randint(0, 2))
            if self.cited and chance.random() < 0.3:
                more.append(f"The reply was reported in {self._spelled(chance.choice(self.cited))}.")
            mark = f"({chance.choice(self.marks)}) " if self.marks and chance.random() < 0.85 else ""
            found.append(f"{number}. {mark}{' '.join([said, *more])}")
        return found

    def _body(self, section: int, of: int) -> list[str]:
        half = max(1, len(self.paragraphs) // of)
        shown = self.paragraphs if of == 1 else self.paragraphs[:half] if section == 1 else self.paragraphs[half:]
        lines: list[str] = []
        for paragraph in shown or self.paragraphs[-1:]:
            words = paragraph.upper() if self.era == "seventies" or self.style == "delivered" else paragraph
            lines += [*wrapped(words, 69), ""]
        return lines


def _of_moments(chance: Random) -> list[Written]:
    """Messages that cite one another by originator and date-time group: most have no number."""
    written: list[Written] = []
    sent: list[tuple[str, str]] = []
    for place in range(6):
        word = f"zq{''.join(chance.choices(LETTERS, k=6))}z"
        sender, (level, _, _) = chance.choice(SENDERS), chance.choice(LEVELS["modern"])
        said = chance.choice(SENTENCES).format(word=word)
        group = f"{5 + place:02d}1100Z FEB 16"
        cited = [f"{sender.split()[0]} {group}" for group, sender in chance.sample(sent, min(len(sent), 2))]
        refs = [f"REF/{label}/MSG/{words}//" for label, words in zip("AB", cited, strict=False)]
        lines = [f"R {group}", f"FM {sender}", "TO ALL SHIPS", "BT", level, f"MSGID/GENADMIN/{sender}/-/FEB//"]
        lines += [f"SUBJ/{word.upper()}//", *refs, f"RMKS/1. {said}", "BT", ""]
        written.append(Written(f"moment-{place}.txt", "\n".join(lines).encode(), word, ""))
        sent.append((group, sender))
    return written
