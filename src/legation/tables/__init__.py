"""The data the rules run on: files with source and date at their head, loaded whole and checked on load."""
