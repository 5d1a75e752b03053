"""The command line: facts on standard output, progress and errors on standard error."""

import gc

# A command loads some hundred thousand objects before it does anything, and nearly all of them stay: the collector of
# cycles would walk through them again and again meanwhile. ``main`` sees to it that it does not once more at the end.
gc.set_threshold(20_000, 20, 20)
