"""Chapters with findings in them, for the property tests."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from app.publication.escape import code
from checks.finding import Finding, Severity
from tests.app.publication.support import finding

WORDS = ("the", "model", "learns", "from", "taht", "data", "@reader", "#12", "`code`", "a|b", "<b>", "wierd")
#: Rule, item, severity, replacement: what a rule says of a place depends on the place alone.
RULES = (
    ("spelling", "4.1", Severity.ERROR, "mended"),
    ("placeholder-text", "1.1", Severity.ERROR, None),
    ("typography", "4.1", Severity.WARNING, "“so”"),
    ("undefined-term", "1.2", Severity.WARNING, None),
    ("long-sentence", "4.2", Severity.NOTICE, None),
)
PATHS = ("book/one.qmd", "book/two.qmd")


@dataclass(frozen=True)
class Chapter:
    """A chapter and what is wrong in it: `marks` are (line, first word, last word, rule)."""

    path: str
    lines: tuple[str, ...]
    marks: tuple[tuple[int, int, int, int], ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def findings(self) -> list[Finding]:
        return [self._finding(mark) for mark in self.marks]

    def _finding(self, mark: tuple[int, int, int, int]) -> Finding:
        row, first, last, number = mark
        words = self.lines[row].split(" ")
        first, last = min(first, len(words) - 1), min(max(first, last), len(words) - 1)
        start = len(" ".join(words[:first])) + (first > 0)
        match = " ".join(words[first : last + 1])
        rule, item, severity, fix = RULES[number]
        around = " ".join(words[max(0, first - 3) : first]) + "■" + " ".join(words[last + 1 : last + 4])
        return finding(
            rule, item, row + 1, match, column=start + 1, path=self.path, severity=severity,
            replacement=fix, surroundings=around, message=f"{code(match)} is not right here.",
        )  # fmt: skip


@st.composite
def chapters(draw: st.DrawFn, path: str = PATHS[0], most: int = 40) -> Chapter:
    lines = draw(
        st.lists(
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join), min_size=3, max_size=15
        )
    )
    mark = st.tuples(
        st.integers(0, len(lines) - 1), st.integers(0, 6), st.integers(0, 6), st.integers(0, len(RULES) - 1)
    )  # fmt: skip
    return Chapter(path, tuple(lines), tuple(draw(st.lists(mark, max_size=most, unique=True))))
