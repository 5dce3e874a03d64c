"""Which items a pull request has to settle: those of the form at the base branch, else the preset of the config."""

from __future__ import annotations

from checks.checklist.form import read_form
from checks.config import Config
from checks.items import ITEMS

#: A template with fewer recognised boxes is a form only when they are at least half of its boxes.
_FEWEST = 3


def required_items(template: str | None, config: Config) -> tuple[str, ...]:
    """Ids of the required items, in the order of the 25, without those that the config switches off.

    `template`: the pull request form at the base branch, None when there is none. A template whose boxes are of
    another kind (a form for code) counts as none.
    """
    wanted = _of_template(template) or _preset(config)
    return tuple(item.id for item in ITEMS if item.id in wanted and not config.item_off(item.id))


def _of_template(template: str | None) -> frozenset[str]:
    form = read_form(template)
    found = frozenset(form.items)
    return found if len(found) >= _FEWEST or 2 * len(found) >= len(form.boxes) else frozenset()


def _preset(config: Config) -> frozenset[str]:
    return frozenset(item.id for item in ITEMS if item.short or config.form == "full")
