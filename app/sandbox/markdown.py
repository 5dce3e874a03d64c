"""Comments as GitHub renders them: Markdown with task boxes, suggestions as diffs, a handful of HTML tags, nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

from app.sandbox.taskboxes import task_boxes

# What people and bots write in comments, and what of each tag is kept.
ALLOWED: dict[str, tuple[str, ...]] = {
    "a": ("href", "title", "id", "name"),
    "b": (),
    "br": (),
    "code": (),
    "details": ("open",),
    "div": ("align",),
    "em": (),
    "i": (),
    "img": ("src", "alt", "title", "width", "height", "align"),
    "kbd": (),
    "li": (),
    "ol": (),
    "p": ("align",),
    "pre": (),
    "s": (),
    "strong": (),
    "sub": (),
    "summary": (),
    "sup": (),
    "table": (),
    "tbody": (),
    "td": ("align",),
    "th": ("align",),
    "thead": (),
    "tr": (),
    "ul": (),
}
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+[^<>]*)?)\s*(/?)>")
_ATTRIBUTE = re.compile(r"([A-Za-z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_SAFE_URL = re.compile(r"(?:https?:|mailto:|/|#|[^:/?#]*(?:[/?#]|$))", re.IGNORECASE)
_MARKER = re.compile(r"\[[ xX]\]\s+")
_ALERT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*")


def sanitise(html: str) -> str:
    """Only the allowed tags and attributes; comments vanish, anything else is shown as text."""
    html, out, at = _COMMENT.sub("", html), [], 0
    for match in _TAG.finditer(html):
        out.append(_text(html[at : match.start()]))
        out.append(_tag(match))
        at = match.end()
    return "".join([*out, _text(html[at:])])


def _text(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _tag(match: re.Match[str]) -> str:
    closing, name, rest, _ = match.groups()
    name = name.lower()
    if name not in ALLOWED:
        return escape(match[0])
    if closing:
        return f"</{name}>"
    kept = []
    for attribute in _ATTRIBUTE.finditer(rest):
        key = attribute[1].lower()
        value = attribute[2] or attribute[3] or attribute[4] or ""
        if key in ALLOWED[name] and (key not in ("href", "src") or _SAFE_URL.match(value)):
            kept.append(f' {key}="{escape(value)}"')
    return f"<{name}{''.join(kept)}>"


class _Renderer(RendererHTML):
    """Adds suggestions and the few HTML tags."""

    def html_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        del options, env
        return sanitise(tokens[idx].content)

    html_inline = html_block

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        if tokens[idx].info.strip() != "suggestion":
            return super().fence(tokens, idx, options, env)
        return _suggestion(tokens[idx].content, env.get("old_lines") or [])

    def task_box(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        del options
        number, ticked = tokens[idx].meta["number"], tokens[idx].meta["ticked"]
        state = " checked" if ticked else ""
        name = env.get("boxes")
        where = f' data-box="{number}" data-in="{escape(name)}"' if name else " disabled"
        return f'<input type="checkbox" class="box"{state}{where}> '


def _suggestion(content: str, old_lines: Sequence[str]) -> str:
    rows = [f'<div class="del">-{escape(line)}</div>' for line in old_lines]
    rows += [
        f'<div class="add">+{escape(line)}</div>'
        for line in content.removesuffix("\n").split("\n")
        if content
    ]
    return f'<div class="suggestion"><div class="head">Suggested change</div>{"".join(rows)}</div>'


def _mark_boxes(state: StateCore) -> None:
    """Turn the markers of task items into boxes, numbered as ``task_boxes`` numbers them."""
    found = enumerate(task_boxes(state.env["source"]))
    numbers = {box.line: (number, box.ticked) for number, box in found}
    for item, inline in zip(state.tokens, state.tokens[2:], strict=False):
        if item.type != "list_item_open" or inline.type != "inline" or not item.map or not inline.children:
            continue
        first, marker = inline.children[0], _MARKER.match(inline.children[0].content)
        if item.map[0] in numbers and first.type == "text" and marker:
            number, ticked = numbers.pop(item.map[0])
            first.content = first.content[marker.end() :]
            inline.children.insert(0, Token("task_box", "", 0, meta={"number": number, "ticked": ticked}))
            item.attrJoin("class", "task")


def _mark_alerts(state: StateCore) -> None:
    """``> [!NOTE]`` becomes a coloured box."""
    for quote, inline in zip(state.tokens, state.tokens[2:], strict=False):
        if quote.type != "blockquote_open" or inline.type != "inline" or not inline.children:
            continue
        match = _ALERT.match(inline.children[0].content)
        if match:
            quote.attrJoin("class", f"alert {match[1].lower()}")
            rest = inline.children[0].content[match.end() :]
            inline.children[0].content = rest
            if not rest and len(inline.children) > 1 and inline.children[1].type == "softbreak":
                del inline.children[1]
            title = Token("html_inline", "", 0, content=f"<b>{match[1].capitalize()}</b><br>")
            inline.children.insert(0, title)


def _parser() -> MarkdownIt:
    # In comments GitHub keeps line ends.
    made = MarkdownIt("commonmark", {"html": True, "breaks": True}, renderer_cls=_Renderer).enable(
        ["table", "strikethrough"]
    )
    made.core.ruler.push("boxes", _mark_boxes)
    made.core.ruler.push("alerts", _mark_alerts)
    return made


_PARSER = _parser()


def render(text: str, *, boxes: str = "", old_lines: Sequence[str] = ()) -> Markup:
    """Safe HTML of a comment.

    ``boxes``: what the text is called when its boxes can be clicked; empty: they cannot. ``old_lines``: the lines that a
    suggestion in it would replace.
    """
    html = _PARSER.render(text, {"boxes": boxes, "old_lines": list(old_lines), "source": text})
    return Markup(html)  # noqa: S704 - sanitised above
