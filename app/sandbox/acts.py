"""What a person can do from the page."""

from __future__ import annotations

from collections.abc import Callable

from app.sandbox.checks import CheckRun
from app.sandbox.nouns import RANK
from app.sandbox.pulls import IssueComment, PullRequest, Thread
from app.sandbox.taskboxes import flip
from app.sandbox.world import World

Form = dict[str, str]
Act = Callable[[World, PullRequest, Form, str], None]


def perform(world: World, pull: PullRequest, form: Form) -> None:
    """Carry out the form's ``act`` as the person in ``as``.

    PermissionError when GitHub would not let that person; LookupError when the thing is not there.
    """
    act = ACTS.get(form.get("act", ""))
    if act is None:
        raise LookupError(f"there is nothing called {form.get('act')!r} to do here")
    with world.lock:
        act(world, pull, form, form.get("as") or pull.author.login)


def _writer(pull: PullRequest, who: str) -> None:
    if who != pull.author.login and RANK[pull.repository.permission_of(who)] < RANK["write"]:
        raise PermissionError(f"{who} has no write access to {pull.repository.full_name}")


def _thread(pull: PullRequest, form: Form) -> Thread:
    for thread in pull.threads:
        if str(thread.id) == form.get("thread"):
            return thread
    raise LookupError("that thread is gone")


def _comment(pull: PullRequest, form: Form) -> IssueComment:
    for comment in pull.comments:
        if str(comment.id) == form.get("comment"):
            return comment
    raise LookupError("that comment is gone")


def _run(pull: PullRequest, form: Form) -> CheckRun:
    for run in pull.repository.runs_of(pull.head_sha):
        if str(run.id) == form.get("run"):
            return run
    raise LookupError("that check is not on the newest commit any more")


def tick(world: World, pull: PullRequest, form: Form, who: str) -> None:
    """Click a box: of the description, or of a comment."""
    number, place = int(form.get("box", "0")), form.get("in", "pull")
    if place == "pull":
        world.tick(pull.repository, pull.number, number, who)
        return
    comment = _comment(pull, {"comment": place.removeprefix("comment-")})
    world.edit_comment(comment, flip(comment.body, number), who)


def comment(world: World, pull: PullRequest, form: Form, who: str) -> None:
    world.comment(pull.repository, pull.number, form.get("text", ""), who)


def edit_comment(world: World, pull: PullRequest, form: Form, who: str) -> None:
    world.edit_comment(_comment(pull, form), form.get("text", ""), who)


def edit_body(world: World, pull: PullRequest, form: Form, who: str) -> None:
    world.edit_body(pull.repository, pull.number, form.get("text", ""), who)


def edit_title(world: World, pull: PullRequest, form: Form, who: str) -> None:
    world.edit_title(pull.repository, pull.number, form.get("text", ""), who)


def approve(world: World, pull: PullRequest, form: Form, who: str) -> None:
    world.review(pull.repository, pull.number, "APPROVE", who, form.get("text", ""))


def request_changes(world: World, pull: PullRequest, form: Form, who: str) -> None:
    world.review(pull.repository, pull.number, "REQUEST_CHANGES", who, form.get("text", ""))


def reply(world: World, pull: PullRequest, form: Form, who: str) -> None:
    world.reply(_thread(pull, form), form.get("text", ""), who)


def resolve(world: World, pull: PullRequest, form: Form, who: str) -> None:
    _writer(pull, who)
    world.resolve_thread(_thread(pull, form), who)


def unresolve(world: World, pull: PullRequest, form: Form, who: str) -> None:
    _writer(pull, who)
    world.unresolve_thread(_thread(pull, form), who)


def rerun(world: World, pull: PullRequest, form: Form, who: str) -> None:
    world.rerequest_check(pull.repository, _run(pull, form), who)


def press(world: World, pull: PullRequest, form: Form, who: str) -> None:
    _writer(pull, who)
    world.press_button(pull.repository, _run(pull, form), form.get("identifier", ""), who)


def apply_suggestion(world: World, pull: PullRequest, form: Form, who: str) -> None:
    """Commit the suggestion of a thread's first comment, as GitHub's button does."""
    _writer(pull, who)
    world.apply_suggestion(_thread(pull, form), who)


def state(world: World, pull: PullRequest, form: Form, who: str) -> None:
    """Close, reopen, or switch between draft and ready."""
    _writer(pull, who)
    wanted = form.get("state", "")
    acts = {
        "close": world.close,
        "reopen": world.reopen,
        "ready": world.ready_for_review,
        "draft": world.convert_to_draft,
    }
    if wanted not in acts:
        raise LookupError(f"a pull request has no state {wanted!r}")
    acts[wanted](pull.repository, pull.number, who)


ACTS: dict[str, Act] = {
    "apply": apply_suggestion,
    "approve": approve,
    "comment": comment,
    "edit-body": edit_body,
    "edit-comment": edit_comment,
    "edit-title": edit_title,
    "press": press,
    "reply": reply,
    "request-changes": request_changes,
    "rerun": rerun,
    "resolve": resolve,
    "state": state,
    "tick": tick,
    "unresolve": unresolve,
}
