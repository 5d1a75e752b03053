"""``make accuracy``: what the reader makes of the shared texts, set beside what others say of the same texts.

Only the outward JSON is looked at, so that the reader may change inside without a change here. Truth comes from
three sides: the editors of the FRUS volumes (the gold files), plain looks at the text with small patterns of our own,
and the names of the files. None of them shares code with the reader.
"""
