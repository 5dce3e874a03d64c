"""`galley`: the commands. Each is imported when it is used, so that `galley check` never loads the server.

A command that lives in a file of its own is named in ELSEWHERE; its module has a function of the command's name, whose
parameters Typer reads.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

# name -> (module with a function of that name, the line that `galley --help` shows)
ELSEWHERE = {
    "check": ("app.check_command", "Check a book folder or single files here, without GitHub."),
    "demo": ("app.demo.command", "Show the bot at work on a sample book, with a local stand-in for GitHub."),
}


class LazyGroup(TyperGroup):
    """Knows the names of all commands and loads a module only for its own command."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted({*super().list_commands(ctx), *ELSEWHERE})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in ELSEWHERE or cmd_name in self.commands:
            return super().get_command(ctx, cmd_name)
        module, short_help = ELSEWHERE[cmd_name]
        if "--help" in sys.argv[1:2]:  # the list of commands needs no more than this line
            return TyperCommand(cmd_name, short_help=short_help)
        return _load(module, cmd_name)


def _load(module: str, name: str) -> Any:
    own = typer.Typer()
    own.command(name)(getattr(importlib.import_module(module), name))
    return typer.main.get_command(own)


cli = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="A GitHub App that keeps the review checklist of a Quarto book.",
)


@cli.callback(invoke_without_command=True)
def _options(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    if version:
        typer.echo(importlib.metadata.version("galleyproof"))
        raise typer.Exit


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)
    ] = 8000,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Only take deliveries in.")] = False,
) -> None:
    """Receive webhooks and review pull requests."""
    from app.serve import serve as run

    _run(lambda: run(host, port, worker=not no_worker))


@cli.command()
def worker() -> None:
    """Review pull requests whose deliveries another process receives."""
    from app.serve import work as run

    _run(run)


def _run(command: object) -> None:
    """Errors that are written for people end as one message and status 2."""
    from app.errors import StartError

    try:
        assert callable(command)
        command()
    except StartError as error:
        typer.echo(f"galley: {error}", err=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def main() -> None:
    """The console script."""
    cli()


if __name__ == "__main__":
    main()
