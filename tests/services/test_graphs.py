"""What a graph file may hold of a telegram's words."""

from __future__ import annotations

import sys

from legation.services.threads.graphs import _NO_XML


def test_every_sign_that_xml_has_no_place_for_is_left_out_and_no_other() -> None:
    def is_xml(code: int) -> bool:  # Char of XML 1.0
        return code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000

    met = {code for code in range(sys.maxunicode + 1) if _NO_XML.match(chr(code))}
    assert met == {code for code in range(sys.maxunicode + 1) if not is_xml(code)}
