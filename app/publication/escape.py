"""Other people's words inside our Markdown: shown as they are, and unable to do anything there.

A chapter, a title or a file name may hold mentions that would ping, issue numbers that would leave a trace in another
issue, HTML, links, table bars, or backticks that break out of our code spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.limits import MESSAGE_CHARACTERS

#: Stands after a character that GitHub would act on (`@name`, `#12`); invisible.
ZERO_WIDTH = "\N{ZERO WIDTH SPACE}"
_TICKS = re.compile(r"`+")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_URL = re.compile(r"(?:https?://|www\.)[^\s`<>\"]*[^\s`<>\".,;:!?)\]]", re.IGNORECASE)
_ACTIVE = re.compile(r"[\\*_~\[\]<>|&]")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_PING = re.compile(r"@(?=\w)|#(?=\d)|\b(?:GH|gh)-(?=\d)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean(text: str) -> str:
    """Without characters that GitHub or JSON refuse: controls and lone surrogates."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def clip(text: str, most: int) -> str:
    """At most so many characters, cut at a word where one ends near, with an ellipsis."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    word = cut.rfind(" ")
    return (cut[:word] if word > most * 2 // 3 else cut).rstrip() + "…"


def code(text: str) -> str:
    """A code span on one line that shows the text, whatever backticks it holds."""
    line = one_line(text)
    if not line:
        return "` `"
    fence = "`" * (longest_run(line) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def longest_run(text: str) -> int:
    """How many backticks stand together at most."""
    return max((len(run) for run in _TICKS.findall(text)), default=0)


def prose(text: str, most: int = MESSAGE_CHARACTERS) -> str:
    """A rule's message as Markdown on one line: its code spans stay, everything else is inert."""
    line = clip(one_line(text), most)
    parts: list[str] = []
    end = 0
    for span in _CODE.finditer(line):
        parts += [_inert(line[end : span.start()]), span[0]]
        end = span.end()
    return _joined([*parts, _inert(line[end:])])


def cell(markdown: str) -> str:
    """Markdown made fit for a table cell: bars escaped (GitHub reads `\\|` also inside code spans)."""
    return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", markdown.replace("\n", " "))


def _inert(text: str) -> str:
    parts: list[str] = []
    end = 0
    for url in _URL.finditer(text):
        parts += [_escaped(text[end : url.start()]), code(url[0])]
        end = url.end()
    return _joined([*parts, _escaped(text[end:])])


def _joined(parts: Iterable[str]) -> str:
    """The parts in a row; code spans that would touch are kept apart, or their backticks would make one longer run."""
    text = ""
    for part in parts:
        apart = ZERO_WIDTH if text.endswith("`") and part.startswith("`") else ""
        text += apart + part
    return text


def _escaped(text: str) -> str:
    quiet = _PING.sub(lambda found: found[0] + ZERO_WIDTH, text)
    return _ACTIVE.sub(lambda found: _ENTITIES.get(found[0], "\\" + found[0]), quiet).replace("`", "\\`")
