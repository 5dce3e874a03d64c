"""Pandoc attribute blocks: `{#id .class key="value"}`, read in time linear in their length."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from checks.parsing.document import Attributes
from checks.parsing.stretch import Stretch

#: One item inside the braces. Pandoc: names of letters, digits and `-_:.`, where classes and keys begin with a letter;
#: values quoted or bare.
_ITEM = re.compile(
    r"""(?P<space>\s+)
    |\#(?P<id>[\w:.-]+)
    |\.(?P<class>[^\W\d_][\w:.-]*)
    |(?P<key>[^\W\d_][\w:.-]*)=(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'|(?P<bare>[^\s{}"'][^\s{}]*))
    |(?P<unnumbered>-)
    |(?P<end>\})""",
    re.VERBOSE | re.DOTALL,
)
#: `{=html}`: what it follows is raw, of that format. It stands alone.
_FORMAT = re.compile(r"\{\s*(=[\w+-]+)\s*\}")
#: Longer blocks are not read: no attribute block of a book comes near it.
MAX_LENGTH = 20_000


@dataclass(slots=True)
class RawAttributes:
    """An attribute block in the offsets of the text it was read from; `end` is behind the closing brace."""

    start: int
    end: int
    identifier: str | None = None
    classes: list[str] = field(default_factory=list)
    pairs: dict[str, str] = field(default_factory=dict)
    values: dict[str, tuple[int, int]] = field(default_factory=dict)

    def located(self, stretch: Stretch) -> Attributes:
        spans = {key: stretch.span(start, end) for key, (start, end) in self.values.items()}
        span = stretch.span(self.start, self.end)
        return Attributes(span, self.identifier, tuple(self.classes), self.pairs, spans)


def parse_attributes(text: str, start: int) -> RawAttributes | None:
    """Reads the block whose opening brace stands at `start`; None when it is not a well-formed block."""
    if not text.startswith("{", start) or text.startswith("{{", start):
        return None
    if raw := _FORMAT.match(text, start, start + MAX_LENGTH):
        return RawAttributes(start, raw.end(), classes=[raw[1]])
    found = RawAttributes(start, start)
    at, limit = start + 1, min(len(text), start + MAX_LENGTH)
    while item := _ITEM.match(text, at, limit):
        at = item.end()
        if item["end"]:
            found.end = at
            return found
        _add(found, item)
    return None


def _add(found: RawAttributes, item: re.Match[str]) -> None:
    if item["id"]:
        found.identifier = item["id"]
    elif item["class"]:
        found.classes.append(item["class"])
    elif item["unnumbered"]:
        found.classes.append("unnumbered")
    elif key := item["key"]:
        group = next(name for name in ("double", "single", "bare") if item[name] is not None)
        value = item[group]
        found.pairs[key] = re.sub(r"\\(.)", r"\1", value) if "\\" in value else value
        found.values[key] = item.span(group)
        if key == "id":
            found.identifier = value
