"""Item 7.4: somebody besides the author has been asked to look."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt

from checks.book import Book
from checks.collaboration.codeowners import parse_codeowners
from checks.collaboration.people import is_bot, listed, login_of, same_person
from checks.finding import Evidence, Outcome, PullMark
from checks.pull import Pull
from checks.rule import Scope, rule

#: People proposed at most.
MOST_PROPOSED = 3

_MARKDOWN = MarkdownIt("commonmark", {"html": True, "maxNesting": 60})
#: A mention as GitHub links it: not inside a word, an address or a path. `@fig-x` and other Quarto labels are none.
_MENTION = re.compile(
    r"(?<![\w@/.`+-])@((?!(?:fig|tbl|sec|eq|lst|thm|lem|def|exm|exr)-)[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}(?:/[\w.-]+)?)"
    r"(?![\w@]|\.\w)",
    re.IGNORECASE,
)


@rule("nobody-asked", item="7.4", scope=Scope.PULL)
def nobody_asked(pull: Pull, book: Book) -> Iterable[Outcome]:
    """Nobody was asked to look at the pull request.

    Why: a chapter that nobody knows of is reviewed by nobody.

    Bad: no reviewer requested, no owner of the files, no `@name` in the description.

    Good: a requested reviewer, or “@ada, you wrote the section before: could you look?”.

    Leaves alone: names in code, comments and quotes of mail addresses, which notify nobody; the author's own name.
    """
    involved = list(_involved(pull, book))
    if involved:
        yield from (Evidence(text) for text in involved)
        return
    yield PullMark(
        "Nobody has been asked to look at this: request a reviewer, or mention somebody in the description."
        + _proposal(pull, book),
        match="nobody",
    )


def _involved(pull: Pull, book: Book) -> Iterator[str]:
    """Everybody who knows of the pull request, one sentence for each way."""
    if requested := [*pull.requested, *pull.requested_teams]:
        yield f"review requested of {listed(requested)}"
    reviewers = [
        r.login for r in pull.reviews if not same_person(r.login, pull.author) and not is_bot(r.login, pull)
    ]
    if reviewers:
        yield f"reviewed by {listed(dict.fromkeys(reviewers))}"
    if mentioned := mentions(pull):
        yield f"mentions {listed(mentioned)}"
    if owners := _owners(pull, book):
        yield f"the changed files belong to {listed(owners)}"


def mentions(pull: Pull) -> list[str]:
    """The people and teams whom the description mentions, the author and this bot left out."""
    text = "\n".join(_prose(pull.body or ""))
    names = dict.fromkeys(found[1] for found in _MENTION.finditer(text))
    return [name for name in names if not same_person(name, pull.author) and not is_bot(name, pull)]


def _prose(body: str) -> Iterator[str]:
    """What GitHub looks for mentions in: texts outside code, comments and tags."""
    for token in _MARKDOWN.parse(body):
        if token.type == "inline":
            yield "".join(
                child.content if child.type == "text" else "\n" if child.type.endswith("break") else " "
                for child in token.children or ()
            )


def _owners(pull: Pull, book: Book) -> list[str]:
    owners = parse_codeowners(pull.codeowners)
    paths = {file.path for file in pull.files} | set(book.changed)
    names = (name for path in sorted(paths) for name in owners.owners(path))
    return [name for name in dict.fromkeys(names) if not same_person(name, pull.author)]


def _proposal(pull: Pull, book: Book) -> str:
    """Who last worked on the changed chapters, most of them first."""
    paths = set(book.changed) | {file.path for file in pull.files}
    count: Counter[str] = Counter()
    for path in sorted(paths):
        for place, name in enumerate(dict.fromkeys(pull.last_authors.get(path, ()))):
            if login_of(name) and not same_person(name, pull.author) and not is_bot(name, pull):
                count[name] += 100 - min(place, 99)
    names = [name for name, _ in count.most_common(MOST_PROPOSED)]
    return f" {listed(names)} last worked on these chapters." if names else ""
