"""What the house does for its readers, each operation once, over stores known by their ports alone."""
