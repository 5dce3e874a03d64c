"""The inline reader: markdown-it-py's state and emphasis algorithm, with the source offset of every text token.

markdown-it-py drops start positions (`fragments_join`) and tries each rule at each character; here one table maps a
character to its reader, opaque things and bracket pairs come from `lexer`, and every run of text keeps its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from markdown_it import MarkdownIt
from markdown_it.common.entities import entities
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import emphasis as commonmark_emphasis
from markdown_it.rules_inline import link_pairs
from markdown_it.rules_inline.state_inline import Delimiter, StateInline
from markdown_it.token import Token

from checks.parsing.document import OBJECT, BlockKind
from checks.parsing.gather import Gathered
from checks.parsing.lexer import Lexed, Opaque, lex
from checks.parsing.stretch import Stretch

_MARKS = r"\\`$<{\[\]!*_~^@&\n"
_SPECIAL = re.compile(f"[{_MARKS}]")
_SPECIAL_OR_ADDRESS = re.compile(rf"[{_MARKS}]|(?<![\w:/.])(?:https?|ftp)://")
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));")
#: How deep links, images and notes may nest; deeper brackets stay plain text.
MAX_NESTING = 40


class Run(Token):
    """An inline token: what it is, its text, and where that stands in the stretch; of a `Token` only what is used here.

    `plain`: what Pandoc would make of an object in an identifier.
    """

    __slots__ = ("at", "plain")

    def __init__(self, kind: str, content: str = "", at: int = -1, plain: str = "") -> None:
        self.type, self.content, self.at, self.plain = kind, content, at, plain


class InlineState(StateInline):
    """markdown-it-py's inline state over one stretch. Plain text is not gathered but remembered by where it begins: it
    always runs to `pos`, where the next token is pushed."""

    def __init__(
        self,
        stretch: Stretch,
        md: MarkdownIt,
        gathered: Gathered,
        lexed: Lexed,
        kind: BlockKind,
        special: re.Pattern[str],
    ) -> None:
        self.runs: list[Run] = []
        super().__init__(stretch.text, md, {}, cast("list[Token]", self.runs))
        self.stretch, self.gathered, self.lexed, self.kind = stretch, gathered, lexed, kind
        self.special = special
        self.depth = 0
        #: A bracket that begins no link, whatever follows it.
        self.literal_bracket = -1
        #: Where the plain text before `pos` begins, if there is any.
        self.text_from = -1

    def flush(self) -> None:
        """Pushes the plain text before `pos`."""
        if self.text_from >= 0:
            self.runs.append(Run("text", self.src[self.text_from : self.pos], self.text_from))
            self.text_from = -1

    def text(self, content: str, at: int) -> None:
        """Pushes text whose characters stand at `at` in the stretch."""
        self.flush()
        self.runs.append(Run("text", content, at))

    def object(self, plain: str = "") -> None:
        """Pushes what is not prose; `plain` is what Pandoc would make of it in an identifier."""
        self.flush()
        self.runs.append(Run("object", OBJECT, plain=plain))

    def other(self, kind: str, content: str = "") -> None:
        """Pushes a line break, an entity or the mark of a note."""
        self.flush()
        self.runs.append(Run(kind, content))

    def open(self) -> None:
        """Begins the text of a link or span, whose emphasis is its own."""
        self.flush()
        self._prev_delimiters.append(self.delimiters)
        self.delimiters = []
        self.tokens_meta.append({"delimiters": self.delimiters})

    def close(self) -> None:
        self.flush()
        self.delimiters = self._prev_delimiters.pop()

    def window(self, start: int, end: int, kind: BlockKind) -> InlineState:
        """A state of its own over a part of the same stretch, for a caption or note."""
        inner = InlineState(self.stretch, self.md, self.gathered, self.lexed, kind, self.special)
        inner.pos, inner.posMax, inner.depth = start, end, self.depth + 1
        return inner


class QuartoInline(ParserInline):
    """markdown-it-py's inline parser with readers looked up by character.

    A rule returns False when what it looks at turns out to be plain text; `opaque` reads what the lexer found.
    """

    def __init__(self, rules: dict[str, Rule], opaque: Callable[[InlineState, int, Opaque], None]) -> None:
        super().__init__()
        self.rules, self.opaque = rules, opaque

    def tokenize(self, state: StateInline) -> None:
        assert isinstance(state, InlineState)
        src, end = state.src, state.posMax
        search = state.special.search
        while state.pos < end:
            found = search(src, state.pos, end)
            at = found.start() if found else end
            if at > state.pos:
                if state.text_from < 0:
                    state.text_from = state.pos
                state.pos = at
            if not found:
                return
            if not self._one(state):
                if state.text_from < 0:
                    state.text_from = at
                state.pos = at + 1

    def _one(self, state: InlineState) -> bool:
        """Reads the special thing at the state's place; False when it is plain text."""
        found = state.lexed.opaque.get(state.pos)
        if found is not None and found[0] <= state.posMax:
            self.opaque(state, *found)
            return True
        rule = self.rules.get(state.src[state.pos])
        return rule(self, state) if rule else False

    def run(self, state: InlineState) -> list[Run]:
        """Reads a state to its end and pairs its emphasis."""
        self.tokenize(state)
        state.flush()
        if state.delimiters or state.tokens_meta:
            link_pairs(state)
            commonmark_emphasis.postProcess(state)
        return state.runs

    def read(self, stretch: Stretch, md: MarkdownIt, gathered: Gathered, kind: BlockKind) -> list[Run]:
        text = stretch.text
        special = _SPECIAL_OR_ADDRESS if "://" in text else _SPECIAL
        if not special.search(text):
            return [Run("text", text, 0)]
        return self.run(InlineState(stretch, md, gathered, lex(text), kind, special))

    def inside(self, state: InlineState, start: int, end: int) -> None:
        """Reads `start` … `end` of the stretch into the same state: the text of a link, span or citation group."""
        outer, state.pos, state.posMax = state.posMax, start, end
        state.depth += 1
        self.tokenize(state)
        state.depth -= 1
        state.flush()
        state.pos, state.posMax = end, outer


Rule = Callable[[QuartoInline, InlineState], bool]


def newline(_parser: QuartoInline, state: InlineState) -> bool:
    state.other("softbreak")
    state.pos += 1
    return True


def emphasis(_parser: QuartoInline, state: InlineState) -> bool:
    """CommonMark's delimiter runs, each mark a text token that `postProcess` may turn into a tag."""
    start = state.pos
    marker = state.src[start]
    scanned = state.scanDelims(start, marker == "*")
    for index in range(scanned.length):
        state.text(marker, start + index)
        opens, closes = scanned.can_open, scanned.can_close
        mark = Delimiter(ord(marker), scanned.length, len(state.runs) - 1, -1, opens, closes)
        state.delimiters.append(mark)
    state.pos += scanned.length
    return True


def entity(_parser: QuartoInline, state: InlineState) -> bool:
    found = _ENTITY.match(state.src, state.pos)
    character = _character(found) if found else None
    if found is None or character is None:
        return False
    state.other("entity", character)
    state.pos = found.end()
    return True


def _character(found: re.Match[str]) -> str | None:
    if found[3]:
        return entities.get(found[3])
    code = int(found[1]) if found[1] else int(found[2], 16)
    valid = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if valid else "\N{REPLACEMENT CHARACTER}"
