"""`code-syntax`: code that cannot run because it does not parse."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from checks.chapter import Chapter
from checks.content.code.languages import MOST_CHARACTERS, Slip, dedented, reader_for
from checks.finding import Evidence, Mark, NotApplicable, Outcome, Severity
from checks.parsing.document import Cell, Document
from checks.rule import Scope, rule
from checks.text import Span

#: A listing (not executed) with one of these is a sketch: nobody claims that it parses.
_SKETCH = re.compile(
    r"\.\.\.|…|█|___|\{[a-z]+ [a-z ]+\}|<[a-z][a-z _-]*>|^\s*(?:function|procedure|algorithm|input:|output:|begin|end)\b",
    re.IGNORECASE | re.MULTILINE,
)
#: What R answers at its prompt, pasted into a cell that is not run.
_TRANSCRIPT = re.compile(r"^[ \t]*> \S", re.MULTILINE)
#: A line that a program printed: fields of an object, an exception, a sentence.
_ANSWER = re.compile(
    r"\w+=(?:'[^']*'|\"[^\"]*\"|[\w.-]+) \w+=|\w*(?:Error|Exception|Warning)\b|[A-Z][^=(){}\[\]#]*[.!?]?$"
)
_FOREIGN = re.compile(r"\s*(?:/\*|//|<[?!a-z])")
#: Before a cell that is not run: the reader is to find what is wrong with it.
_RIDDLE = re.compile(
    r"\b(?:tweak|fix|correct|repair|debug|mend|spot|find)\b[^.?!]{0,80}\b(?:errors?|mistakes?|bugs?|problems?|code|commands?|run)\b"
    r"|\bwhat(?:['’]s| is) wrong\b|\bwhy (?:do|does|did|is|are|will|wo)(?: not|n['’]t)?\b[^.?!]{0,60}\b(?:not|fails?|errors?|wrong|work)\b"
    r"|\b(?:not|n['’]t) (?:work|parse|run|compile)\b|\bsyntax errors?\b|\binvalid (?:code|syntax)\b",
    re.IGNORECASE,
)
#: Languages whose listings (not executed) are read too; the others only when executed.
_LISTINGS = frozenset({"python", "py", "python3", "pycon", "json", "yaml", "yml", "toml", "bash", "sh"})


@rule("code-syntax", item="1.3", scope=Scope.LINE)
def code_syntax(chapter: Chapter) -> Iterable[Outcome]:
    """Code that does not parse: Python, JSON, YAML, TOML, shell, and executed R and Julia cells.

    Why: a reader who copies it gets an error, and an executed cell stops the build.

    Bad: a Python cell with `print("a"`.

    Good: `print("a")`.

    Leaves alone: cells that are meant to fail (`error: true`, or not run and given to the reader to mend), notebook magics, shell lines, transcripts, sketches
    with `...`, languages it does not know, and code that no fence names a language for.
    """
    cells = chapter.document.cells
    if not cells:
        yield NotApplicable("no code blocks in the chapter")
        return
    for cell in cells:
        yield from _of_cell(chapter.document, cell)
    runs = sum(1 for cell in cells if cell.executable and _option(cell, "eval") is not False)
    yield Evidence(f"{chapter.path}: {runs} of {len(cells)} code blocks run when the book is built")


def _of_cell(document: Document, cell: Cell) -> Iterator[Mark]:
    reader = reader_for(cell.language)
    code = dedented(cell.body)
    if (
        reader is None
        or not cell.closed
        or not code.strip()
        or len(code) > MOST_CHARACTERS
        or _meant_to_fail(cell)
    ):
        return
    if not cell.executable and cell.language.lower() not in _LISTINGS:
        return
    if not cell.executable and code.lstrip()[:1] in (".", ")", "]", "}", ","):
        return  # a part of a longer statement
    idle = not cell.executable or _option(cell, "eval") is False
    if idle and (_SKETCH.search(code) or _no_program(code)):
        return
    slip = reader(code)
    if slip is None or (idle and _is_riddle(document, cell)):
        return
    where = _line_of(document, cell, slip)
    if not (idle and _ANSWER.match(document.slice(where))):
        severity = Severity.ERROR if cell.executable else Severity.WARNING
        yield Mark(where, _message(cell, slip), severity=severity)


def _no_program(code: str) -> bool:
    """Numbers or signs shown in the type of code, a prompt with its answers, or another language by its first signs."""
    written = re.sub(r"^[ \t]*#.*$", "", code, flags=re.MULTILINE)
    return (
        bool(_FOREIGN.match(written))
        or not re.search(r"[^\W\d_]", written)
        or bool(_TRANSCRIPT.search(written))
    )


def _is_riddle(document: Document, cell: Cell) -> bool:
    at = bisect_left(document.blocks, cell.span.start, key=lambda block: block.span.start)
    return at > 0 and bool(_RIDDLE.search(document.blocks[at - 1].prose.text))


def _meant_to_fail(cell: Cell) -> bool:
    if _option(cell, "error") is True or "error" in _info_words(cell):
        return True
    return _option(cell, "eval") is False and _option(cell, "include") is False


def _info_words(cell: Cell) -> frozenset[str]:
    classes = cell.attributes.classes if cell.attributes else ()
    return frozenset(classes)


def _option(cell: Cell, name: str) -> object:
    option = cell.options.get(name)
    value = option.value if option is not None else None
    return (
        {"TRUE": True, "FALSE": False, "T": True, "F": False}.get(value, value)
        if isinstance(value, str)
        else value
    )


def _line_of(document: Document, cell: Cell, slip: Slip) -> Span:
    """The line of the slip without its indentation; the last line with code for a slip at the very end."""
    first = document.lines.line_at(cell.body_span.start)
    last = document.lines.line_at(max(cell.body_span.start, cell.body_span.end - 1))
    number = min(first + slip.line - 1, last)
    while number > first and not document.lines.line(number).strip():
        number -= 1
    span = document.lines.span_of(number)
    indent = len(document.lines.line(number)) - len(document.lines.line(number).lstrip())
    return Span(span.start + indent, span.end)


def _message(cell: Cell, slip: Slip) -> str:
    kind = "cell" if cell.executable else "listing"
    return f"This {cell.language} {kind} does not parse: {slip.message}. Mend it{_or_say_so(cell)}."


def _or_say_so(cell: Cell) -> str:
    return ", or set `#| error: true` if it is meant to fail" if cell.executable else ""
