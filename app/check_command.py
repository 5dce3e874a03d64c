"""`galley check`: the same rules on a folder of the desk, without GitHub and without a database."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.desk.examine import Examination, examine
from app.desk.workspace import DeskError, Workspace
from app.publication.jsonl import json_line
from app.publication.terminal import text_line
from checks.finding import Finding, Severity

#: Exit statuses: nothing of severity error; something; could not run.
CLEAN, FOUND, BROKEN = 0, 1, 2


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSONL = "jsonl"


def check(
    paths: Annotated[
        list[Path], typer.Argument(help="A book's folder, or single chapters of it.", metavar="PATH")
    ],
    base: Annotated[
        str | None, typer.Option(help="Only what differs from this git revision decides.", metavar="REF")
    ] = None,
    format: Annotated[Format, typer.Option(help="text for people, jsonl for programs.")] = Format.TEXT,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no server: external links are not probed.")
    ] = False,
) -> None:
    """Check chapters as the bot would. Exit status 0: no errors; 1: errors found; 2: could not run."""
    try:
        workspace = Workspace.find(paths, base)
        examination = asyncio.run(examine(workspace, online=not offline))
    except DeskError as error:
        print(f"galley check: {error}", file=sys.stderr)
        raise typer.Exit(BROKEN) from None
    findings = _shown(examination, workspace)
    for finding in findings:
        print(json_line(finding) if format is Format.JSONL else text_line(finding))
    _tell(examination, findings, format)
    if examination.errors:
        raise typer.Exit(BROKEN)
    raise typer.Exit(FOUND if any(f.severity is Severity.ERROR for f in findings) else CLEAN)


def _shown(examination: Examination, workspace: Workspace) -> list[Finding]:
    """Findings that decide, of the files asked for, in reading order."""
    found = [f for f in examination.findings if f.decides and f.path is not None and workspace.asked(f.path)]
    return sorted(found, key=lambda f: (f.path or "", f.line, f.column, f.rule))


def _tell(examination: Examination, findings: Sequence[Finding], format: Format) -> None:
    """What is not a finding goes to standard error, so that standard output holds findings and nothing else."""
    for note in examination.notes:
        print(f"galley check: {note}", file=sys.stderr)
    for error in examination.errors:
        print(f"galley check: a check of ours broke: {error}", file=sys.stderr)
    if format is Format.TEXT:
        count = {severity: sum(1 for f in findings if f.severity is severity) for severity in Severity}
        told = ", ".join(
            f"{number} {severity.value}{'s' * (number != 1)}" for severity, number in count.items()
        )
        print(f"{examination.chapters} chapters checked: {told}", file=sys.stderr)
