"""Item 3.4: any interactive elements or widgets work as intended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.book import Book, Links, LinkState
from checks.chapter import Chapter, Use
from checks.finding import BookMark, Evidence, Mark, NotApplicable, On, Outcome, Severity, Waiting
from checks.indexing.structure import is_local, is_web
from checks.rendering.paths import leaves, resolve
from checks.rule import Scope, rule
from checks.text import Span

_NONE = "no interactive elements in the changed chapters"


@rule("dead-embed", item="3.4", scope=Scope.BOOK)
def dead_embed(book: Book, links: Links) -> Iterable[Outcome]:
    """An embedded page, video, notebook or script whose address is dead, or whose file the repository does not have.

    Why: the reader sees an empty frame.

    Bad: `{{< video https://www.youtube.com/watch?v=gone >}}`.

    Good: the address of a video that is there.

    Leaves alone: addresses that answer but not to machines (403, 429): those are warnings.
    """
    embeds = [
        (path, use) for path in book.changed if path in book.chapters for use in book.chapters[path].embeds
    ]
    if not embeds:
        yield NotApplicable(_NONE)
        return
    for path, use in embeds:
        if is_web(use.key):
            yield from _on_the_web(path, use, links)
        elif is_local(use.key) and not _is_there(use.key, path, book):
            yield _mark(path, use, f"The embedded file `{use.key}` is not in the repository.", Severity.ERROR)


def _is_there(target: str, chapter: str, book: Book) -> bool:
    path = resolve(target, chapter, book.root)
    return path in book.paths or leaves(path) or target.startswith("#")


def _on_the_web(path: str, use: Use, links: Links) -> Iterator[Outcome]:
    fact = links.get(use.key)
    if not links.online:
        yield Waiting(f"embedded addresses were not probed: {links.why or 'offline'}", On.MACHINE)
    elif fact is None or fact.state is LinkState.UNKNOWN:
        yield Waiting(f"`{use.key}` has not been probed yet", On.MACHINE)
    elif fact.state is LinkState.DEAD:
        yield _mark(
            path,
            use,
            f"The embedded address is dead ({fact.detail or 'no answer'}): `{use.key}`.",
            Severity.ERROR,
        )
    elif fact.state is LinkState.DOUBTFUL:
        yield _mark(
            path,
            use,
            f"The embedded address could not be checked ({fact.detail or 'no clear answer'}): `{use.key}`.",
            Severity.WARNING,
        )
    else:
        yield Evidence(f"`{use.key}` answers{f' (probed {fact.at})' if fact.at else ''}")


def _mark(path: str, use: Use, message: str, severity: Severity) -> BookMark:
    return BookMark(
        path, use.line, message, use.column, end_column=use.end_column, match=use.key, surroundings=use.surroundings,
        severity=severity,
    )  # fmt: skip


@rule("insecure-embed", item="3.4", scope=Scope.LINE)
def insecure_embed(chapter: Chapter) -> Iterable[Outcome]:
    """An embedded page, video or script over `http://`.

    Why: on a page served over https, browsers block it as mixed content: the reader sees an empty frame.

    Bad: `<iframe src="http://example.org/demo">`.

    Good: `<iframe src="https://example.org/demo">`.

    Leaves alone: links, and `http://localhost` in text about running something yourself.
    """
    if not chapter.document.embeds:
        yield NotApplicable(_NONE)
    for embed in chapter.document.embeds:
        if (
            embed.url.lower().startswith("http://")
            and "//localhost" not in embed.url
            and "//127." not in embed.url
        ):
            at = chapter.text.find(embed.url, embed.span.start, embed.span.end)
            if at >= 0:
                span = Span(at, at + len(embed.url))
                yield Mark(
                    span,
                    "Browsers block what is embedded over `http://`: use `https://`.",
                    "https" + embed.url[4:],
                )
            else:
                yield Mark(embed.span, "Browsers block what is embedded over `http://`: use `https://`.")


@rule("untitled-embed", item="3.4", scope=Scope.LINE, severity=Severity.NOTICE)
def untitled_embed(chapter: Chapter) -> Iterable[Outcome]:
    """An embedded frame or video without a title.

    Why: a screen reader can only say “frame” (WCAG 2.2, success criterion 4.1.2).

    Bad: `<iframe src="https://example.org/demo"></iframe>`.

    Good: `<iframe src="https://example.org/demo" title="Try the model"></iframe>`.

    Leaves alone: scripts, and badges that open a notebook.
    """
    if not chapter.document.embeds:
        yield NotApplicable(_NONE)
    for embed in chapter.document.embeds:
        if embed.kind in ("iframe", "video") and not (embed.title or "").strip():
            yield Mark(
                embed.span,
                f'This {embed.kind} has no title: add `title="…"`, which screen readers read aloud.',
            )
