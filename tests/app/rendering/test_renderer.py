"""The renderer's protocol, with a stand-in for Quarto: a script that prints what the real one prints."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import os
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.library import OpenBook
from app.rendering.convert import PandocConverter, RepositoryFiles
from app.rendering.quarto import QuartoConverter, packed, sent
from app.rendering.renderer import RendererUnreachable, SocketRenderer
from app.snapshot import TreeEntry
from checks.finding import Severity
from checks.run import ChapterSource
from tests.checks.support import book_of

PROGRAM = Path(__file__).parents[3] / "deploy" / "renderer" / "renderer.py"
QUARTO = """#!{python}
import os, sys, time
if sys.argv[1] == "--version":
    print("9.9.9")
    raise SystemExit
if sys.argv[1:2] != ["render"] or "--no-execute" not in sys.argv:
    raise SystemExit("called in another way")
text = open(sys.argv[2]).read()
print("\\x1b[33mWARNING\\x1b[39m: Unable to resolve crossref @sec-elsewhere")
if "hang" in text:
    time.sleep(60)
if "colour" in text:
    print("\\x1b[33m[WARNING]\\x1b[39m Div at line 3 column 1 unclosed at line 9 column 1, closing implicitly.", file=sys.stderr)
if "broken" in text:
    print("ERROR: YAMLException: bad indentation of a mapping entry", file=sys.stderr)
    print("  (line 2, column 9)", file=sys.stderr)
    raise SystemExit(1)
if "flood" in text:
    sys.stdout.write("x" * 5_000_000)
if "silent" in text:
    print("HOME", os.environ["HOME"], "SECRET" in os.environ, os.getcwd(), sorted(os.listdir()))
    raise SystemExit(3)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A path short enough for a unix socket."""
    with tempfile.TemporaryDirectory(prefix="rend-") as name:
        yield Path(name)


def _listens(where: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(where)) == 0


@asynccontextmanager
async def renderer(folder: Path) -> AsyncIterator[SocketRenderer]:
    quarto = folder / "quarto"
    quarto.write_text(QUARTO.format(python=sys.executable))
    quarto.chmod(0o755)
    where = folder / "socket"
    environment = {**os.environ, "SECRET": "of the renderer itself"}
    with subprocess.Popen(
        [sys.executable, str(PROGRAM), "--socket", str(where), "--quarto", str(quarto)], env=environment
    ) as process:
        try:
            while not _listens(where):  # the path is there a moment before
                assert process.poll() is None
                await asyncio.sleep(0.02)
            yield SocketRenderer(where, grace=20)
        finally:
            process.terminate()
            assert process.wait(10) == 0
    assert not where.exists()


async def test_a_chapter_that_renders_is_ok_and_the_version_is_told(folder: Path) -> None:
    async with renderer(folder) as asked:
        answer = await asked.ask(packed({"a.qmd": b"# A\n"}), ["a.qmd"], 30)
    assert (answer.ok, answer.quarto, answer.error) == (True, "9.9.9", "")


async def test_errors_and_warnings_come_with_chapter_and_line_and_without_colours(folder: Path) -> None:
    book = {"a.qmd": b"colour", "parts/b.qmd": b"broken", "c.qmd": b"silent"}
    async with renderer(folder) as asked:
        answer = await asked.ask(packed(book), list(book), 30)
    assert not answer.ok
    told = [(e.chapter, e.level, e.line, e.text) for e in answer.log if "crossref" not in e.text]
    assert told == [
        (
            "a.qmd",
            "warning",
            3,
            "[WARNING] Div at line 3 column 1 unclosed at line 9 column 1, closing implicitly.",
        ),
        ("parts/b.qmd", "error", 2, "ERROR: YAMLException: bad indentation of a mapping entry"),
        ("c.qmd", "error", None, told[2][3]),
    ]
    assert told[2][3].startswith("Quarto ended with status 3: HOME")


async def test_a_chapter_that_takes_too_long_or_says_too_much_is_cut_off(folder: Path) -> None:
    async with renderer(folder) as asked:
        started = time.monotonic()
        slow = await asked.ask(packed({"a.qmd": b"hang"}), ["a.qmd"], 1)
        assert time.monotonic() - started < 15
        loud = await asked.ask(packed({"a.qmd": b"flood"}), ["a.qmd"], 30)
    assert [e.text[:15] for e in slow.log if e.level == "error"] == ["the time was up"]
    assert loud.ok


async def test_the_books_program_sees_no_environment_of_ours_and_its_folder_is_gone_afterwards(
    folder: Path,
) -> None:
    book = packed({"a.qmd": b"silent", "b.qmd": b""})
    async with renderer(folder) as asked:
        answer = await asked.ask(book, ["a.qmd"], 30)
    [entry] = [e for e in answer.log if e.level == "error"]
    _, home, secret, where, *files = entry.text.partition("HOME ")[2].join(("HOME ", "")).split()
    assert (secret, files) == ("False", ["['a.qmd',", "'b.qmd']"])
    assert Path(home).parent == Path(where).parent
    assert not Path(where).parent.exists()


def _raw(where: Path, line: bytes) -> dict[str, Any]:
    """What the program answers to one line, read without our client."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(20)
        client.connect(str(where))
        client.sendall(line + b"\n")
        answer: dict[str, Any] = json.loads(client.makefile("rb").readline())
        return answer


def _tar(*members: tuple[tarfile.TarInfo, bytes]) -> str:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as tar:
        for member, data in members:
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return base64.b64encode(whole.getvalue()).decode()


def _link() -> tarfile.TarInfo:
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc"
    return link


async def test_requests_that_make_no_sense_or_reach_outside_are_refused_and_the_next_is_served(
    folder: Path,
) -> None:
    good = _tar((tarfile.TarInfo("a.qmd"), b"# A\n"))
    async with renderer(folder) as asked:
        for request, why in (
            ({}, "cannot be read"),
            ({"id": "1", "tar": "§", "chapters": ["a.qmd"]}, "cannot be read"),
            ({"id": "1", "tar": good, "chapters": ["../a.qmd"]}, "inside the book"),
            ({"id": "1", "tar": good, "chapters": ["--output-dir"]}, "inside the book"),
            ({"id": "1", "tar": good, "chapters": ["b.qmd"]}, "no file b.qmd"),
            (
                {"id": "1", "tar": base64.b64encode(b"no tar").decode(), "chapters": ["a.qmd"]},
                "cannot be unpacked",
            ),
            (
                {"id": "1", "tar": _tar((tarfile.TarInfo("../x"), b"")), "chapters": ["a.qmd"]},
                "no plain file",
            ),
            (
                {"id": "1", "tar": _tar((tarfile.TarInfo("/etc/x"), b"")), "chapters": ["a.qmd"]},
                "no plain file",
            ),
            ({"id": "1", "tar": _tar((_link(), b"")), "chapters": ["a.qmd"]}, "no plain file"),
        ):
            told = await asyncio.to_thread(_raw, asked.path, json.dumps(request).encode())
            assert not told["ok"]
            assert why in told["error"], told
        assert not (folder / "x").exists()
        told = await asyncio.to_thread(_raw, asked.path, b"no json")
        assert "cannot be read" in told["error"]
        assert (await asked.ask(packed({"a.qmd": b"# A\n"}), ["a.qmd"], 30)).ok


async def _answering(folder: Path, line: bytes) -> str:
    """What the client makes of a renderer that answers so."""

    async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(line)
        writer.close()

    server = await asyncio.start_unix_server(told, folder / "fake", limit=1_000_000)
    async with server:
        with pytest.raises(RendererUnreachable) as raised:
            await SocketRenderer(folder / "fake", grace=5).ask(b"", ["a.qmd"], 1)
    return str(raised.value)


async def test_an_answer_that_cannot_be_trusted_is_no_answer(folder: Path) -> None:
    assert "cannot be read" in await _answering(folder, b"")
    assert "cannot be read" in await _answering(folder, b'{"id": "x", "ok": "perhaps", "log": 3}\n')
    assert "another request" in await _answering(folder, b'{"id": "x", "ok": true}\n')
    assert "no Quarto" in await _answering(folder, b'{"id": "x", "ok": false, "error": "no Quarto"}\n')
    assert "limit" in await _answering(folder, b"x" * 3_000_000 + b"\n")
    with pytest.raises(RendererUnreachable):
        await SocketRenderer(folder / "nobody").ask(b"", ["a.qmd"], 1)


@dataclass
class Contents:
    """A shelf of these files, under their own paths as ids."""

    files: Mapping[str, bytes]

    async def blobs(self, shas: Sequence[str]) -> Mapping[str, bytes]:
        return {sha: self.files[sha] for sha in shas}

    async def before(self, path: str) -> bytes | None:
        return None


def _opened(files: Mapping[str, str], changed: Mapping[str, set[int]]) -> tuple[OpenBook, RepositoryFiles]:
    data = {path: text.encode() for path, text in files.items()}
    sources = tuple(ChapterSource(path, data[path], frozenset(lines)) for path, lines in changed.items())
    book = book_of({p: t for p, t in files.items() if p.endswith(".qmd")})
    tree = {path: TreeEntry(path, len(content)) for path, content in data.items()}
    return OpenBook(book, sources), RepositoryFiles(tree, Contents(data))


async def test_a_book_goes_to_quarto_and_its_words_come_back_as_problems_on_their_lines(folder: Path) -> None:
    files = {
        "_quarto.yml": "project:\n  type: book\n",
        "a.qmd": "# A\n\n::: {.a}\ncolour\n",
        "b.qmd": "---\nbroken\n",
    }
    opened, repository = _opened(files, {"a.qmd": {3}, "b.qmd": set()})
    async with renderer(folder) as asked:
        rendering = await QuartoConverter(asked, PandocConverter("not asked")).render(opened, repository)
    assert rendering.by == "Quarto 9.9.9"
    one, two = rendering.chapters
    assert [(p.line, p.severity, p.new) for p in one.problems] == [(3, Severity.WARNING, True)]
    assert [(p.line, p.severity, p.new) for p in two.problems] == [(2, Severity.ERROR, True)]
    assert two.failed


async def test_when_the_renderer_does_not_answer_pandoc_is_asked(folder: Path) -> None:
    opened, repository = _opened({"a.qmd": "# A\n"}, {"a.qmd": {1}})
    converter = QuartoConverter(SocketRenderer(folder / "nobody"), PandocConverter("nor Pandoc"))
    assert (await converter.render(opened, repository)).why == "nor Pandoc"


def test_settings_and_changed_chapters_are_sent_first_and_pictures_and_large_files_never() -> None:
    files = {
        "big.bib": "x" * 600_000,
        "b.qmd": "b",
        "a.qmd": "a",
        "plot.png": "p",
        "_quarto.yml": "q",
        "f.lua": "l",
    }
    opened, repository = _opened(files, {"a.qmd": {1}})
    assert sent(opened, repository.tree) == ["_quarto.yml", "a.qmd", "b.qmd", "f.lua"]
