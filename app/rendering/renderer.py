"""Asking the renderer: real Quarto in a container of its own (`deploy/renderer/`), over a unix socket, one JSON line each way.

The renderer runs strangers' scripts, so its answers are read like a stranger's: bounded, validated, and shown as text.
"""

from __future__ import annotations

import asyncio
import base64
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

#: Bytes of an answer: 500 lines of log with room to spare.
ANSWER_BYTES = 2_000_000
#: Bytes of output that the renderer may keep of one chapter.
OUTPUT_BYTES = 200_000
#: What the renderer may need beside rendering: unpacking, and another review's turn before ours. Seconds.
GRACE_SECONDS = 60.0

Text = Annotated[str, Field(max_length=2_000)]


class RendererUnreachable(Exception):
    """The renderer gave no usable answer; the message says what happened."""


class LogLine(BaseModel):
    """Something that Quarto said of a chapter (its path in the book). `line` None: it named none."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    chapter: Text
    level: Literal["error", "warning"]
    text: Text
    line: Annotated[int, Field(ge=1, le=10_000_000)] | None = None


class Answer(BaseModel):
    """`ok`: every chapter rendered. `error`: why nothing can be said of them. `seconds`: what it took."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Text
    ok: bool
    quarto: Annotated[str, Field(max_length=60)] = ""
    seconds: float = 0.0
    error: Text = ""
    log: Annotated[tuple[LogLine, ...], Field(max_length=500)] = ()


class Renderer(Protocol):
    """Renders chapters of a book."""

    async def ask(self, book: bytes, chapters: Sequence[str], seconds: float) -> Answer:
        """`book`: a gzipped tar of its files; `chapters`: paths in it. Raises RendererUnreachable."""


@dataclass(frozen=True)
class SocketRenderer:
    """The renderer that listens on the socket `path`."""

    path: Path
    grace: float = GRACE_SECONDS

    async def ask(self, book: bytes, chapters: Sequence[str], seconds: float) -> Answer:
        id = uuid.uuid4().hex
        line = await asyncio.to_thread(_request, id, book, chapters, seconds)
        try:
            async with asyncio.timeout(seconds + self.grace):
                told = await self._exchange(line)
        except TimeoutError:
            raise RendererUnreachable(f"it did not answer within {seconds + self.grace:.0f} s") from None
        except (OSError, ValueError) as error:  # ValueError: the line is longer than the stream's limit
            raise RendererUnreachable(f"{self.path}: {error}") from None
        return _read(told, id)

    async def _exchange(self, line: bytes) -> bytes:
        reader, writer = await asyncio.open_unix_connection(self.path, limit=ANSWER_BYTES)
        try:
            writer.write(line)
            await writer.drain()
            return await reader.readline()
        finally:
            writer.close()


def _request(id: str, book: bytes, chapters: Sequence[str], seconds: float) -> bytes:
    request = {
        "id": id, "tar": base64.b64encode(book).decode(), "chapters": list(chapters),
        "limits": {"seconds": seconds, "output": OUTPUT_BYTES},
    }  # fmt: skip
    return json.dumps(request).encode() + b"\n"


def _read(line: bytes, id: str) -> Answer:
    try:
        answer = Answer.model_validate_json(line)
    except ValidationError as error:
        raise RendererUnreachable(f"its answer cannot be read ({error.error_count()} faults)") from None
    if answer.error:
        raise RendererUnreachable(answer.error)
    if answer.id != id:
        raise RendererUnreachable("it answered another request than ours")
    return answer
