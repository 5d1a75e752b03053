"""Running a dialogue: what a reader sees of it, and what is entered by hand."""
