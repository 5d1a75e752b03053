"""References: the list of a telegram, and what its sentences cite."""
