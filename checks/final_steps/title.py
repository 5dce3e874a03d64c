"""Item 7.2, first half: the title says what the pull request does."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from checks.collaboration.people import login_of
from checks.finding import Outcome, PullMark
from checks.pull import Pull
from checks.rule import Scope, rule

#: A title with so many words that say something is never called vague.
ENOUGH = 4

_EMPTY_WORDS = """
    update updates updated updating change changes changed changing fix fixes fixed fixing edit edits edited editing patch
    wip draft drafts minor small some few several various more misc miscellaneous other work works working stuff things
    thing commit commits merge merged merging branch version final finish finished done revision revisions revise revised
    modification modifications modify modified improve improvement improvements improved tweak tweaks cleanup clean test
    testing tests temp tmp new latest progress pr pull request file files chapter chapters book section content contents
    text page pages title untitled issue issues bug bugs review reviews comment comments feedback save saved upload
    uploaded files via sync initial first second third part my our todo asdf hello add adds added adding
    create created remove removed delete deleted
"""
_STOP_WORDS = """
    a an and at by for from in into is it of on or per the this that to via with as be are was were has have its also
    according all after before up out off
"""
EMPTY = frozenset(_EMPTY_WORDS.split())
STOP = frozenset(_STOP_WORDS.split())
#: Words for "something was changed" that need to say what: one further word is not enough.
_CHANGE_WORDS = """
    update updates updated updating change changes changed edit edits edited modify modified modifications revision
    revisions revise revised fixes patch tweaks work stuff draft feedback comments
"""
_CHANGED = frozenset(_CHANGE_WORDS.split())

_FILE = re.compile(
    r"(?:[\w.-]+/)*[\w-]+\.(?:qmd|md|rmd|ipynb|yml|yaml|bib|tex|py|r|js|ts|css|scss|html|json|toml|lock|txt)",
    re.I,
)
_PATH = re.compile(r"\b[\w.-]+(?:/[\w.-]+)+\b")
_ISSUE = re.compile(r"\b(?:gh-)?#?\d+\b|\b[0-9a-f]{7,40}\b", re.IGNORECASE)
_PREFIX = re.compile(
    r"^\s*(?:\[[^\]]{1,20}\]\s*)?(?:(?:feat|fix|docs?|chore|ci|style|refactor|test|build|wip)(?:\([^)]*\))?!?:)?",
    re.I,
)
_MERGE = re.compile(r"^\s*merge (?:remote-tracking )?(?:branch|pull request|commit)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
#: Scripts that put no spaces between words: two characters make about one.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@rule("vague-title", item="7.2", scope=Scope.PULL)
def vague_title(pull: Pull) -> Iterable[Outcome]:
    """The title does not say what the pull request changes.

    Why: the title is what reviewers choose by today and what the history shows for ever.

    Bad: “WIP”, “Update index.qmd”, “Patch 1”, “Ada's changes”.

    Good: “Explain quantization with a worked example”.

    Leaves alone: every title with four words that say something, whatever else it holds; short ones that name a thing
    and what was done to it (“Add TinyML glossary”).
    """
    why = vagueness(pull.title, pull)
    if why is not None:
        yield PullMark(
            f"The title “{pull.title.strip()}” {why}: say in a few words what changes and where, for example"
            " “Explain quantization with a worked example”.",
            match=pull.title.strip(),
        )


def vagueness(title: str, pull: Pull) -> str | None:
    """What is wrong with a title, as the end of "The title …", None when nothing is."""
    said = informative(title, pull)
    if len(said) >= ENOUGH:
        return None
    if _MERGE.match(title):
        return "is the one that git made for a merge"
    words = _words(_PREFIX.sub("", title))
    if not words:
        return "holds no word"
    if _same(title, pull.head_ref):
        return "is only the name of the branch"
    if not said:
        return (
            "is only the name of a file"
            if _FILE.search(title) and len(words) <= 3
            else "says nothing of the change"
        )
    if len(said) == 1 and (len(words) == 1 or _CHANGED.intersection(word.casefold() for word in words)):
        return "does not say what was changed"
    return None


def informative(title: str, pull: Pull) -> list[str]:
    """The words of a title that say something: no file names, numbers, names of its authors or words for any change."""
    bare = _ISSUE.sub(" ", _PATH.sub(" ", _FILE.sub(" ", _PREFIX.sub("", title))))
    authors = _author_names(pull)
    return [w for w in _words(bare) if w.casefold() not in EMPTY | STOP and not _is_author(w, authors)]


def _words(text: str) -> list[str]:
    """The words of a text, of languages without spaces about as many as it has."""
    found: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", text)):
        unspaced = len(_UNSPACED.findall(word))
        found += [word[at : at + 2] for at in range(0, len(word), 2)] if unspaced > 2 else [word]
    return found


def _author_names(pull: Pull) -> frozenset[str]:
    names = (login_of(name) or name for name in (pull.author, *pull.commit_authors, *pull.co_authors))
    return frozenset(
        part.casefold() for name in names for part in re.split(r"[\W\d_]+", name) if len(part) >= 3
    )


def _is_author(word: str, authors: frozenset[str]) -> bool:
    bare = re.sub(r"['’]s?$", "", word.casefold())
    return len(bare) >= 3 and any(
        name == bare or (len(bare) >= 4 and name.startswith(bare)) for name in authors
    )


def _same(title: str, ref: str) -> bool:
    """GitHub proposes the branch's name as title, with its marks turned into spaces."""
    return bool(ref) and _folded(title) == _folded(ref)


def _folded(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
