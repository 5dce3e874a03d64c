"""What a review is about: the key that deliveries share, that runs are serialised by, and that survives a rename.

The text form never holds the installation: a repository that leaves and comes back has a new one, but it is the same
pull request and must not be reviewed by two runs at once.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PullKey:
    """A pull request, by GitHub's ids."""

    installation_id: int
    repository_id: int
    number: int

    def __str__(self) -> str:
        return f"pull/{self.repository_id}/{self.number}"


@dataclass(frozen=True)
class MergeGroupKey:
    """A merge queue's trial commit."""

    installation_id: int
    repository_id: int
    head_sha: str

    def __str__(self) -> str:
        return f"group/{self.repository_id}/{self.head_sha}"


@dataclass(frozen=True)
class InstallationKey:
    """An account that installed the app: its open pull requests are to be looked at."""

    installation_id: int

    def __str__(self) -> str:
        return f"installation/{self.installation_id}"


@dataclass(frozen=True)
class HeadConcern:
    """Whatever open pull requests have this head; resolved to PullKeys in the transaction that stores the delivery."""

    installation_id: int
    repository_id: int
    head_sha: str


Key = PullKey | MergeGroupKey | InstallationKey
Concern = Key | HeadConcern


def parse_key(text: str, installation_id: int) -> Key:
    """The inverse of `str(key)`. Raises ValueError for a text that no key has."""
    match text.split("/"):
        case ["pull", repository, number]:
            return PullKey(installation_id, int(repository), int(number))
        case ["group", repository, sha]:
            return MergeGroupKey(installation_id, int(repository), sha)
        case ["installation", number]:
            return InstallationKey(int(number))
    raise ValueError(f"{text!r} is not the key of a pull request, merge group or installation")
