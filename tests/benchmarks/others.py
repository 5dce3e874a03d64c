"""What other tools take for the same chapters: each in a process of its own, from start to end, without a cache.

Linters of markup (panache, rumdl) stand beside the rules of markup, proofreaders (typos, Harper with its default rules,
cspell) beside those of prose. A tool that is not on this machine says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

#: One call may take this long. Seconds.
TIME_LIMIT = 300
CSPELL = Path(__file__).parent / "cspell"
_HARPER = """
import sys, harper
linter = harper.Linter()
for path in sys.argv[1:]:
    for lint in linter.lint(open(path, encoding="utf-8").read(), language="markdown"):
        print(path, lint.problem_text, lint.message)
"""


def _program(name: str) -> list[str] | None:
    found = shutil.which(name, path=sysconfig.get_path("scripts")) or shutil.which(name)
    return [found] if found else None


def _cspell() -> list[str] | None:
    """cspell is fetched into a folder that git ignores, where Node and npm are at hand."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None
    if not (CSPELL / "node_modules").exists():
        quiet = ["--no-audit", "--no-fund", "--silent", "--ignore-scripts"]
        subprocess.run(["npm", "ci", *quiet], cwd=CSPELL, check=True)
    return ["node", str(CSPELL / "node_modules" / "cspell" / "bin.mjs")]


@dataclass(frozen=True)
class Tool:
    """`find` gives the command, None when it is not here; `options` come before the files."""

    name: str
    find: Callable[[], list[str] | None]
    options: tuple[str, ...]


TOOLS = (
    Tool("panache lint", lambda: _program("panache"), ("lint", "--isolated", "--no-cache")),
    Tool("rumdl check", lambda: _program("rumdl"), ("check", "--isolated", "--no-cache")),
    Tool("typos", lambda: _program("typos"), ("--isolated", "--format", "brief")),
    Tool("Harper, default rules", lambda: [sys.executable, "-c", _HARPER], ()),
    Tool(
        "cspell",
        _cspell,
        ("lint", "--no-progress", "--no-summary", "--no-cache", "--language-id", "markdown"),
    ),
)


def beside(files: Mapping[str, bytes]) -> None:
    """Prints the seconds of each tool for all files (name → bytes), and for the first of them."""
    with tempfile.TemporaryDirectory(prefix="galley-speed-") as name:
        folder = Path(name)
        for path, data in files.items():
            (folder / path).write_bytes(data)
        chapters = sorted(path for path in files if path.endswith(".qmd"))
        for tool in TOOLS:
            command = tool.find()
            if command is None:
                print(f"{tool.name}: skipped, it is not installed")
                continue
            for what, these in (("whole book", chapters), ("one chapter", chapters[:1])):
                print(f"{tool.name}: {what} {_timed([*command, *tool.options, *these], folder)}")


def _timed(command: list[str], folder: Path) -> str:
    began, before = time.perf_counter(), os.times()
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=TIME_LIMIT
    )
    seconds, after = time.perf_counter() - began, os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    lines = len((done.stdout + done.stderr).splitlines())
    return f"{seconds:.2f} s, {spent:.2f} s of CPU   ({lines} lines of output, status {done.returncode})"
