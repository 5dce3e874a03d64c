"""`.github/galleyproof.yml`: what a book may set. Unknown keys are refused, so that a slip never passes unseen."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from checks.finding import Severity

ItemId = Annotated[str, Field(pattern=r"^[1-7]\.[1-5]$")]


class Decider(StrEnum):
    """Who decides an item: the bot, the bot and a person, or a person."""

    BOT = "bot"
    BOT_AND_HUMAN = "bot+human"
    HUMAN = "human"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ItemConfig(_Strict):
    """`enabled: false` takes the item out of the checklist; `decides` overrides who decides it.

    `attest`: whose tick counts where a person decides: `anyone` who may edit the description, `others` than the author
    of the pull request, or these logins only.
    """

    decides: Decider | None = None
    enabled: bool = True
    attest: Literal["anyone", "others"] | tuple[str, ...] = "anyone"

    @field_validator("attest", mode="before")
    @classmethod
    def _whose(cls, given: object) -> object:
        listed = isinstance(given, list | tuple) and given and all(isinstance(one, str) for one in given)
        if given not in ("anyone", "others") and not listed:
            raise ValueError("whose ticks count is `anyone`, `others` or a list of logins")
        return given


class RuleConfig(_Strict):
    """`severity` overrides a rule's own; `enabled: false` silences it for the whole book.

    Short forms: `spelling: off` (which YAML reads as false), `spelling: warning`.
    """

    severity: Severity | None = None
    enabled: bool = True

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: object) -> object:
        if isinstance(value, bool):
            return {"enabled": value}
        return {"severity": value} if isinstance(value, str) else value


class BuildConfig(_Strict):
    """`checks`: names of the CI checks (or commit statuses) that build the book; all must be green on the head.

    `tests`: names of the CI checks that run the book's code. `deadline`: minutes to wait for a machine before the
    verdict asks for a person.
    """

    checks: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    deadline: int = Field(default=60, ge=1, le=1440)


class SpellingConfig(_Strict):
    words: frozenset[str] = frozenset()
    dialect: Literal["us", "uk"] | None = None


class ApprovalsConfig(_Strict):
    """Whose approval item 5.1 asks for. `count`: at least so many approvals on the head commit."""

    requested: bool = True
    codeowners: bool = True
    authors: bool = False
    people: tuple[str, ...] = ()
    count: int = Field(default=1, ge=0, le=20)


class LabelsConfig(_Strict):
    """`any_of`: at least one of these; `all_of`: every one. Both empty: any label at all. `add`: the bot sets those that
    are missing, where there is nothing to choose."""

    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    required: bool = True
    add: bool = False


class IgnoredLink(_Strict):
    """`url`: an address, or one ending in `*`; `reason` is shown beside the box."""

    url: str
    reason: str = Field(min_length=3)


class LinksConfig(_Strict):
    ignore: tuple[IgnoredLink, ...] = ()
    most: int = Field(default=500, ge=0, le=5000)

    def ignored(self, url: str) -> IgnoredLink | None:
        for rule in self.ignore:
            if url == rule.url or (rule.url.endswith("*") and url.startswith(rule.url[:-1])):
                return rule
        return None


class CommentsConfig(_Strict):
    """`inline`: comments of one review at most. `quiet`: no summary comment while everything is green."""

    inline: int = Field(default=30, ge=0, le=30)
    quiet: bool = False


class Config(_Strict):
    """The whole file. Every key has a default: an empty file, or none, is a valid configuration."""

    version: Literal[1] = 1
    book: str | None = None
    branches: tuple[str, ...] = ()
    build: BuildConfig = BuildConfig()
    items: dict[ItemId, ItemConfig] = Field(default_factory=dict)
    rules: dict[str, RuleConfig] = Field(default_factory=dict)
    spelling: SpellingConfig = SpellingConfig()
    acronyms: dict[str, str] = Field(default_factory=dict)
    resources: dict[str, str] = Field(default_factory=dict)
    approvals: ApprovalsConfig = ApprovalsConfig()
    labels: LabelsConfig = LabelsConfig()
    links: LinksConfig = LinksConfig()
    comments: CommentsConfig = CommentsConfig()
    ignore: tuple[str, ...] = ()
    form: Literal["full", "short"] = "full"

    @field_validator("rules")
    @classmethod
    def _rule_ids(cls, value: dict[str, RuleConfig]) -> dict[str, RuleConfig]:
        for id in value:
            if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id):
                raise ValueError(f"`{id}` is no rule id (they look like `heading-skip`)")
        return value

    def rule_off(self, id: str) -> bool:
        return id in self.rules and not self.rules[id].enabled

    def severity(self, id: str, default: Severity) -> Severity:
        found = self.rules.get(id)
        return found.severity if found is not None and found.severity is not None else default

    def item_off(self, id: str) -> bool:
        return id in self.items and not self.items[id].enabled

    def attests(self, id: str) -> Literal["anyone", "others"] | tuple[str, ...]:
        """Whose tick of the item counts."""
        return self.items[id].attest if id in self.items else "anyone"


DEFAULT = Config()
