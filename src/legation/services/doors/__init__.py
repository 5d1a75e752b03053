"""Ways into the house: a mail server of its own (``smtp``), a mailbox elsewhere (``imap``), a mail folder
(``maildir``).

Each hands what comes to ``Arrivals`` and lets go of it at the other side only when it is kept.
"""
