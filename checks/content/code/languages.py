"""Does a piece of code parse? One small reader per language, each saying where it stopped."""

from __future__ import annotations

import ast
import json
import re
import textwrap
import tomllib
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

#: Code longer than this is not parsed: a listing is not a program.
MOST_CHARACTERS = 60_000


@dataclass(frozen=True, slots=True)
class Slip:
    """Where and why the code does not parse. `line` counts from 1 in the code that was given."""

    line: int
    message: str


Reader = Callable[[str], Slip | None]


def reader_for(language: str) -> Reader | None:
    """The reader of a language as fences name it, None for a language that is not read."""
    return _READERS.get(language.lower())


def read_python(code: str) -> Slip | None:
    """Python as notebooks have it: magics, shell lines, help marks and REPL transcripts are put aside first."""
    plain = _without_notebook_lines(_without_prompts(code))
    if plain is None:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(plain)
        except SyntaxError as error:
            if _is_python_2(error):
                return None
            return Slip(error.lineno or 1, error.msg or "invalid syntax")
        except (ValueError, RecursionError, MemoryError):
            return None
    return None


def _without_prompts(code: str) -> str:
    """A transcript's input lines only; code without `>>>` as it is."""
    if not re.search(r"^\s*>>> ?", code, re.MULTILINE):
        return code
    kept = []
    for line in code.split("\n"):
        found = re.match(r"\s*(?:>>>|\.\.\.)(?: |$)", line)
        kept.append(line[found.end() :] if found else "")
    return "\n".join(kept)


def _without_notebook_lines(code: str) -> str | None:
    """None for a cell that is another language by its `%%` magic."""
    lines = code.split("\n")
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#|")), "")
    magic = re.match(r"\s*%%(\w+)", first)
    if magic and magic[1] not in ("time", "timeit", "capture", "prun"):
        return None
    return "\n".join(_notebook_line(line) for line in lines)


def _notebook_line(line: str) -> str:
    if re.match(r"\s*(?:%{1,2}[a-zA-Z]|!|\?|\$ )", line) or re.match(r"\s*[\w.*\[\]]+\?{1,2}\s*$", line):
        return re.sub(r"\S.*", "pass", line, count=1)
    assigned = re.match(r"(\s*[\w, ]+=\s*)(?:%[a-zA-Z]|!)", line)
    return assigned[1] + "None" if assigned else line


def _is_python_2(error: SyntaxError) -> bool:
    return "print" in (error.msg or "") and "Missing parentheses" in (error.msg or "")


def read_json(code: str) -> Slip | None:
    """JSON; comments, an ellipsis and several documents on lines of their own are let pass."""
    if re.search(r"(?:^|\s)(?://|/\*)|\.\.\.|…|<[a-zA-Z_ -]+>|\$\{|\{\{", code, re.MULTILINE):
        return None
    try:
        json.loads(code)
    except RecursionError:
        return None
    except json.JSONDecodeError as error:
        lines = [line for line in code.split("\n") if line.strip()]
        if len(lines) > 1 and all(_is_json(line) for line in lines):
            return None
        return Slip(error.lineno, error.msg) if code.strip()[:1] in "{[" else None
    return None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


class _AnyTag(yaml.SafeLoader):
    """YAML with unknown tags (`!expr`, `!Ref`) taken as plain values."""


def _ignore_tag(*_: Any) -> None:
    return None


_AnyTag.add_multi_constructor("!", _ignore_tag)


def read_yaml(code: str) -> Slip | None:
    """YAML, several documents and templates with `{{ }}` included."""
    if (
        re.search(r"\{\{|\{%|^\s*\.\.\.\s*$|…|<[a-zA-Z_ -]+>", code, re.MULTILINE)
        or len(re.findall(r"[*&]\w", code)) > 50
    ):
        return None
    try:
        for _event in yaml.parse(code, Loader=_AnyTag):
            pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Slip((mark.line if mark else 0) + 1, error.problem or "not valid YAML")
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    return None


def read_toml(code: str) -> Slip | None:
    if re.search(r"^\s*\.\.\.\s*$|…|\{\{", code, re.MULTILINE):
        return None
    try:
        tomllib.loads(code)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        return Slip(int(found[1]) if found else 1, re.sub(r" \(at .*\)$", "", str(error)))
    except RecursionError:
        return None
    return None


def dedented(code: str) -> str:
    """Without the indentation that all lines share: a listing inside a list has one."""
    return textwrap.dedent(code)


@cache
def _tree_sitter(name: str) -> Any:
    from tree_sitter_language_pack import get_parser

    return get_parser(name)  # type: ignore[arg-type]


def _by_tree(name: str) -> Reader:
    def read(code: str) -> Slip | None:
        tree = _tree_sitter(name).parse(code.encode())
        if not tree.root_node.has_error:
            return None
        node = _first_error(tree.root_node)
        what = (
            f"`{node.type}` is missing"
            if node.is_missing
            else "a bracket, quote or operator too many or too few"
        )
        return Slip(node.start_point[0] + 1, what)

    return read


def _first_error(node: Any) -> Any:
    """The deepest first error: the root of a broken program covers everything."""
    while True:
        broken = next((c for c in node.children if c.is_missing or c.is_error or c.has_error), None)
        if broken is None:
            return node
        node = broken


def read_shell(code: str) -> Slip | None:
    """Commands; transcripts with prompts, templates and continued sketches are let pass."""
    if re.search(r"^\s*(?:[$%>#] |\w+@\w+)|<[a-zA-Z][\w -]*>|\.\.\.|…|\{\{|^!", code, re.MULTILINE):
        return None
    return _by_tree("bash")(code)


_READERS: dict[str, Reader] = {
    "python": read_python,
    "py": read_python,
    "python3": read_python,
    "ipython": read_python,
    "pycon": read_python,
    "json": read_json,
    "yaml": read_yaml,
    "yml": read_yaml,
    "toml": read_toml,
    "bash": read_shell,
    "sh": read_shell,
    "zsh": read_shell,
    "r": _by_tree("r"),
    "julia": _by_tree("julia"),
}
