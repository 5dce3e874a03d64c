"""Reading `.github/galleyproof.yml`: the settings, or what is wrong with them by line and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import ValidationError
from rapidfuzz import process

from checks.config import DEFAULT, Config

#: The file is written by hand; more than this is a mistake, and a YAML bomb needs few bytes but many aliases.
MOST_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """One thing wrong with the file. Line and column count from 1."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class ConfigReading:
    """`config` is None exactly when there are problems: the caller then keeps the last valid settings."""

    config: Config | None
    problems: tuple[ConfigProblem, ...] = ()


def read_config(text: str | None) -> ConfigReading:
    """The settings in `text`; the defaults when the file is absent (None) or empty. Never raises."""
    if text is None or not text.strip():
        return ConfigReading(DEFAULT)
    if len(text) > MOST_CHARACTERS:
        return _refused(1, 1, f"the file has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            return _refused(1, 1, "anchors and aliases (`&`, `*`) are not read here: write the value out")
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return _refused(*at, f"this is not valid YAML: {error.problem or error.context}")
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return _refused(1, 1, f"this is not valid YAML: {error}")
    if data is None:
        return ConfigReading(DEFAULT)
    if not isinstance(data, dict):
        return _refused(1, 1, "the file must be a list of `key: value` lines")
    return _validated(data, node)


def _validated(data: dict[Any, Any], node: yaml.Node | None) -> ConfigReading:
    try:
        return ConfigReading(Config.model_validate(data))
    except ValidationError as error:
        problems = tuple(_problem(e["loc"], e["type"], e["msg"], node) for e in error.errors())
        return ConfigReading(None, tuple(sorted(problems, key=lambda p: (p.line, p.column))))


def _problem(loc: Sequence[str | int], kind: str, message: str, node: yaml.Node | None) -> ConfigProblem:
    line, column = _position(loc, node)
    where = ".".join(str(part) for part in loc if part != "[key]")
    if kind == "extra_forbidden":
        close = process.extractOne(str(loc[-1]), _known_keys(loc), score_cutoff=70)
        hint = f"; did you mean `{close[0]}`?" if close else ""
        return ConfigProblem(line, column, f"`{where}` is no setting{hint}")
    return ConfigProblem(line, column, f"`{where}`: {message.removeprefix('Value error, ')}")


def _known_keys(loc: Sequence[str | int]) -> list[str]:
    """The keys allowed where `loc` ends."""
    model: Any = Config
    for part in loc[:-1]:
        field = model.model_fields.get(part) if hasattr(model, "model_fields") else None
        model = field.annotation if field is not None else None
        if model is None:
            return []
    return sorted(getattr(model, "model_fields", {}))


def _position(loc: Sequence[str | int], node: yaml.Node | None) -> tuple[int, int]:
    """Where `loc` stands: the key itself where it is one, else the nearest thing around it."""
    line, column = 1, 1
    for part in loc:
        found: tuple[yaml.Node, yaml.Node] | None = None
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if str(k.value) == str(part)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            found = (node.value[part], node.value[part])
        if found is None:
            break
        line, column = found[0].start_mark.line + 1, found[0].start_mark.column + 1
        node = found[1]
    return line, column


def _refused(line: int, column: int, message: str) -> ConfigReading:
    return ConfigReading(None, (ConfigProblem(line, column, message),))
