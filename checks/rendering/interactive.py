"""Item 3.4: any interactive elements or widgets work as intended."""

from __future__ import annotations

from collections.abc import Iterable

from checks.book import Book, Links
from checks.chapter import Chapter
from checks.config import Config
from checks.finding import Mark, NotApplicable, Outcome, Severity
from checks.indexing.structure import is_local
from checks.rendering.paths import leaves, resolve
from checks.rendering.probing import judge_addresses, mark
from checks.rule import Scope, rule
from checks.text import Span

_NONE = "no interactive elements in the changed chapters"


@rule("dead-embed", item="3.4", scope=Scope.BOOK)
def dead_embed(book: Book, links: Links, config: Config) -> Iterable[Outcome]:
    """An embedded page, video, notebook or script whose address is dead, or whose file the repository does not have.

    Why: the reader sees an empty frame.

    Bad: `{{< video https://www.youtube.com/watch?v=gone >}}`.

    Good: the address of a video that is there.

    Leaves alone: addresses that answer but not to machines (403, 429): those are warnings; addresses that the config
    ignores with a reason, and addresses on old lines that were not tried.
    """
    embeds = [(path, use) for path in book.changed if path in book.texts for use in book.texts[path].embeds]
    if not embeds:
        yield NotApplicable(_NONE)
        return
    yield from judge_addresses(book, links, config, embeds, "embedded page")
    for path, use in embeds:
        if is_local(use.key) and not _is_there(use.key, path, book):
            yield mark(path, use, f"The embedded file `{use.key}` is not in the repository.", Severity.ERROR)


def _is_there(target: str, chapter: str, book: Book) -> bool:
    found = [resolve(target, page, book.root) for page in book.pages_of(chapter)]
    return target.startswith("#") or any(path in book.paths or leaves(path) for path in found)


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
