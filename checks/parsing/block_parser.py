"""markdown-it-py's block parser with Quarto's rules and a bound on nesting."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block.state_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote.index import footnote_def

from checks.parsing import block_rules as rules
from checks.parsing import raw_blocks
from checks.parsing.block_state import begin_of
from checks.parsing.fancy_lists import fancy_list
from checks.parsing.fences import fence
from checks.parsing.tables import table

#: How deep quotes, lists and notes may nest (a list counts twice); deeper ones are read as paragraphs.
MAX_LEVEL = 24

_ENDS_ALL = ["paragraph", "reference", "blockquote", "list"]


class QuartoBlock(ParserBlock):
    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        if state.level >= MAX_LEVEL:
            self._flat(state, startLine, endLine)
        else:
            super().tokenize(state, startLine, endLine)

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
    state = StateBlock(text, md, {}, tokens)
    md.block.tokenize(state, min(first_line, state.lineMax), state.lineMax)
    return tokens, state.env.get("too_deep")
