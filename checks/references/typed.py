"""`broken-citation`: citations and cross-references whose marks are written wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.book import Book
from checks.chapter import Chapter
from checks.finding import Mark, Outcome, Severity
from checks.parsing.document import Document
from checks.rendering.renders.labels import meant_label
from checks.rendering.renders.source import found_in
from checks.rule import Scope, rule

_KEY = r"[A-Za-z_][\w:.+/-]*\w"
_SIGNS = re.compile(rf"(?<![\w@])(?P<sign>@@+|@[ ]+)(?P<key>{_KEY})")
_BARE = re.compile(rf"(?<![\w\])!^])\[(?P<key>{_KEY})\](?![(\[{{:])")
_COMMAS = re.compile(rf"\[-?@{_KEY}(?:,[ ]*-?@{_KEY})+\]")
_TEX = re.compile(
    r"\\(?P<command>(?:[pP]aren|[tT]ext|[aA]uto|foot)?[cC]ite(?:p|t|author|year|alp|alt)?\*?|[cC]ref|autoref|eqref|ref)(?:\[[^\]\n]*\])*\{(?P<keys>[^{}\n]{1,300})\}"
)


@rule("broken-citation", item="2.2", scope=Scope.LINE)
def broken_citation(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    r"""A citation or cross-reference with a space after its `@`, two of them or none, or written as TeX.

    Why: the reader sees the key instead of the work, or nothing at all.

    Bad: `[@ kuhn2020]`, `[kuhn2020]`, `@@fig-waves`, `[@a2020, @b2021]` or `\cite{kuhn2020}`.

    Good: `[@kuhn2020]`, `@fig-waves`, `[@a2020; @b2021]`.

    Leaves alone: everything that is no key of the bibliography and no label of the book, references in TeX to a `\label`
    of the chapter, and TeX in R Markdown.
    """
    document = chapter.document
    known = frozenset(book.labels) | book.keys
    yield from _signs(document, known)
    yield from _bare(document, book.keys)
    for found, span, _ in found_in(document, _COMMAS, "[@", "[-@"):
        mended = re.sub(r",\s*(?=-?@)", "; ", found[0])
        yield Mark(
            span,
            "Semicolons part the works of one citation: a comma begins a remark.",
            mended,
            Severity.WARNING,
        )
    if not chapter.path.lower().endswith((".rmd", ".rmarkdown")):
        yield from _tex(document, known)


def _signs(document: Document, known: frozenset[str]) -> Iterator[Mark]:
    for found, span, _ in found_in(document, _SIGNS, "@@", "@ "):
        if found["key"] in known:
            yield Mark(
                span,
                f"`{found[0]}` is shown as text: one `@`, and the key straight after it.",
                "@" + found["key"],
            )


def _bare(document: Document, keys: frozenset[str]) -> Iterator[Mark]:
    """`[smith2020]`: only a key with a digit in it, and no link of that name."""
    links = {link.span.start for link in document.links}
    for found, span, _ in found_in(document, _BARE, "["):
        key = found["key"]
        if key in keys and re.search(r"\d", key) and span.start not in links:
            yield Mark(span, f"`{found[0]}` is shown as text: a citation begins with `@`.", f"[@{key}]")


def _tex(document: Document, known: frozenset[str]) -> Iterator[Mark]:
    for found, span, _ in found_in(document, _TEX, "\\"):
        keys = [key.strip() for key in found["keys"].split(",")]
        cites = "cite" in found["command"].lower()
        keys = [key if key in known else meant_label(key) or key for key in keys]
        if not all(key in known for key in keys):
            if not cites and not any(f"\\label{{{key}}}" in document.text for key in keys):
                why = (
                    f"`{found[0]}` is TeX: on the web it vanishes. Write `@` and the label of what is meant."
                )
                yield Mark(span, why, severity=Severity.WARNING)
            continue
        mended = (
            "[" + "; ".join(f"@{key}" for key in keys) + "]"
            if cites
            else ", ".join(f"@{key}" for key in keys)
        )
        if found["command"].lower() in ("citet", "textcite") and len(keys) == 1:
            mended = f"@{keys[0]}"
        yield Mark(span, f"`{found[0]}` is TeX: on the web it vanishes. Write `{mended}`.", mended)
