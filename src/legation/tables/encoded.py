"""The words of a run of a source whose file has them encoded: in a page, in JSON, in the parts of a mail.

No reading of a format: whoever asks whether something stands in a run is to find it however the run has it.
"""

from __future__ import annotations

import base64
import binascii
import re

from legation.core.entities import without_entities

_TAG = re.compile(r"<(?P<block>/?(?:br|p|div|li|tr|td|h[1-6]|lb|pre)\b)?[^<>]{0,500}>", re.IGNORECASE)
_SIGN = re.compile(r"\\u([0-9A-Fa-f]{4})|=([0-9A-F]{2})")
_FOLDED = re.compile(r"=[ \t]{0,20}\r?\n")
_BLOCK = re.compile(r"[A-Za-z0-9+/\r\n]{60,}={0,2}\s{0,9}")


def read_out(run: str) -> str:
    """The words of a run of a source; in doubt more is put right than was encoded."""
    text = run
    if _BLOCK.fullmatch(text) is not None:
        text = _of_base64(text)
    if "=" in text or "\\" in text:
        text = _SIGN.sub(lambda found: chr(int(found[1] or found[2], 16)), _FOLDED.sub("", text))
        text = text.replace("\\/", "/").replace("\\n", "\n").replace("\\r", "\n")
    if "&" in text:
        text = without_entities(without_entities(text))
    return _TAG.sub(lambda found: "\n" if found["block"] else "", text) if "<" in text else text


def _of_base64(text: str) -> str:
    try:
        data = base64.b64decode(text)
    except (binascii.Error, ValueError):
        return text
    return data.decode("utf-16" if b"\x00" in data else "utf-8", "replace")
