"""Bibliographies: BibTeX, CSL-JSON and CSL-YAML, read for their keys, fields and places; any text gives an answer.

BibTeX is read by `bibtex`, not by bibtexparser: that library says nothing of missing commas and keys with spaces, and
gives neither the place of a key nor of a fault. (It serves as a second opinion in the tests.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from checks.parsing.bibtex import RawEntry, read_bibtex
from checks.parsing.yaml_text import Node, read_yaml
from checks.text import Lines, Span

_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One work. `type` in lower case; `fields` by lower-case name, values without their outer braces or quotes.

    `line` … `end_line` hold the entry; `key_span` is where its key stands.
    """

    key: str
    type: str
    fields: Mapping[str, str] = field(default_factory=dict)
    line: int = 1
    end_line: int = 1
    span: Span = _NOWHERE
    key_span: Span = _NOWHERE


@dataclass(frozen=True, slots=True)
class BibProblem:
    """`kind`: `syntax`, `missing-comma`, `key-with-space`, `missing-key`, `duplicate-field`, `unclosed-entry`, …"""

    kind: str
    line: int
    column: int
    message: str
    match: str = ""
    span: Span = _NOWHERE
    replacement: str | None = None


@dataclass(frozen=True)
class Bibliography:
    """One file. Entries with equal keys are all there, in file order; `duplicates` names the later ones."""

    path: str
    entries: tuple[Entry, ...] = ()
    problems: tuple[BibProblem, ...] = ()

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(entry.key for entry in self.entries)

    @cached_property
    def duplicates(self) -> tuple[Entry, ...]:
        """Entries whose key an earlier one has taken."""
        seen: set[str] = set()
        found = []
        for entry in self.entries:
            if entry.key in seen:
                found.append(entry)
            seen.add(entry.key)
        return tuple(found)


def parse_bibliography(text: str, path: str) -> Bibliography:
    """Reads a bibliography by the ending of its path (`.json`, `.yaml`/`.yml`, else BibTeX); never raises."""
    ending = path.lower().rpartition(".")[2]
    return _csl(text, path) if ending in ("json", "yaml", "yml") else _bibtex(text, path)


def _bibtex(text: str, path: str) -> Bibliography:
    lines = Lines.of(text)
    raw, faults = read_bibtex(text)
    problems = [
        BibProblem(
            fault.kind,
            *lines.place(fault.start),
            fault.message,
            text[fault.start : fault.end],
            Span(fault.start, fault.end),
            fault.replacement,
        )
        for fault in faults
    ]
    return Bibliography(path, tuple(_entry(one, lines) for one in raw), tuple(problems))


def _entry(raw: RawEntry, lines: Lines) -> Entry:
    first, last = lines.line_at(raw.start), lines.line_at(max(raw.start, raw.end - 1))
    span, key_span = Span(raw.start, raw.end), Span(raw.key_start, raw.key_start + len(raw.key))
    return Entry(raw.key, raw.type, raw.fields, first, last, span, key_span)


def _csl(text: str, path: str) -> Bibliography:
    """CSL-JSON is YAML too, so one reader with positions serves both."""
    read = read_yaml(text.replace("\t", " "))
    lines = Lines.of(text)
    if read.error is not None:
        at = read.error_at or 0
        return Bibliography(
            path, (), (BibProblem("syntax", *lines.place(at), read.error, span=Span(at, at)),)
        )
    root = read.root
    works = root.get("references") if root is not None and root.kind == "mapping" else root
    if works is None:
        return Bibliography(path)
    if works.kind == "mapping":
        works = Node("sequence", works.start, works.end, items=[(None, works)])
    return Bibliography(path, tuple(_work(node, lines) for _, node in works.items if _key(node) is not None))


def _key(node: Node) -> Node | None:
    found = node.get("id") if node.kind == "mapping" else None
    return found if found is not None and found.kind == "scalar" else None


def _work(node: Node, lines: Lines) -> Entry:
    key = _key(node)
    assert key is not None
    fields: dict[str, Any] = {
        name.text.lower(): value.text if value.kind == "scalar" else _said(value)
        for name, value in node.items
        if name is not None
    }
    kind = str(fields.get("type", ""))
    # CSL says `issued` and `container-title` where BibTeX says `year` and `journal`.
    for theirs, ours in (("issued", "year"), ("container-title", "journal")):
        if theirs in fields:
            fields.setdefault(ours, fields[theirs])
    end = max(node.start, node.end - 1)
    quoted = key.style in ("'", '"')
    where = Span(key.start + quoted, key.start + quoted + len(key.text))
    return Entry(
        key.text,
        kind,
        fields,
        lines.line_at(node.start),
        lines.line_at(end),
        Span(node.start, node.end),
        where,
    )


def _said(node: Node, depth: int = 0) -> str:
    """The scalars of a nested value, for rules that ask only whether there is one."""
    if node.kind == "scalar":
        return node.text
    return " ".join(_said(value, depth + 1) for _, value in node.items[:50]) if depth < 5 else ""
