"""Markings wherever they stand in a telegram: sound, spoiled, worn or parted."""
