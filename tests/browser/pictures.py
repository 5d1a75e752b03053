"""``make screenshots``: a picture of each page of the desk over the sample, 1280 wide, into ``docs/pictures``.

The page there that shows them all is written with them.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from legation.app import House
from legation.core.marking import OWNER
from legation.samples import make_sample
from legation.services.accounts.accounts import OWNS
from legation.web.signing_in import SESSION

from .conftest import ARGUMENTS
from .serving import EVERYTHING, PAGES, served, session, with_accounts

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
INDEX = PICTURES / "README.md"
MOST_BYTES = 5_400_000
_WHOSE = """Over the sample archive, as an account sees them that bears every role and has no handling access:
a telegram with a caption such as LIMDIS is not there for it, and is a gap where others cite it."""


def main() -> int:
    """Exit code 1 where there is no Chromium, or the pictures are too large together."""
    found = subprocess.run([ROOT / "tools" / "chromium"], stdout=subprocess.PIPE, text=True, check=False)
    if found.returncode:
        return 1
    with TemporaryDirectory() as place, sync_playwright() as playwright:
        archive = Path(place) / "archive"
        make_sample(archive)
        with_accounts(archive)
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=list(ARGUMENTS))
        with served(archive) as (address, house):
            _let_something_come(house, Path(place))
            context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 640})
            context.add_cookies([{"name": SESSION, "value": session(house, EVERYTHING), "url": address}])
            signed_in = context.new_page()
            nobody = browser.new_page(base_url=address, viewport={"width": 1280, "height": 640})
            for one in PAGES:
                if one.picture:
                    page = nobody if one.action == "open" else signed_in
                    page.goto(one.path, wait_until="networkidle")  # with what a page asks for when it is there
                    page.screenshot(path=PICTURES / f"{one.picture}.png", scale="css")
            browser.close()
    INDEX.write_text(index(), encoding="utf-8")
    large = sum(file.stat().st_size for file in PICTURES.glob("*.png"))
    sys.stdout.write(f"{len(list(PICTURES.glob('*.png')))} pictures, {large / 1000:,.0f} kB, in {PICTURES}\n")
    return 1 if large > MOST_BYTES else 0


def index() -> str:
    """The page that shows every picture under the address of its page."""
    lines = ["# The pages of the desk", "", _WHOSE]
    for one in PAGES:
        if one.picture:
            name = one.picture.replace("-", " ").capitalize()
            lines += ["", f"## {name}", "", f"`{one.path}`", "", f"![{name}: the page {one.path}]({one.picture}.png)"]
    return "\n".join(lines) + "\n"


def _let_something_come(house: House, place: Path) -> None:
    """What the one whose pages are shown watches for: a copy that came anew."""
    reader = house.reader(EVERYTHING)
    rules = '[[profile]]\nname = "embassy"\nto = "everything"\nfor = "action"\nfrom = ["BELISAR"]\n'
    house.profiles.add(OWNS, rules)
    house.saved.add(reader, "helicopters", "helicopter*")
    written = (("15BELISAR41", "first heard of here #helicopters"), ("15BELISAR66", "again #helicopters #dates"))
    for name, words in written:
        house.annotating.add(reader, name, text=words, place="p2")
    file = place / "copy.txt"
    text = house.reading.telegram(OWNER, "16BELISAR226").source
    file.write_text(text.replace("1. (C) Summary", "1. (C) Corrected copy. Summary"), encoding="utf-8")
    house.ingest.run(OWNER, [file])


if __name__ == "__main__":
    sys.exit(main())
