"""Law 4 as it is tested: what a reader is told equals what an archive of only what they may read would tell.

A world is a small invented archive: telegrams under markings of every kind and a ledger drawn from them. For each
of its readers there are two archives: the full one, and its twin, which holds only what this reader may read. Every
request goes to both, and the answers must be the same to the last byte: what came back, or the fault with its
words, the exit code, the status, the headers. The rooms:

- ``telegrams``: the invented traffic
- ``worlds``: archives in memory and on disk, their readers, their twins
- ``asking``: what a request may be made of, and how an answer is taken down
- ``services``, ``commands``, ``pages``: one row for each service method, command and route
- ``running``: asks, compares and counts; ``python -m tests.equality`` asks for longer, or asks one case again
"""
