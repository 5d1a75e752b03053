"""The lists of a heading: originator's name, action and information addressees, exempted posts, as copies have them."""

from __future__ import annotations

import re

import msgspec

from legation.core.telegram import Addressee, Originator
from legation.formats.attention import is_attention, read_attention
from legation.formats.heading.british import DESKBY, listed
from legation.formats.heading.canadian import NOTED
from legation.formats.heading.lines import (
    BARE_MISSIONS,
    LABEL,
    LEVEL_STARTS,
    LIST_STARTS,
    LONGEST,
    MISSION,
    NEXT_ADDRESS,
    NUMBER_LABEL,
    OFFICE,
    PLACES,
    PLURAL,
    PRECEDENCE_AND_NUMBER,
    RI_SLASH,
    SUFFIX,
    TYPED,
    WORD_FIRST,
    WORD_FIRSTS,
    WORDS_ALONE,
    addressee,
    is_address,
    precedence_word,
)
from legation.formats.heading.services import ServiceHeading
from legation.formats.markings.captions import hold_captions, is_caption, is_marking
from legation.formats.markings.levels import level_at
from legation.formats.ownnumber import SERIES, own_number
from legation.formats.references.lines import JOINT
from legation.tables.numbering import DEPARTMENT

# What the text below a list begins with that cites by whose telegram it is, and is no address: ``DEPTEL 642``.
_CITES = re.compile(r"(?:RE:? ?)?(?:(?:UR|YOUR|MY|OUR|EMB|DEPT?|CON|CONGEN|LEG)TELS?|REUR(?:TEL)?S?) (?:NOS?\.? )?\d")
_CIRCULAR_BEHIND = re.compile(r" {2,60}CIRCULAR(?: {1,20}\d{1,6})?$")
"""The number of a circular in a column beside those it goes to."""
_BLANK_ABOVE = re.compile(r"\n *\n *\Z")
_WIDEST = 100  # blanks before a line
# What is an address though it is no mission of the table.
_OTHER_ADDRESS = re.compile(
    r"\d|/|\b(?:CINC|COM|CDR|US|AM|EMB|CONSUL|POSTS|MISSION|HOUSE|DEPT|DEPARTMENT|SEC|COLLECTIVE)"
)
_MOST_OF_REMARK = 2  # lines


class ListHeading(ServiceHeading):
    """Reads the addresses of a heading, one on a line or many, and what wrapped lines leave of them."""

    def _take_word(self, word: str | None) -> str:
        """A precedence word on a line of its own: of the address above it, or of the whole telegram."""
        target = self.to if self.listing == "TO" else self.info if self.listing == "INFO" else []
        if target and target[-1].precedence is None and "dtg" in self.sheet.fields:
            target[-1] = msgspec.structs.replace(target[-1], precedence=word)
            return "heading.to" if target is self.to else "heading.info"
        self.word = self.word or word
        return "heading.precedence"

    def _goes_on_with_name(self, words: str) -> bool:
        """Add the two letters of a state or country, alone on a line, to the name that the line above broke off."""
        held: Originator | None = self.sheet.fields.get("from_")
        listed = {"TO": self.to, "INFO": self.info}.get(self.listing or "")
        if self.listing == "FM" and held is not None:
            self.sheet.fields["from_"] = msgspec.structs.replace(held, plad=f"{held.plad} {words}")
            return True
        if not listed or listed[-1].mcn is not None or listed[-1].precedence is not None:
            return False
        listed[-1] = msgspec.structs.replace(listed[-1], plad=f"{listed[-1].plad} {words}")
        return True

    def _goes_on_with_address(self, target: list[Addressee], words: str) -> bool:
        """Add what a wrapped line leaves to the address above it: precedence and number, or the name of its post."""
        last = target[-1]
        if last.mcn is not None or last.precedence is not None:
            return False
        if (behind := PRECEDENCE_AND_NUMBER.fullmatch(words)) is not None:
            word = precedence_word(behind["prec"])
            target[-1] = msgspec.structs.replace(last, precedence=word, mcn=behind["mcn"])
            return True
        if last.plad in BARE_MISSIONS and RI_SLASH.match(words) is None and MISSION.match(words) is None:
            target[-1] = addressee(f"{last.ri}/{last.plad} {words}" if last.ri else f"{last.plad} {words}")
            return True
        return False

    def _is_typed(self, words: str) -> bool:
        """Whether a line in both cases of letters holds an address all the same; prose does not begin so."""
        if words.isupper() or len(words) >= 110 or words.endswith(".") or sum(map(str.islower, words)) < 3:
            return False
        return TYPED.match(words) is not None

    def _is_end_of_list(self, words: str) -> bool:
        if re.match(r"Z[A-Z]{2}/", words):
            return False
        if self.flowing and words.startswith(LEVEL_STARTS) is False and NEXT_ADDRESS.search(words[:100]):
            return False
        return (
            not (is_address(words) or (is_address(words[:70]) and NEXT_ADDRESS.search(words)))
            or level_at(words) is not None
            or LABEL.match(words) is not None
            or self._is_own_number(words)
            or SERIES.match(words) is not None
            or is_caption(words)
            or is_marking(words)
            or JOINT.fullmatch(words) is not None
            or words.startswith("FOLLOWING ")
            or (self.outgoing and self._is_title_below(words))
            or (words[-1] in "0123456789." and _CITES.match(words) is not None)
            or self._is_passing(words)
            or (words[0] in "Nn" and NUMBER_LABEL.match(words) is not None)
            or re.match(r"(?:SECTO|TOSEC)\s+\d|(?:FINAL )?SECTION\s", words) is not None
        )

    def _is_passing(self, words: str) -> bool:
        """Whether a passing line stands below the list, and not an address such as ``USCG FOR POLAD`` within it."""
        if " FOR " not in words and "PASS" not in words and not words.startswith(("FOR ", "FROM ")):
            return False
        if words.endswith(" FOR POLAD"):  # the adviser at a command, which is an address wherever it stands
            return False
        if words.startswith(LIST_STARTS) or MISSION.match(words) or not is_attention(words):
            return False
        following = next((line.text for line in self.reel.ahead(2) if line.text), "")
        return MISSION.match(following) is None and RI_SLASH.match(following) is None

    def _is_title_below(self, words: str) -> bool:
        """Whether a line in capitals, apart from the list of what the Department sent, is the title of its text."""
        if " " not in words or _OTHER_ADDRESS.search(words) is not None or self.sheet.posts.key(words) is not None:
            return False
        text, at = self.reel.text, self.reel.at
        begins = text.rfind(words, max(0, at - 2 * LONGEST), at)
        return begins > 0 and _BLANK_ABOVE.search(text, max(0, begins - _WIDEST), begins) is not None

    def _is_own_number(self, words: str) -> bool:
        """Whether the line is the post's own number, and not the post as an addressee with its running number."""
        if MISSION.match(words):
            return False
        own = own_number(self.sheet, words)
        return own is not None and own.post == (DEPARTMENT if self.outgoing else self.post)

    def _take_list(self, found: re.Match[str]) -> str | None:
        if found["xmt"]:
            self.exempted_from = self.listing if self.listing in {"TO", "INFO"} else self.exempted_from
            self.listing = "XMT"
            self.exempt.append(found["exempt"].strip())
            return "heading.exempt"
        first: str | None = found["first"]
        if first is not None and found["list"] == "ACTION" and not is_address(first.rstrip(",")):
            return None
        if first is not None and first[-1] == "." and "," in first and WORD_FIRST.match(first) is not None:
            first = first.rstrip(" .")  # the end of a list behind its precedence
        if first is not None and first.find("(") > first.find(")"):
            first = self._without_remark(first)
        if first is not None and (circular := _CIRCULAR_BEHIND.search(first)) is not None:
            first = first[: circular.start()]
        if first is not None and found["dash"]:
            first = first.rstrip(" .")
        if first is not None and not is_address(first) and not is_address(NEXT_ADDRESS.split(first, 1)[0]):
            return None
        if first is None and found["list"].startswith("INF") and self._early() and self._offices_follow():
            self.listing, self.dist_role = "distribution", "INFO"
            self.sheet.layer("delivered")
            return "delivered.distribution"
        again = self.listing == "FM" and self.to
        self.listing = "INFO" if found["list"].startswith(("INF", "RPTD")) else "TO"
        if again and self.listing == "TO":
            self._begin_again()
        if first is None:
            return "heading.to" if self.listing == "TO" else "heading.info"
        if "," in first and ":" in found[0][: found.start("first")] and self._are_posts(first):
            target = self.to if self.listing == "TO" else self.info
            target.extend(addressee(name.strip()) for name in first.split(","))
            return "heading.to" if self.listing == "TO" else "heading.info"
        self.word_of_list = WORDS_ALONE.get(first)
        return self._take_address(first)

    def _are_posts(self, words: str) -> bool:
        """Whether the form of an airgram lists its posts by their names alone: ``INFO : ABIDJAN, DAKAR``."""
        return all(self.sheet.posts.key(name.strip()) is not None for name in words.split(","))

    def _without_remark(self, words: str) -> str:
        """An addressee without the remark behind it, which runs over the next lines to its closing bracket."""
        for lines, line in enumerate(self.reel.ahead(_MOST_OF_REMARK), 1):
            if line.text.endswith(")") and "(" not in line.text:
                self._hold_among(words)
                for _ in range(lines):
                    line = self.reel.take()
                    self._hold_among(line.text)
                    self.sheet.mark(line.start, line.next, "heading.other")
                return words[: words.rfind("(")].rstrip()
        return words

    def _go_on_with_offices(self) -> None:
        """Let the distribution go on behind its total, which may stand in another column."""
        if self.listing is None and self._offices_follow():
            self.listing = "distribution"

    def _offices_follow(self) -> bool:
        """Whether the next line with words is an office with its copies: a copy has put one column under another."""
        following = next((line.text for line in self.reel.ahead(4) if line.text), "")
        return OFFICE.fullmatch(following) is not None

    def _take_address(self, words: str) -> str:
        if self.listing == "XMT" and RI_SLASH.match(words) is not None and RI_SLASH.match(self.exempt[-1]) is None:
            self.listing = self.exempted_from  # an exempted post is not routed: the list goes on
        if self.listing == "XMT":
            self.exempt.append(SUFFIX.sub("", words).strip(" /"))
            return "heading.exempt"
        if words.endswith(" ONLY)") and (noted := NOTED.search(words)) is not None:
            hold_captions(self.sheet, ["ONLY"])
            self.sheet.attention.extend(read_attention(noted["words"].removesuffix(" ONLY")))
            words = words[: noted.start()]
        words, _, exempt = words.partition(", XMT ")
        if exempt:
            self.exempt.append(exempt.strip())
        target, kind = (self.to, "heading.to") if self.listing == "TO" else (self.info, "heading.info")
        if words.startswith("DESKBY"):
            words = DESKBY.sub("", words)
        if "," in words and words[:1] in WORD_FIRSTS and (before := WORD_FIRST.match(words)) is not None:
            target.extend(map(addressee, listed(words[before.end() :], before["prec"])))
            return kind
        if words.startswith("AM") and (several := PLURAL.match(words)) is not None:
            self.several = f"{several['kind']}{'Y' if several['kind'].endswith('EMBASS') else ''}"
            words = several["names"]
        if self.several is not None and PLACES.match(words) is not None:
            target.extend(Addressee(f"{self.several} {name}") for name in map(str.strip, words.split(",")) if name)
            return kind
        self.several = None
        if target and self._goes_on_with_address(target, words):
            return kind
        if words.endswith(" INFO"):  # the label of the next list at the end of the line
            self.listing, words = "INFO", words.removesuffix(" INFO")
        pieces = [piece for piece in NEXT_ADDRESS.split(words) if piece.strip(" /,")]
        if self.flowing and pieces and target and target[-1].mcn is None and RI_SLASH.match(pieces[0]) is None:
            # A list run together goes on with the name that the line above broke off.
            target[-1] = addressee(f"{target[-1].ri}/{target[-1].plad} {pieces.pop(0)}")
        ahead = ""
        for piece in pieces:
            if piece in WORDS_ALONE:
                ahead = f"{piece} "
            else:
                one = addressee(ahead + piece)
                if self.word_of_list is not None and one.precedence is None:
                    one = msgspec.structs.replace(one, precedence=self.word_of_list)
                target.append(one)
                ahead = ""
        last = target[-1] if target else None
        self.flowing = len(pieces) > 1 and last is not None and last.ri is not None and not last.plad.endswith("//")
        return kind
