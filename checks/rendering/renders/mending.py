"""Attribute blocks that are not read as such: what was meant, and where what was meant ends."""

from __future__ import annotations

import re

from checks.parsing.attributes import parse_attributes

#: One item of a block as people write it: `#id`, `.class`, `key="value"`, a bare word.
_ITEM = re.compile(
    r"""\s*(?:[#.][\w:.-]+|[\w:-]+=(?:"[^"{}\n]*"|'[^'{}\n]*'|[^\s"'{}]+)|=[\w+-]+)(?=[\s}]|$)"""
)
_CROSSREF = re.compile(r"(?:fig|tbl|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr)-")
_WORD = re.compile(r"[A-Za-z][\w:-]*")
_TOKEN = re.compile(r"""[^\s"']*(?:"[^"]*"|'[^']*')[^\s"']*|[^\s"']+""")


def straight(written: str) -> str:
    return re.sub("[“”„]", '"', re.sub("[‘’]", "'", written))


def whole_items(written: str) -> str:
    """Of `{.class text that goes on`, the part that is a block without its brace: `{.class`."""
    at = 1
    while found := _ITEM.match(written, at):
        at = found.end()
    return written[:at]


def mended(written: str) -> str | None:
    """The block that was meant by `written`, from its brace on; None when that is not plain."""
    text = straight(written.strip().replace("\u00a0", " ")).removesuffix("}").removeprefix("{").strip()
    text = re.sub(r"([#.])\s+(?=[A-Za-z])", r"\1", text)
    text = re.sub(r"\s*=\s*(?=\S)", "=", text)
    text = re.sub(r"""(?<![\w="'])([A-Za-z][\w-]*):\s*(?=[\d"'A-Za-z])""", r"\1=", text)
    text = re.sub(r"""(?<=[\w"'%])[,;]\s*(?=[\w#.])""", " ", text)
    for quote in ('"', "'"):
        if text.count(quote) % 2:
            text = (
                text + quote if f"={quote}" in text and not text.endswith(quote) else text.replace(quote, "")
            )
    block = "{" + " ".join(_item(token) for token in _TOKEN.findall(text)) + "}"
    read = parse_attributes(block, 0)
    return (
        block if read is not None and read.end == len(block) and block != written and len(block) > 2 else None
    )


def _item(token: str) -> str:
    """A bare word is a label when it looks like one, else a class."""
    if not _WORD.fullmatch(token):
        return token
    return ("#" if _CROSSREF.match(token) else ".") + token
