"""A message reference number is read in every spelling that people and texts give it."""

from __future__ import annotations

import pytest

from legation.core.mrn import parse_mrn
from legation.tables.posts import load_posts


@pytest.mark.parametrize(
    ("text", "mrn"),
    [
        *(
            (text, "09TRIPOLI893")
            for text in ("09TRIPOLI893", "2009 tripoli 00893", "Tripoli 893/09", "TRIPOLI 893 (2009)")
        ),
        *(
            (text, "09TRIPOLI893")
            for text in ("'09 Tripoli 893", "\u201909 Tripoli 893", "Tripoli 893 '09", "(09TRIPOLI893).")
        ),
        *(
            (text, "09TRIPOLI893")
            for text in ("09 AMEMBASSY TRIPOLI 893", "09AMEMBASSYTRIPOLI893", "AmEmbassy Tripoli 893/09")
        ),
        *(
            (text, "09TRIPOLI893")
            for text in ("Embassy Tripoli 893 of 2009", "U.S. Embassy Tripoli 893, 2009", "09.TRIPOLI.893")
        ),
        *(
            (text, "09TRIPOLI893")
            for text in ("Tripoli 893 of '09", "TRIPOLI 2009/893", "TRIPOLI 2009 893", "Tripoli 893 2009")
        ),
        ("SECSTATE 112900 of 2009", "09STATE112900"),
        ("US Mission Geneva 12 of 2008", "08GENEVA12"),
        ("08 USMISSION BERLIN 12", "08USBERLIN12"),
        ("08 AMEMBASSY BERLIN 12", "08BERLIN12"),
        ("1973 Bangkok A-50", "73BANGKOK-A50"),
        ("Tripoli 893", None),
        ("November 5, 2009", None),
        ("5 May 2009", None),
        ("01 OF 02", None),
        ("10/09/2009", None),
    ],
)
def test_numbers_are_read(text: str, mrn: str | None) -> None:
    found = parse_mrn(text, load_posts().aliases)
    assert (None if found is None else str(found)) == mrn
