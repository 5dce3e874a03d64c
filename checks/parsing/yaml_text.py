"""YAML with positions, safe on anything: no code is run, no alias expanded, no depth or size without bound.

PyYAML's composer recurses in C and can take the interpreter down on deep nesting; its constructor runs tags and
keeps the last of two equal keys silently. So only its event parser is used here, and nodes are built from events.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import yaml
from yaml.resolver import Resolver

MAX_DEPTH = 60
MAX_NODES = 100_000
MAX_EXPANDED = 200_000
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER: Any = Resolver()
#: A line `key: value` whose value is one word or more of plain letters and signs, or quoted with nothing escaped in it.
_VALUE = (
    r"""[A-Za-z0-9](?:[\w .,;/()+=?-]*[\w.,;/()+=?-])?|"[\w .,;:/()+=?!'#$*%-]*"|'[\w .,;:/()+=?!"#$*%-]*'"""
)
_LINE = rf"([A-Za-z][\w-]*):[ ]+({_VALUE})[ ]*(?:\n|\Z)"
_PLAIN_LINE = re.compile(_LINE, re.ASCII)
_PLAIN_LINES = re.compile(rf"(?:{_LINE})+", re.ASCII)
_ENDS = (yaml.DocumentEndEvent, yaml.StreamEndEvent)


@dataclass(slots=True)
class Node:
    """A YAML value and where it stands (offsets into the text that was read, `end` exclusive)."""

    kind: str
    start: int
    end: int
    text: str = ""
    tag: str = ""
    style: str | None = None
    items: list[tuple[Node | None, Node]] = field(default_factory=list)

    def get(self, key: str) -> Node | None:
        """The value under a key of a mapping; the last one, when the key stands twice."""
        for name, value in reversed(self.items):
            if name is not None and name.text == key:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Yaml:
    """What a YAML text says. `error` is a sentence, `error_at` an offset; `duplicates`: keys given twice."""

    data: Any = None
    root: Node | None = None
    error: str | None = None
    error_at: int | None = None
    duplicates: tuple[Node, ...] = ()

    @property
    def mapping(self) -> Mapping[str, Any]:
        return self.data if isinstance(self.data, dict) else {}


class _Refused(Exception):
    """Raised inside this module only, for a text that is valid YAML but beyond our bounds."""

    def __init__(self, why: str, at: int) -> None:
        super().__init__(why)
        self.why, self.at = why, at


def _is_open(context: str, rest: str) -> bool:
    """A quote, or a bracket with the next key or nothing behind it, was never closed: that is to blame, not the place
    where the parser noticed (libyaml and PyYAML say in `context` what they were reading)."""
    if "quoted scalar" in context:
        return True
    return "flow" in context and (not rest.strip() or re.match(r"[\w-]+:(?:\s|$)", rest) is not None)


def read_yaml(text: str) -> Yaml:
    """Reads the first YAML document of `text`; never raises."""
    try:
        root = _compose(text)
        budget = [MAX_EXPANDED]
        duplicates: list[Node] = []
        data = _construct(root, budget, duplicates, 0) if root is not None else None
        return Yaml(data, root, duplicates=tuple(duplicates))
    except _Refused as refused:
        return Yaml(error=refused.why, error_at=refused.at)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        if mark and problem.context_mark and _is_open(str(problem.context), text[mark.index :]):
            mark = problem.context_mark
        at = _offset(text, mark) if mark else 0
        return Yaml(error=str(problem.problem or problem.context or "not valid YAML"), error_at=at)
    except (yaml.YAMLError, UnicodeError, ValueError) as problem:
        position = getattr(problem, "position", 0)
        return Yaml(error="a character that YAML does not allow", error_at=_inside(text, position))


def _inside(text: str, offset: object) -> int:
    return max(0, min(offset, len(text))) if isinstance(offset, int) else 0


def _offset(text: str, mark: Any) -> int:
    return _inside(text, mark.index)


def _compose(text: str) -> Node | None:
    return _plain_lines(text) or _composed(text)


def _plain_lines(text: str) -> Node | None:
    """The mapping, where every line is a key and a value without anything special, as in most cells; else None."""
    if not _PLAIN_LINES.fullmatch(text):
        return None
    root = Node("mapping", 0, len(text))
    for found in _PLAIN_LINE.finditer(text):
        key = Node("scalar", *found.span(1), found[1], _plain_tag(found[1]), "")
        written = found[2]
        if written[0] in "\"'":
            value = Node("scalar", *found.span(2), written[1:-1], "str", written[0])
        else:
            value = Node("scalar", *found.span(2), written, _plain_tag(written), "")
        root.items.append((key, value))
    return root


def _composed(text: str) -> Node | None:
    # PyYAML's reader refuses a byte order mark inside and drops one at the start: keep offsets by blanking it.
    loader = _LOADER(text.replace("\ufeff", " "))
    try:
        return _nodes(loader.get_event, text)
    finally:
        loader.dispose()


def _nodes(next_event: Callable[[], Any], text: str) -> Node | None:
    """The root of the first document, from the events that the parser tells one by one."""
    stack: list[tuple[Node, list[Node]]] = []
    anchors: dict[str, Node] = {}
    root: Node | None = None
    count = 0
    while not isinstance(event := next_event(), _ENDS):
        if isinstance(event, yaml.CollectionEndEvent):
            done, children = stack.pop()
            done.end = _offset(text, event.end_mark)
            done.items = _pair(done.kind, children)
            continue
        node = _node_of(event, anchors, text)
        if node is None:
            continue
        count += 1
        if count > MAX_NODES or len(stack) > MAX_DEPTH:
            raise _Refused("nested too deeply or too large to be read", _offset(text, event.start_mark))
        if stack:
            stack[-1][1].append(node)
        root = root or node
        if isinstance(event, yaml.CollectionStartEvent):
            stack.append((node, []))
    return root


def _pair(kind: str, children: list[Node]) -> list[tuple[Node | None, Node]]:
    if kind == "mapping":
        return list(zip(children[::2], children[1::2], strict=False))
    return [(None, child) for child in children]


def _node_of(event: Any, anchors: dict[str, Node], text: str) -> Node | None:
    if isinstance(event, yaml.AliasEvent):
        target = anchors.get(str(event.anchor))
        if target is None:
            raise _Refused(f"alias *{event.anchor} is defined nowhere", _offset(text, event.start_mark))
        return target
    if isinstance(event, yaml.ScalarEvent):
        start, end = _offset(text, event.start_mark), _offset(text, event.end_mark)
        plain = event.implicit[0] and event.tag is None
        tag = _plain_tag(event.value) if plain else _last_name(event.tag or "str")
        node = Node("scalar", start, end, event.value, tag, event.style)
    elif isinstance(event, yaml.CollectionStartEvent):
        kind = "mapping" if isinstance(event, yaml.MappingStartEvent) else "sequence"
        node = Node(kind, _offset(text, event.start_mark), _offset(text, event.end_mark))
    else:
        return None
    if event.anchor:
        anchors[event.anchor] = node
    return node


@lru_cache(maxsize=2_000)
def _plain_tag(value: str) -> str:
    """The type of a scalar without quotes. Chapters have the same keys and values over and over."""
    return _last_name(str(_RESOLVER.resolve(yaml.ScalarNode, value, (True, True))))


def _last_name(tag: str) -> str:
    return tag.rsplit(":", 1)[-1].lstrip("!")


def _construct(node: Node, budget: list[int], duplicates: list[Node], depth: int) -> Any:
    budget[0] -= 1
    if budget[0] < 0 or depth > 2 * MAX_DEPTH:
        raise _Refused("aliases that unfold into too much, or into themselves", node.start)
    if node.kind == "scalar":
        return _scalar(node)
    if node.kind == "sequence":
        return [_construct(item, budget, duplicates, depth + 1) for _, item in node.items]
    made: dict[str, Any] = {}
    for key, value in node.items:
        name = key.text if key is not None and key.kind == "scalar" else "?"
        if name in made and key is not None and name != "<<":
            duplicates.append(key)
        made[name] = _construct(value, budget, duplicates, depth + 1)
    return made


def _scalar(node: Node) -> Any:
    """Only what books need is given a type; every other scalar stays the text it is."""
    match node.tag:
        case "bool":
            return node.text.lower() in ("true", "yes", "on")
        case "null":
            return None
        case "int":
            return _number(node.text, int)
        case "float":
            return _number(node.text, float)
        case "timestamp":
            return _day(node.text)
    return node.text


def _number(text: str, kind: type[int] | type[float]) -> int | float | str:
    try:
        return kind(text.replace("_", "")) if len(text) < 100 else text
    except ValueError:
        return text


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
