"""``python -m legation`` is the program ``legation``, where its scripts are not on the path."""

from __future__ import annotations

from legation.cli.main import main

if __name__ == "__main__":
    main()
