"""Whether anything in a text marks it as a telegram, or as a mail: what any letter or note has too does not."""

from __future__ import annotations

from legation.core.telegram import Telegram

# Elements that every text gives: its words, the name below them, and what they were wrapped in.
_OF_ANY_TEXT = frozenset({"text.paragraph", "text.signature", "layout.blank", "layout.cover", "html.page", "table.row"})


def is_marked(telegram: Telegram) -> bool:
    """Whether something does: a part of a heading, a line of the form, a mail's head, a paragraph's number or mark; or
    a telegram that it cites."""
    return bears_marks(telegram) or any(
        mention.kind == "telegram" for paragraph in telegram.paragraphs for mention in paragraph.mentions
    )


def bears_marks(telegram: Telegram) -> bool:
    """The same of what a text is and not of what it cites, as a letter may do."""
    return bears_form(telegram) or any(paragraph.number is not None for paragraph in telegram.paragraphs)


def bears_form(telegram: Telegram) -> bool:
    """The same without the numbers of paragraphs, which a list has as well."""
    return not {kind for _, _, kind in telegram.marks} <= _OF_ANY_TEXT or any(
        paragraph.marking is not None or paragraph.role is not None for paragraph in telegram.paragraphs
    )
