"""Letters as they look, whatever alphabet, shape or sign stands for them, and words as they are told apart by sight.

A marking is what is seen: a SECRET in wide letters and one of which a letter is Cyrillic are the same word to whoever
reads the page. So one name of a control has one form, whatever capitals, signs over letters and look-alikes it has.
"""

from __future__ import annotations

import re
import unicodedata

_ALIKE = str.maketrans(
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοЅІЈАВЕЗКМНОРСТУХавекмнорстухѕіјᴀᴄᴅᴇɪʟᴍɴᴏᴘꜱᴛᴜʀʙꜰ\u2044\u2215\u29f8",
    "ABEZHIKMNOPTYXoSIJABE3KMHOPCTYXabekmhopctyxsijACDEILMNOPSTURBF///",
)
# The letters of a box, a black ring or a flag, which have no other form; those of scripts of which whole words are
# seldom met: Cherokee, Coptic, Armenian, Lisu. A filler of the Korean script is a blank.
_ALIKE |= {first + at: ord("A") + at for first in (0x1F150, 0x1F170, 0x1F1E6) for at in range(26)} | str.maketrans(
    "ᎪᏴᏟᎠᎬᏀᎻᏆᎫᏦᏞᎷᏢᎡᏚᎢᎳᏃⲀⲂⲤⲈⲎⲒⲔⲘⲚⲞⲢⲦⲨⲬՏՕՍԼꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ\u115f\u1160",
    "ABCDEGHIJKLMPRSTWZABCEHIKMNOPTYXSOULABCDEFGHIJKLMNOPRSTUVWXYZ  ",
)
# Letters in brackets as one sign each, of which two and more are a word: ``⒮⒠⒞⒭⒠⒯``.
_RINGED = re.compile("[\u249c-\u24b5\U0001f110-\U0001f129]{2,}")
_IN_BRACKETS = str.maketrans("", "", "()")
# Words that are to be read from their other side.
_FROM_BEHIND = re.compile("\u202e([^\n\u202c]{1,200})")
# Letters that stand raised, as the capitals of which a line of a page is set.
_RAISED = {
    sign: letter.upper()
    for sign in (
        *range(0x2B0, 0x2B9),
        *range(0x2E0, 0x2E5),
        *range(0x1D2C, 0x1D6B),
        *range(0x1D9B, 0x1DC0),
        0x2071,
        0x207F,
    )
    if (letter := unicodedata.normalize("NFKD", chr(sign))).isascii()
} | {0x1506: "S"}


# What nobody sees of itself: it joins, or chooses among shapes of one letter.
_UNSEEN = frozenset(map(chr, (0x34F, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


def letters_seen(text: str) -> str:
    """``text`` with Latin letters for those of other alphabets and shapes that look so, without signs nobody sees.

    Letters that look like none of ours keep the signs over and under them: ``कुल`` and ``कल`` are two words.
    """
    if "\u202e" in text:
        text = _FROM_BEHIND.sub(lambda found: found[1][::-1], text)
    text = _RINGED.sub(lambda found: unicodedata.normalize("NFKD", found[0]).translate(_IN_BRACKETS).upper(), text)
    apart = unicodedata.normalize("NFKD", text.translate(_RAISED)).translate(_ALIKE)
    seen: list[str] = []
    is_ours = True  # the letter before
    for sign in apart:
        kind = unicodedata.category(sign)
        # Over one of ours a sign changes nothing of the word; in other scripts it is a vowel, or makes another letter.
        if kind != "Mn":
            if kind != "Cf":
                seen.append(sign)
                is_ours = sign.isascii()
        elif not is_ours and sign not in _UNSEEN:
            seen.append(sign)
    return "".join(seen)


def in_plain_capitals(words: str) -> str:
    """The one form of words that name something, in capitals and with single blanks: ``CAFE`` for ``Café``.

    It is the same for whatever of their letters, ``letters_seen`` and their capitals, and for that form itself.
    """
    if not words.isascii():  # as few are
        # A small letter may look like one of ours where its capital does not, and the other way about.
        seen = letters_seen(letters_seen(words).casefold()).upper()
        words = unicodedata.normalize("NFC", letters_seen(seen))
    return " ".join(words.upper().split())
