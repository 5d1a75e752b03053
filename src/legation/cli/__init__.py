"""The command line: facts on standard output, progress and errors on standard error."""
