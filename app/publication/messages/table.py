"""The checklist as a table: each item, its state, who decides it, and the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.publication.escape import cell, prose
from app.publication.messages.words import count, decides, state
from checks.report import ItemResult

_HEAD = "| Item | State | Decides | Why |\n| --- | --- | --- | --- |"


def checklist(results: Iterable[ItemResult], lapsed: Mapping[str, str]) -> str:
    """The whole table. `lapsed`: item → why a person's tick no longer counts."""
    return "\n".join([_HEAD, *(_row(result, lapsed.get(result.item.id)) for result in results)])


def _row(result: ItemResult, lapsed: str | None) -> str:
    name = f"{result.item.id} {result.item.name}"
    who = decides(result.decides) if result.required else "not asked for here"
    return f"| {name} | {state(result)} | {who} | {cell(reason(result, lapsed))} |"


def reason(result: ItemResult, lapsed: str | None = None) -> str:
    """Why the item is as it is, with what was seen and how much is old, in Markdown."""
    parts = [prose(result.reason, 300)]
    if lapsed:
        parts.append(prose(lapsed, 300))
    if result.ticked or not result.findings:
        parts += [prose(text, 200) for text in result.evidence[:2]]
    if result.older:
        parts.append(f"{count(result.older, 'older finding')} not counted")
    return "; ".join(part for part in parts if part)
