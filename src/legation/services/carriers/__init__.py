"""Ways out of the house: a mail server (``smtp``), a drop folder (``folder``), paper (``printing``)."""
