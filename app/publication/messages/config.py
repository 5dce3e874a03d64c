"""What is said when the settings of the book cannot be read."""

from __future__ import annotations

from collections.abc import Sequence

from app.publication.escape import prose
from checks.config_file import ConfigProblem

PATH = ".github/galleyproof.yml"


def told(problems: Sequence[ConfigProblem], default: bool, preview: Sequence[ConfigProblem]) -> str:
    """Both texts that apply, or none."""
    return "\n\n".join(text for text in (_at_base(problems, default), _at_head(preview)) if text)


def _at_base(problems: Sequence[ConfigProblem], default: bool) -> str:
    if not problems:
        return ""
    instead = "the defaults apply" if default else "the last valid settings apply"
    return (
        f"**The settings of this book cannot be read**, so {instead}. A maintainer can mend `{PATH}` on the base "
        f"branch:\n\n{_listed(problems)}"
    )


def _at_head(problems: Sequence[ConfigProblem]) -> str:
    if not problems:
        return ""
    return (
        f"**This pull request brings settings that cannot be read.** They do not apply yet, but would break the check "
        f"for everybody once merged. In `{PATH}`:\n\n{_listed(problems)}"
    )


def _listed(problems: Sequence[ConfigProblem]) -> str:
    return "\n".join(f"* line {p.line}, column {p.column}: {prose(p.message, 300)}" for p in problems[:10])
