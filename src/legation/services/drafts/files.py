"""The draft in a file: TOML, JSON, the text of a telegram, or a document that has such a text in its words."""

from __future__ import annotations

from pathlib import PurePath

from legation.core.draft import Draft
from legation.core.errors import RefusedError
from legation.formats.writing.drafts import read_draft
from legation.services.ingest.documents import kind_of_document, words_of


def draft_in_file(data: bytes, name: str) -> Draft:
    """The draft in a file of that name, or path; without a name it is the text of a telegram, or a document.

    How a document looks is not kept. Raises RefusedError, which names the wrong field, or the document.
    """
    document = kind_of_document(data)
    if document is None:
        return read_draft(data, kind=PurePath(name).suffix.lower().lstrip("."))
    try:
        return read_draft(words_of(data, document), kind="")
    except RefusedError as why:
        raise RefusedError(f"{name or 'that'} {why.what}", why.do) from why
