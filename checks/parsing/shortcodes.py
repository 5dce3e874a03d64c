"""Quarto shortcodes, `{{< name argument key="value" >}}`."""

from __future__ import annotations

import re

from checks.parsing.document import Shortcode
from checks.text import Span

_WORD = re.compile(
    r"""(?:([\w.-]+)=)?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"'][^\s]*))""", re.DOTALL
)
_MARK = re.compile(r"\{\{<|>\}\}")
#: Where a shortcode that is never closed is taken to end at the latest.
MAX_LENGTH = 4_000


def shortcode_end(text: str, start: int) -> int | None:
    """The offset behind `>}}` of the shortcode that opens at `start`; None when it is not closed."""
    mark = _MARK.search(text, start + 3, min(len(text), start + MAX_LENGTH))
    return mark.end() if mark and mark[0] == ">}}" else None


def read_shortcode(inner: str, span: Span) -> Shortcode:
    """The shortcode whose text between `{{<` and `>}}` is `inner`."""
    words: list[str] = []
    pairs: dict[str, str] = {}
    for match in _WORD.finditer(inner.strip()):
        value = next((v for v in match.group(2, 3, 4) if v is not None), "")
        if match[1]:
            pairs[match[1]] = value
        else:
            words.append(value)
    name = words[0] if words else ""
    return Shortcode(name, tuple(words[1:]), pairs, span)
