"""markdown-it-py's block parser with Quarto's rules and a bound on nesting."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock, RuleFuncBlockType
from markdown_it.rules_block.state_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote.index import footnote_def

from checks.parsing import block_rules as rules
from checks.parsing import raw_blocks
from checks.parsing.block_state import begin_of, state_of
from checks.parsing.fancy_lists import fancy_list
from checks.parsing.fences import fence
from checks.parsing.tables import table

#: How deep quotes, lists and notes may nest (a list counts twice); deeper ones are read as paragraphs.
MAX_LEVEL = 24

_ENDS_ALL = ["paragraph", "reference", "blockquote", "list"]


#: With which characters what a rule reads may begin; rules that are not named here are tried everywhere.
_BEGINS = {
    "metadata": "-",
    "div": ":",
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "fancy_list": "(#abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "footnote_def": "[",
    "reference": "[",
    "comment": "<",
    "html_block": "<\\",
    "heading": "#",
}
_NAMED = frozenset("".join(_BEGINS.values()))


class QuartoBlock(ParserBlock):
    def __init__(self) -> None:
        super().__init__()
        self._by_character: dict[str, list[RuleFuncBlockType]] = {}

    def rules_for(self, character: str) -> list[RuleFuncBlockType]:
        """The rules to try, in their order, on a line whose first character is this."""
        key = character if character in _NAMED else ""
        if key not in self._by_character:
            both = zip(self.ruler.get_active_rules(), self.ruler.getRules(""), strict=True)
            rules = [rule for name, rule in both if name not in _BEGINS or (key and key in _BEGINS[name])]
            self._by_character[key] = rules
        return self._by_character[key]

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        """markdown-it-py's loop, which tries fewer rules."""
        if state.level >= MAX_LEVEL:
            self._flat(state, startLine, endLine)
            return
        line, blank_seen = startLine, False
        while line < endLine:
            state.line = line = state.skipEmptyLines(line)
            if line >= endLine or state.sCount[line] < state.blkIndent:
                return
            for rule in self.rules_for(state.src[begin_of(state, line)]):
                if rule(state, line, endLine, False):
                    break
            state.tight = not blank_seen
            line = state.line
            blank_seen = blank_seen or (line <= endLine and state.isEmpty(line - 1))
            if line < endLine and state.isEmpty(line):
                blank_seen = True
                state.line = line = line + 1

    def _flat(self, state: StateBlock, line: int, end: int) -> None:
        """Beyond the bound: paragraphs only, up to where the container ends."""
        state.env.setdefault("too_deep", begin_of(state, line))
        while line < end:
            state.line = line = state.skipEmptyLines(line)
            if line >= end or state.sCount[line] < state.blkIndent:
                return
            rules.paragraph(state, line, end, False)
            line = state.line


@cache
def markdown() -> MarkdownIt:
    """The parser, made once: it holds no state of its own."""
    md = MarkdownIt("commonmark", {"maxNesting": MAX_LEVEL + 1})
    md.block = QuartoBlock()
    ruler = md.block.ruler
    deflist_plugin(md)
    ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    ruler.before("table", "metadata", raw_blocks.metadata, {"alt": []})
    ruler.at("table", table, {"alt": ["paragraph"]})
    ruler.after("list", "fancy_list", fancy_list, {"alt": ["paragraph"]})
    ruler.at("fence", fence, {"alt": _ENDS_ALL})
    ruler.before("fence", "div", rules.div, {"alt": _ENDS_ALL})
    ruler.at("html_block", raw_blocks.opaque, {"alt": []})
    ruler.before("html_block", "comment", raw_blocks.comment, {"alt": []})
    ruler.at("reference", rules.reference, {"alt": []})
    ruler.at("heading", rules.heading, {"alt": ["paragraph", "reference", "blockquote"]})
    ruler.at("lheading", rules.setext, {"alt": []})
    ruler.at("paragraph", rules.paragraph, {"alt": []})
    return md


def block_tokens(text: str, first_line: int) -> tuple[list[Token], int | None]:
    """The block tokens of a text whose line ends are line feeds, from a line on; and where it nests too deeply."""
    md = markdown()
    tokens: list[Token] = []
    state = state_of(text, md, tokens)
    md.block.tokenize(state, min(first_line, state.lineMax), state.lineMax)
    return tokens, state.env.get("too_deep")
