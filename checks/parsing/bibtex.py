"""BibTeX entry by entry, with places: one pass, linear, and after a fault reading goes on at the next entry."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

_START = re.compile(
    r"@[ \t]*([A-Za-z][\w-]*)[ \t]*([{(])|@[ \t]*([A-Za-z][\w-]*)(?=[ \t]*\r?$)", re.MULTILINE
)
#: Where reading goes on after a fault: an entry that begins a line.
_NEXT = re.compile(r"^[ \t]*@[ \t]*[A-Za-z][\w-]*[ \t]*[{(]", re.MULTILINE)
_NAME = re.compile(r"\s*([A-Za-z_][\w:.+/-]*)\s*=\s*")
_BARE = re.compile(r"[^\s,{}()\"#=%]+")
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_QUOTES = re.compile(r"\\.|[{}\"]", re.DOTALL)
_SPACE = re.compile(r"\s*")

#: A field whose brace is still open at the end of its line, with the next field on the line after it.
_HALF = re.compile(
    r"^[ \t]*+(\w++)[ \t]*+=[ \t]*+\{(?:[^{}\n]|\{[^{}\n]*+\})*+\n(?=[ \t]*\w++[ \t]*+=[ \t]*+[{\"\d])",
    re.MULTILINE,
)
#: Longer entries are not searched for it.
MAX_ENTRY = 20_000


@dataclass(slots=True)
class RawEntry:
    type: str
    key: str
    key_start: int
    start: int
    end: int
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    kind: str
    start: int
    end: int
    message: str
    replacement: str | None = None


class _Stop(Exception):
    """Ends the reading of one entry; `end` tells where to go on."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def read_bibtex(text: str) -> tuple[list[RawEntry], list[Fault]]:
    """Every entry that has a key, in order, and every fault. Text between entries is comment, as BibTeX has it."""
    reader = _Reader(text)
    at = 0
    while found := _START.search(text, at):
        at = reader.block(found)
    return reader.entries, reader.faults


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.entries: list[RawEntry] = []
        self.faults: list[Fault] = []
        self.starts = [found.start() for found in _NEXT.finditer(text)]

    def block(self, found: re.Match[str]) -> int:
        """Reads one `@…{…}`; returns where to look for the next."""
        if found[2] is None:
            return found.end()
        kind = found[1].lower()
        try:
            if kind in ("comment", "string", "preamble"):
                return self._skip(found)
            return self._entry(found, kind)
        except _Stop as stop:
            self.faults.append(stop.fault)
            end = self._limit(max(found.end(), stop.fault.start))
            if self.entries and self.entries[-1].start == found.start():
                self.entries[-1].end = found.start() + len(self.text[found.start() : end].rstrip())
            return max(end, found.end())

    def _skip(self, found: re.Match[str]) -> int:
        end = (
            self._braced(found.end(2), found.start())
            if found[2] == "{"
            else self.text.find(")", found.end()) + 1
        )
        return end or len(self.text)

    def _entry(self, found: re.Match[str], kind: str) -> int:
        text = self.text
        start = _space(text, found.end())
        end = start
        while end < len(text) and text[end] not in ',{}()=\n@"':
            end += 1
        key = text[start:end].strip()
        if text[end : end + 1] == "=" and len(key.split()) > 1:
            # `@misc{key title = …`: the comma behind the key is missing.
            key = key.split()[0]
            end = start + len(key)
        entry = RawEntry(kind, key, start, found.start(), end)
        if not key or text[end : end + 1] in ("=", '"', "{"):
            raise _Stop(
                Fault("missing-key", found.start(), found.end(), f"the entry `{found[0]}` has no key")
            )
        if any(c.isspace() for c in key):
            joined = "".join(key.split())
            message = f"the key `{key}` has a space in it, and nothing can cite it: write `{joined}`"
            self.faults.append(Fault("key-with-space", start, start + len(key), message, joined))
        self.entries.append(entry)
        close = ")" if found[2] == "(" else "}"
        entry.end = self._fields(entry, start + len(key), close)
        return entry.end

    def _fields(self, entry: RawEntry, ended: int, close: str) -> int:
        """Reads `, name = value` to the closing brace; `ended`: where the key, then each value, ends."""
        text, at, comma = self.text, ended, False
        while True:
            at = _space(text, at)
            if text.startswith(close, at):
                return at + 1
            if text.startswith(",", at):
                comma, at = True, at + 1
                continue
            name = _NAME.match(text, at)
            if not name:
                raise self._unreadable(entry, at)
            if not comma:
                message = f"a comma is missing before the field `{name[1]}` of `{entry.key}`"
                self.faults.append(Fault("missing-comma", ended - 1, ended, message, text[ended - 1] + ","))
            value, at = self._value(name.end(), entry, name[1])
            self._keep(entry, name, value)
            ended, comma = at, False

    def _keep(self, entry: RawEntry, name: re.Match[str], value: str) -> None:
        field_name = name[1].lower()
        if field_name in entry.fields:
            message = f"`{entry.key}` gives the field `{name[1]}` twice: keep one"
            self.faults.append(Fault("duplicate-field", *name.span(1), message))
        else:
            entry.fields[field_name] = value

    def _unreadable(self, entry: RawEntry, at: int) -> _Stop:
        line = self.text.rfind("\n", 0, at) + 1
        if at >= len(self.text) or (line > entry.start and _NEXT.match(self.text, line)):
            message = f"the entry `{entry.key}` is never closed with its brace"
            if half := _HALF.search(self.text, entry.start, min(at, entry.start + MAX_ENTRY)):
                message = f"the field `{half[1]}` of `{entry.key}` is never closed with its brace"
                return _Stop(Fault("unclosed-entry", half.start(1), half.end(1), message))
            return _Stop(Fault("unclosed-entry", entry.key_start, entry.key_start + len(entry.key), message))
        word = self.text[at : at + 30].split("\n")[0]
        message = f"`{word}` in the entry `{entry.key}` is no field: a field is written `name = {{value}},`"
        return _Stop(Fault("syntax", at, at + max(1, len(word)), message))

    def _value(self, at: int, entry: RawEntry, name: str) -> tuple[str, int]:
        """A value, parts joined by `#`; returns it and where it ends."""
        parts: list[str] = []
        while True:
            at = _space(self.text, at)
            part, at = self._part(at, entry, name)
            parts.append(part)
            following = _space(self.text, at)
            if not self.text.startswith("#", following):
                return "".join(parts), at
            at = following + 1

    def _part(self, at: int, entry: RawEntry, name: str) -> tuple[str, int]:
        text = self.text
        if text.startswith("{", at):
            end = self._braced(at + 1, entry.key_start, entry, name)
            return text[at + 1 : end - 1], end
        if text.startswith('"', at):
            end = self._quoted(at + 1, entry, name)
            return text[at + 1 : end - 1], end
        if bare := _BARE.match(text, at):
            return bare[0], bare.end()
        message = f"the field `{name}` of `{entry.key}` has no value"
        raise _Stop(Fault("missing-value", at, min(at + 1, len(text)), message))

    def _braced(self, at: int, where: int, entry: RawEntry | None = None, name: str = "") -> int:
        depth = 1
        limit = self._limit(at)
        for mark in _BRACES.finditer(self.text, at, limit):
            depth += 1 if mark[0] == "{" else -1 if mark[0] == "}" else 0
            if depth == 0:
                return mark.end()
        raise self._open(where, entry, name)

    def _quoted(self, at: int, entry: RawEntry, name: str) -> int:
        depth = 0
        for mark in _QUOTES.finditer(self.text, at, self._limit(at)):
            if mark[0] == '"' and depth == 0:
                return mark.end()
            depth = max(0, depth + (1 if mark[0] == "{" else -1 if mark[0] == "}" else 0))
        raise self._open(entry.key_start, entry, name)

    def _limit(self, at: int) -> int:
        """A value ends before the next line that begins an entry: what is still open there was never closed."""
        index = bisect_left(self.starts, at)
        return self.starts[index] if index < len(self.starts) else len(self.text)

    def _open(self, where: int, entry: RawEntry | None, name: str) -> _Stop:
        if entry is None:
            return _Stop(
                Fault("unclosed-entry", where, where + 1, "this block is never closed with its brace")
            )
        message = f"the field `{name}` of `{entry.key}` is never closed: everything after it is lost"
        return _Stop(Fault("unclosed-value", where, where + len(entry.key), message))


def _space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
