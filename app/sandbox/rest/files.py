"""``GET pulls/N/files``: the changed files with their patches, within GitHub's limits."""

from __future__ import annotations

from dataclasses import replace

from app.sandbox import pull_shapes
from app.sandbox.diffs import FileDiff
from app.sandbox.limits import Limits
from app.sandbox.pulls import PullRequest
from app.sandbox.rest.routing import Call, Reply, route


def limited(diffs: list[FileDiff], limits: Limits) -> list[FileDiff]:
    """The diffs with those marked too large whose patch GitHub would leave out, each alone or in sum."""
    shown: list[FileDiff] = []
    lines = size = 0
    for diff in diffs:
        rows = sum(len(hunk.rows) for hunk in diff.hunks)
        data = len((diff.patch or "").encode())
        alone = rows > limits.patch_lines or data > limits.patch_bytes
        together = lines + rows > limits.patches_lines or size + data > limits.patches_bytes
        if alone or together:
            shown.append(replace(diff, too_large=True))
        else:
            lines, size = lines + rows, size + data
            shown.append(diff)
    return shown


def files_of(call: Call, pull: PullRequest) -> list[FileDiff]:
    """The files that the endpoint lists."""
    limits = call.world.limits
    return limited(pull.repository.diff(pull.base_sha, pull.head_sha), limits)[: limits.files_per_pull]


@route("GET", "/repos/{owner}/{repo}/pulls/{pull_number}/files", "pull_requests=read")
def list_files(call: Call) -> Reply:
    pull = call.pull
    shown, headers = call.page(files_of(call, pull))
    return Reply(
        [pull_shapes.file(call.base, pull.repository, pull.head_sha, diff) for diff in shown], headers=headers
    )
