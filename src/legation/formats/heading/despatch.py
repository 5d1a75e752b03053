"""The form of a Foreign Service despatch, until 1961: a report by pouch, numbered apart from telegrams.

Its number stands in a column beside the originator, its day beside the Department; what is printed on the form says
what the columns are (``DESP. NO.``, ``DATE``). Copies have colons behind the labels or none. Source: public copies of
1948-61; eras 2.
"""

from __future__ import annotations

import re

from legation.core.dtg import MONTH_PATTERN

NAME = re.compile(r"(?:[A-Z ()]{2,40}? {1,90})?FOREIGN SERVICE (?:OPERATIONS )?(?:DESPATCH|MEMORANDUM)$", re.IGNORECASE)
"""What the form is called."""
NEXT_COLUMN = re.compile(
    rf" {{2,90}}(?=(?:{MONTH_PATTERN}\.? \d{{1,2}}, ?19\d\d|\d{{1,2}} {MONTH_PATTERN} 19\d\d)$)", re.IGNORECASE
)
"""The blanks before the day, in the column beside the Department."""
PRINTED = re.compile(
    r"(?:DESP\.? ?NO\.?|DATE|\(?(?:SECURITY )?CLASSIFICATION\)?|DO NOT TYPE IN THIS SPACE|\(?PRIORITY\)?)"
    r"(?: {2,90}(?:DATE|DO NOT TYPE IN THIS SPACE))?$",
    re.IGNORECASE,
)
"""What is printed on it."""
LISTED = re.compile(
    r"TO {0,9}:? {0,20}(?P<to>(?:THE )?(?:DEPARTMENT|DEPT) OF STATE(?:, ?WASHINGTON(?:, ?D\. ?C)?)?)\.?$", re.IGNORECASE
)
"""To whom it goes."""
