"""The first pass over a stretch: what is opaque (code, math, HTML, shortcodes …) and which brackets match.

Everything here is one left-to-right scan with bounded look-ahead, so the whole is linear in the length.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from enum import Enum, auto

from checks.parsing.shortcodes import shortcode_end

_SPECIAL = re.compile(r"[\\`$<{\[\]()]")
_TICKS = re.compile(r"`+")
_ESCAPED_SHORTCODE = re.compile(r"\{\{\{<|\{\{</\*")
#: Pandoc's attribute values may hold anything; possessive, so that a failed match costs one pass.
TAG = re.compile(
    r"""<(?:/[A-Za-z][A-Za-z0-9-]*+\s*+>|
    [A-Za-z][A-Za-z0-9-]*+(?:\s++[A-Za-z_:@][\w.:@-]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?+)*+\s*+/?>)""",
    re.VERBOSE,
)
AUTOLINK = re.compile(
    r"<((?:[A-Za-z][A-Za-z0-9+.-]{1,30}:[^\s<>]*+)|(?:[\w.!#$%&'*+/=?^{|}~-]{1,64}@[\w.-]{1,255}))>"
)
#: `\command[option]{argument}`; arguments are matched one level deep, enough for what books write inline.
TEX = re.compile(r"\\[A-Za-z]++\*?(?:\[[^\[\]\n]{0,500}\])?(?:\{(?:[^{}]|\{[^{}]{0,300}\}){0,500}\})*+")
#: How far behind its beginning the end of a TeX environment is looked for, in characters.
LONGEST_TEX = 20_000
#: Of how many kinds of environment it is remembered where the last one ends.
MOST_NAMES = 40
_BEGIN = re.compile(r"\\begin\{([A-Za-z]+\*?)\}")
#: R Markdown: `\@ref(fig:x)`, `(\#eq:x)`.
RMD_REF = re.compile(r"\\@ref\(([\w:.\-/ ]{1,200})\)")
RMD_LABEL = re.compile(r"\\#((?:fig|tab|eq|thm|lem|cor|prp|cnj|def|exm|exr):[\w\-/]{1,200})\)")


class Opaque(Enum):
    ESCAPE = auto()
    CODE = auto()
    MATH = auto()
    DISPLAY_MATH = auto()
    SHORTCODE = auto()
    COMMENT = auto()
    TAG = auto()
    AUTOLINK = auto()
    TEX = auto()
    RMD_REF = auto()
    RMD_LABEL = auto()


@dataclass(slots=True)
class Lexed:
    """`opaque`: start → (end, what). `closes`: `[` → its `]`. `parens`: `(` → its `)`."""

    opaque: dict[int, tuple[int, Opaque]] = field(default_factory=dict)
    closes: dict[int, int] = field(default_factory=dict)
    parens: dict[int, int] = field(default_factory=dict)


def lex(text: str) -> Lexed:
    return _Lexer(text).run() if _SPECIAL.search(text) else Lexed()


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text, self.found = text, Lexed()
        self.ticks: dict[int, list[int]] = {}
        for run in _TICKS.finditer(text) if "`" in text else ():
            self.ticks.setdefault(len(run[0]), []).append(run.start())
        self.last_comment_end = text.rfind("-->")
        self.last_ends: dict[str, int] = {}

    def run(self) -> Lexed:
        at, text = 0, self.text
        brackets: list[int] = []
        parens: list[int] = []
        while found := _SPECIAL.search(text, at):
            at = found.start()
            character = text[at]
            if character == "[":
                brackets.append(at)
            elif character == "]":
                if brackets:
                    self.found.closes[brackets.pop()] = at
            elif character == "(":
                parens.append(at)
            elif character == ")":
                if parens:
                    self.found.parens[parens.pop()] = at
            elif (end := self._leaf(at, character)) is not None:
                at = end
                continue
            at += 1
        return self.found

    def _leaf(self, at: int, character: str) -> int | None:
        end, what = _READERS[character](self, at)
        if end is not None and what is not None:
            self.found.opaque[at] = end, what
        return end

    def _code(self, at: int) -> tuple[int | None, Opaque | None]:
        """Code in backticks. Pandoc leaves the first of a run that nothing closes as text and tries the rest of it."""
        run = _TICKS.match(self.text, at)
        end = run.end() if run else at + 1
        for length in range(end - at, 0, -1):
            places = self.ticks.get(length, ())
            index = bisect_left(places, end)
            if index < len(places):
                start = end - length
                return (places[index] + length, Opaque.CODE) if start == at else (start, None)
        return end, None

    def _math(self, at: int) -> tuple[int | None, Opaque | None]:
        text = self.text
        if text.startswith("$$", at):
            close = text.find("$$", at + 2)
            if close > at + 2 and text[at + 2 : close].strip():
                return close + 2, Opaque.DISPLAY_MATH
            return at + 2, None
        closing = self._dollar(at + 1)
        if (
            closing is None
            or text[at + 1].isspace()
            or text[closing - 1].isspace()
            or text[closing + 1 : closing + 2].isdigit()
        ):
            return at + 1, None
        return closing + 1, Opaque.MATH

    def _dollar(self, at: int) -> int | None:
        while (close := self.text.find("$", at)) > 0:
            back = close
            while back > at and self.text[back - 1] == "\\":
                back -= 1
            if (close - back) % 2 == 0:
                return close
            at = close + 1
        return None

    def _angle(self, at: int) -> tuple[int | None, Opaque | None]:
        text = self.text
        if text.startswith("<!--", at):
            close = text.find("-->", at + 4) if at < self.last_comment_end else -1
            return (close + 3, Opaque.COMMENT) if close >= 0 else (None, None)
        if link := AUTOLINK.match(text, at):
            return link.end(), Opaque.AUTOLINK
        if tag := TAG.match(text, at):
            return tag.end(), Opaque.TAG
        return None, None

    def _brace(self, at: int) -> tuple[int | None, Opaque | None]:
        text = self.text
        if not text.startswith("{{<", at):
            if text.startswith("{{{<", at) and (close := text.find(">}}}", at, at + 4_000)) > 0:
                return close + 4, Opaque.CODE
            return None, None
        end = shortcode_end(text, at)
        return (end, Opaque.SHORTCODE) if end is not None else (None, None)

    def _backslash(self, at: int) -> tuple[int | None, Opaque | None]:
        text = self.text
        following = text[at + 1 : at + 2]
        if following == "@" and (reference := RMD_REF.match(text, at)):
            return reference.end(), Opaque.RMD_REF
        if following == "#" and text[at - 1 : at] == "(" and (label := RMD_LABEL.match(text, at)):
            # The closing parenthesis stays, to match its opener.
            return label.end() - 1, Opaque.RMD_LABEL
        if following.isascii() and following.isalpha():
            if begin := _BEGIN.match(text, at):
                close = self._end_of(begin[1], begin.end())
                if close >= 0:
                    return close + len(begin[1]) + 6, Opaque.TEX
            command = TEX.match(text, at)
            return (command.end(), Opaque.TEX) if command else (None, None)
        if following and not following.isalnum():
            return at + 2, Opaque.ESCAPE
        return None, None

    def _end_of(self, environment: str, at: int) -> int:
        """Where the environment ends that begins before `at`, -1 when nowhere near. Where no end follows is known at once."""
        end = f"\\end{{{environment}}}"
        if environment not in self.last_ends and len(self.last_ends) < MOST_NAMES:
            self.last_ends[environment] = self.text.rfind(end)
        last = self.last_ends.get(environment, at)
        return self.text.find(end, at, at + LONGEST_TEX) if at <= last else -1


_READERS = {
    "`": _Lexer._code,
    "$": _Lexer._math,
    "<": _Lexer._angle,
    "{": _Lexer._brace,
    "\\": _Lexer._backslash,
}
