"""The walls of the house: who may import whom, and how large a room may grow."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = sorted([*(ROOT / "app").rglob("*.py"), *(ROOT / "checks").rglob("*.py")])

#: What a pure room may not touch: sockets, processes' environment, clocks, files.
WORLDLY = {
    "socket",
    "httpx",
    "requests",
    "asyncio",
    "githubkit",
    "psycopg",
    "sqlalchemy",
    "time",
    "shutil",
    "fastapi",
}

PURE_APP = ("app/publication/", "app/memory.py", "app/snapshot.py")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module


@pytest.mark.parametrize("path", [p for p in CODE if _name(p).startswith("checks/")], ids=_name)
def test_checks_know_nothing_of_the_app_and_touch_no_world(path: Path) -> None:
    engines = _name(path).startswith("checks/style/engines/")
    for line, module in _imports(path):
        top = module.split(".")[0]
        assert top != "app", f"{_name(path)}:{line} imports {module}"
        assert engines or top not in WORLDLY, (
            f"{_name(path)}:{line} imports {module}: facts come in as values"
        )


@pytest.mark.parametrize("path", [p for p in CODE if _name(p).startswith(PURE_APP)], ids=_name)
def test_the_core_of_the_app_is_pure(path: Path) -> None:
    for line, module in _imports(path):
        assert module.split(".")[0] not in WORLDLY, f"{_name(path)}:{line} imports {module}"
        edges = ("app.github", "app.store", "app.jobs", "app.links", "app.pages", "app.sandbox")
        assert not module.startswith(edges), f"{_name(path)}:{line} imports the edge {module}"


@pytest.mark.parametrize(
    "path", [p for p in CODE if not _name(p).startswith(("app/sandbox", "app/demo"))], ids=_name
)
def test_the_bot_never_leans_on_the_sandbox(path: Path) -> None:
    if _name(path) == "app/cli.py":
        return
    for line, module in _imports(path):
        assert not module.startswith("app.sandbox"), f"{_name(path)}:{line} imports {module}"


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_rooms_and_functions_stay_small(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 300, f"{_name(path)} wants a wall"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 50, f"{_name(path)}:{node.lineno} {node.name} has {length} lines"
