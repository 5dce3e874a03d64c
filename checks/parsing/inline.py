"""The inline reader: markdown-it-py's state and emphasis algorithm, with the source offset of every text token.

markdown-it-py drops start positions (`fragments_join`) and tries each rule at each character; here one table maps a
character to its reader, opaque things and bracket pairs come from `lexer`, and every text token keeps `meta["at"]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

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


class InlineState(StateInline):
    """markdown-it-py's inline state over one stretch; `at` of a text token is an offset into `src`."""

    def __init__(
        self,
        stretch: Stretch,
        md: MarkdownIt,
        gathered: Gathered,
        lexed: Lexed,
        kind: BlockKind,
        special: re.Pattern[str],
    ) -> None:
        super().__init__(stretch.text, md, {}, [])
        self.stretch, self.gathered, self.lexed, self.kind = stretch, gathered, lexed, kind
        self.special = special
        self.depth = 0
        #: A bracket that begins no link, whatever follows it.
        self.literal_bracket = -1
        self._text_at = 0

    def append_pending(self, text: str) -> None:
        if not self._pending_buffer and not self._pending:
            self._text_at = self.pos
        self._pending_buffer.append(text)

    def pushPending(self) -> Token:  # noqa: N802 - the name of what it overrides
        token = super().pushPending()
        token.meta = {"at": self._text_at}
        return token

    def text(self, content: str, at: int) -> Token:
        """Pushes a text token whose characters stand at `at` in the stretch."""
        token = self.push("text", "", 0)
        token.content = content
        token.meta = {"at": at}
        return token

    def object(self, plain: str = "") -> None:
        """Pushes what is not prose; `plain` is what Pandoc would make of it in an identifier."""
        token = self.push("object", "", 0)
        token.content = OBJECT
        token.meta = {"plain": plain}

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
        special = state.special
        while state.pos < end:
            found = special.search(src, state.pos, end)
            at = found.start() if found else end
            if at > state.pos:
                state.append_pending(src[state.pos : at])
                state.pos = at
            if not found:
                return
            if not self._one(state):
                state.append_pending(src[at])
                state.pos = at + 1

    def _one(self, state: InlineState) -> bool:
        """Reads the special thing at the state's place; False when it is plain text."""
        found = state.lexed.opaque.get(state.pos)
        if found is not None and found[0] <= state.posMax:
            self.opaque(state, *found)
            return True
        rule = self.rules.get(state.src[state.pos])
        return rule(self, state) if rule else False

    def run(self, state: InlineState) -> list[Token]:
        """Reads a state to its end and pairs its emphasis."""
        self.tokenize(state)
        if state.pending:
            state.pushPending()
        link_pairs(state)
        commonmark_emphasis.postProcess(state)
        return state.tokens

    def read(self, stretch: Stretch, md: MarkdownIt, gathered: Gathered, kind: BlockKind) -> list[Token]:
        special = _SPECIAL_OR_ADDRESS if "://" in stretch.text else _SPECIAL
        return self.run(InlineState(stretch, md, gathered, lex(stretch.text), kind, special))

    def inside(self, state: InlineState, start: int, end: int) -> None:
        """Reads `start` … `end` of the stretch into the same state: the text of a link, span or citation group."""
        outer, state.pos, state.posMax = state.posMax, start, end
        state.depth += 1
        self.tokenize(state)
        state.depth -= 1
        if state.pending:
            state.pushPending()
        state.pos, state.posMax = end, outer


Rule = Callable[[QuartoInline, InlineState], bool]


def newline(_parser: QuartoInline, state: InlineState) -> bool:
    state.push("softbreak", "br", 0).meta = {"at": state.pos}
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
        mark = Delimiter(ord(marker), scanned.length, len(state.tokens) - 1, -1, opens, closes)
        state.delimiters.append(mark)
    state.pos += scanned.length
    return True


def entity(_parser: QuartoInline, state: InlineState) -> bool:
    found = _ENTITY.match(state.src, state.pos)
    character = _character(found) if found else None
    if found is None or character is None:
        return False
    token: Any = state.push("entity", "", 0)
    token.content = character
    token.meta = {"at": state.pos}
    state.pos = found.end()
    return True


def _character(found: re.Match[str]) -> str | None:
    if found[3]:
        return entities.get(found[3])
    code = int(found[1]) if found[1] else int(found[2], 16)
    valid = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if valid else "\N{REPLACEMENT CHARACTER}"
