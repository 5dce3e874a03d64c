"""`galley demo`: watch the bot at work on a sample book, then talk to it on a page that looks like GitHub's."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.status import Status
from rich.table import Table

from app.demo import seed
from app.demo.database import empty_database
from app.demo.links import demo_prober
from app.demo.seed import Sample
from app.demo.stage import Stage, stage
from app.errors import StartError
from app.logs import setup_logs
from app.sandbox.checks import CheckRun
from app.sandbox.pulls import Thread
from app.sandbox.world import World
from app.tasks import stop_signal
from checks.checklist import read_form
from checks.items import ITEMS, SECTIONS

#: Longer than this and something is wrong with the machine or with us. Seconds.
PATIENCE = 180.0
#: What must have been said for the demo to count as shown: rules, and how many boxes the bot settles at least.
EXPECTED = (
    "placeholder-text", "unclosed-image", "hard-coded-reference", "missing-image", "undefined-citation",
    "dangling-crossref", "duplicated-word", "spelling", "missing-conclusion", "heading-skip", "malformed-link",
    "code-syntax", "dead-link", "dead-embed",
)  # fmt: skip
_SIGNS = {"pass": "[green]✔ settled[/]", "fail": "[red]✘ to fix[/]", "waiting": "[yellow]… waits[/]",
          "not-applicable": "[dim]– not applicable[/]", "waived": "[cyan]~ waived[/]",
          "error": "[magenta]! our fault[/]"}  # fmt: skip

console = Console()


@dataclass(frozen=True)
class Shown:
    """What stands after the first review. `missing`: what should, and does not."""

    check: CheckRun
    items: dict[str, dict[str, str]]
    missing: tuple[str, ...]


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Leave after the first review (status 1 if anything is missing).")
    ] = False,
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes a free one.", min=0, max=65535)] = 0,
) -> None:
    """Start a local stand-in for GitHub and the bot, open a pull request, and show the review."""
    setup_logs(os.environ.get("GALLEY_LOG_LEVEL", "ERROR").upper())
    try:
        complete = asyncio.run(_demo(once, port))
    except StartError as error:
        console.print(f"[red]galley demo:[/] {error}")
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        raise typer.Exit(0) from None
    raise typer.Exit(0 if complete else 1)


async def _demo(once: bool, port: int) -> bool:
    started = time.monotonic()
    async with _scene(port) as (on, status):
        status.update("Opening a pull request with 25 open boxes …")
        sample = seed.plant(on.world, on.app)
        seed.ask_a_question(on.world, sample)
        shown = await _first_review(on, sample, status)
        status.stop()
        _print(sample, shown, time.monotonic() - started)
        page = f"{on.world.base_url}/{sample.repository.full_name}/pull/{sample.pull.number}"
        console.print(f"Read the conversation: {page}")
        if not once:
            console.print(
                "[dim]Tick a box there, or answer a comment: the bot replies within a second or two. Ctrl-C ends this.[/]"
            )
            await stop_signal()
    return not shown.missing


@contextlib.asynccontextmanager
async def _scene(port: int) -> AsyncIterator[tuple[Stage, Status]]:
    world = World()
    with console.status(
        "Starting an embedded Postgres, a stand-in for GitHub, the server and its worker …"
    ) as status:
        async with (
            demo_prober() as prober,
            empty_database(_data_dir()) as url,
            stage(world, database_url=url, prober=prober, sandbox_port=port, early=1.0) as on,
        ):
            yield on, status


def _data_dir() -> Path:
    """The demo keeps its database apart from a real server's."""
    given = os.environ.get("GALLEY_DATA_DIR")
    return Path(given).absolute() / "demo" if given else Path.cwd() / ".demo"


async def _first_review(on: Stage, sample: Sample, status: Status) -> Shown:
    """Wait until the review stands; tell what happens meanwhile."""
    stopwatch = time.monotonic()
    while time.monotonic() - stopwatch < PATIENCE:
        check = _check(on, sample)
        ours = [c for c in sample.pull.comments if c.author is on.app.bot]
        boxes = sum(box.ticked for box in read_form(sample.pull.body).boxes)
        status.update(f"The bot is at work: check {check.status if check else 'not begun'}, {len(_threads(on, sample))} comments, "
                      f"{boxes} boxes ticked, {len(on.world.requests)} API requests …")  # fmt: skip
        if check is not None and check.status == "completed" and ours and boxes:
            return await _shown(on, sample, check)
        await asyncio.sleep(0.1)
    raise StartError(
        f"the review did not stand after {PATIENCE:.0f} seconds; GALLEY_LOG_LEVEL=info shows what happens."
    )


async def _shown(on: Stage, sample: Sample, check: CheckRun) -> Shown:
    report_id = str(check.details_url).rsplit("/", 1)[-1]
    document = None
    for _ in range(100):  # the report is stored in the run's last step
        document = await on.store.reports.get(report_id)
        if document is not None:
            break
        await asyncio.sleep(0.05)
    if document is None:
        raise StartError("the review stands, but its report was not stored: the run broke after writing.")
    said = {finding["rule"] for finding in document["findings"] if finding["decides"]}
    missing = [f"a finding of {rule}" for rule in EXPECTED if rule not in said]
    missing += [
        f"a comment with a suggestion for {r}"
        for r in ("spelling", "duplicated-word")
        if not _suggested(on, sample, r)
    ]
    return Shown(check, {item["id"]: item for item in document["items"]}, tuple(missing))


def _suggested(on: Stage, sample: Sample, rule: str) -> bool:
    bodies = [thread.comments[0].body for thread in _threads(on, sample)]
    return any(f"/{rule}.md" in body and "```suggestion" in body for body in bodies)


def _check(on: Stage, sample: Sample) -> CheckRun | None:
    runs = [run for run in sample.repository.runs_of(sample.pull.head_sha) if run.app is on.app]
    return runs[-1] if runs else None


def _threads(on: Stage, sample: Sample) -> list[Thread]:
    return [t for t in sample.pull.threads if t.comments[0].author is on.app.bot]


def _print(sample: Sample, shown: Shown, seconds: float) -> None:
    table = Table(
        title=f"{sample.repository.full_name} #{sample.pull.number}: {shown.check.title}",
        title_justify="left",
    )
    for column in ("Item", "State", "Decides", "Why"):
        table.add_column(column, overflow="fold")
    section = 0
    for item in ITEMS:
        if item.section != section:
            section = item.section
            table.add_section()
            table.add_row(f"[bold]{section} {SECTIONS[section]}[/]")
        row = shown.items.get(item.id)
        if row is not None:
            table.add_row(f"{item.id} {item.name}", _SIGNS[row["state"]], row["decides"], row["reason"])
    console.print(table)
    console.print(
        f"Reviewed in {seconds:.1f} s from a cold start. The check run says [bold]{shown.check.conclusion}[/]."
    )
    for what in shown.missing:
        console.print(f"[red]Missing:[/] {what}")
