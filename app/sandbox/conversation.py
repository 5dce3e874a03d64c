"""What people do in the conversation: bodies, titles, boxes, comments, labels, reviewers, state."""

from __future__ import annotations

from typing import Any

from app.sandbox import events, shapes
from app.sandbox.ids import node_id
from app.sandbox.nouns import RANK, App, Team, User
from app.sandbox.pulls import Edit, IssueComment, Label, PullRequest, Text
from app.sandbox.refusals import MAX_BODY, MAX_TITLE, check_body, invalid
from app.sandbox.repository import Repository
from app.sandbox.state import Person, State, Where
from app.sandbox.taskboxes import flip

# GitHub picks a colour for a label that an API call makes in passing.
DEFAULT_COLOR = "ededed"


class Conversation(State):
    """The talk around a pull request."""

    def may_edit(self, text: Text, where: Repository, who: User) -> bool:
        """Authors edit their own words; people with write access anybody's; bots only their own."""
        if text.author is who:
            return True
        return who.type != "Bot" and RANK[where.permission_of(who.login)] >= RANK["write"]

    def _demand_edit(self, text: Text, where: Repository, who: User) -> None:
        if not self.may_edit(text, where, who):
            raise PermissionError(
                f"{who.login} may not edit what {text.author.login} wrote in {where.full_name}"
            )

    def rewrite(self, text: Text, body: str, editor: User) -> None:
        """Replace a text and keep its history, as ``userContentEdits`` shows it: the first entry is the original."""
        now = self.now()
        if not text.edits:
            text.edits.append(Edit(self.ids.next("edit"), text.author, text.created_at, text.body))
        text.edits.append(Edit(self.ids.next("edit"), editor, now, body))
        text.body, text.updated_at = body, now

    # -- the pull request itself --
    def edit_pull(
        self,
        pull: PullRequest,
        sender: User,
        *,
        title: str | None = None,
        body: str | None = None,
        base: str | None = None,
    ) -> None:
        """Change title, body or base branch; ``edited`` goes out with the old values when anything differs."""
        if body is not None and len(body) > MAX_BODY:
            raise invalid("Issue", "body", f"body is too long (maximum is {MAX_BODY} characters)")
        if title is not None and (not title.strip() or len(title) > MAX_TITLE):
            problem = (
                "can't be blank" if not title.strip() else f"is too long (maximum is {MAX_TITLE} characters)"
            )
            raise invalid("PullRequest", "title", f"title {problem}")
        changes: dict[str, Any] = {}
        if title is not None and title != pull.title:
            changes["title"] = {"from": pull.title}
            pull.title = title
        if body is not None and body != pull.body:
            changes["body"] = {"from": pull.body}
            self.rewrite(pull, body, sender)
        if base is not None and base != pull.base_ref:
            changes["base"] = {"ref": {"from": pull.base_ref}, "sha": {"from": pull.base_sha}}
            pull.base_ref, pull.base_sha = base, pull.repository.branch(base) or pull.base_sha
        if changes:
            pull.updated_at = self.now()
            events.tell_pull(self, pull, "edited", sender, changes=changes)

    def edit_body(self, where: Where, number: int, body: str, sender: Person | None = None) -> None:
        """A person saves another body."""
        with self.lock:
            pull = self.pull(where, number)
            who = self.user(sender or pull.author)
            self._demand_edit(pull, pull.repository, who)
            self.edit_pull(pull, who, body=body)

    def edit_title(self, where: Where, number: int, title: str, sender: Person | None = None) -> None:
        """A person saves another title."""
        with self.lock:
            pull = self.pull(where, number)
            who = self.user(sender or pull.author)
            self._demand_edit(pull, pull.repository, who)
            self.edit_pull(pull, who, title=title)

    def edit_base(self, where: Where, number: int, base: str, sender: Person | None = None) -> None:
        """A person picks another base branch."""
        with self.lock:
            pull = self.pull(where, number)
            self.edit_pull(pull, self.user(sender or pull.author), base=base)

    def tick(self, where: Where, number: int, which: int | str, sender: Person | None = None) -> None:
        """A person clicks a box of the body: the n-th (from 0), or the first whose words contain ``which``."""
        with self.lock:
            self.edit_body(where, number, flip(self.pull(where, number).body, which), sender)

    def _set_state(self, pull: PullRequest, state: str, action: str, sender: User) -> None:
        now = self.now()
        pull.state = "closed" if state == "closed" else "open"
        pull.closed_at, pull.updated_at = (now if state == "closed" else None), now
        events.tell_pull(self, pull, action, sender)

    def close(self, where: Where, number: int, sender: Person | None = None, *, merged: bool = False) -> None:
        """Close a pull request; ``merged``: as merged."""
        with self.lock:
            pull = self.pull(where, number)
            pull.merged_at = self.now() if merged else None
            self._set_state(pull, "closed", "closed", self.user(sender or pull.author))

    def reopen(self, where: Where, number: int, sender: Person | None = None) -> None:
        """Open a closed pull request again."""
        with self.lock:
            pull = self.pull(where, number)
            self._set_state(pull, "open", "reopened", self.user(sender or pull.author))

    def ready_for_review(self, where: Where, number: int, sender: Person | None = None) -> None:
        """A draft becomes ready."""
        self._set_draft(self.pull(where, number), False, sender)

    def convert_to_draft(self, where: Where, number: int, sender: Person | None = None) -> None:
        """A pull request becomes a draft."""
        self._set_draft(self.pull(where, number), True, sender)

    def _set_draft(self, pull: PullRequest, draft: bool, sender: Person | None) -> None:
        with self.lock:
            pull.draft, pull.updated_at = draft, self.now()
            action = "converted_to_draft" if draft else "ready_for_review"
            events.tell_pull(self, pull, action, self.user(sender or pull.author))

    # -- labels and reviewers --
    def create_label(
        self, where: Where, name: str, color: str = DEFAULT_COLOR, description: str | None = None
    ) -> Label:
        """A label of the repository; the one that exists already, if any (names ignore case)."""
        repo = self.repo(where)
        if name.lower() not in repo.labels:
            made = Label(self.ids.next("label"), name, color, description, repo.id)
            repo.labels[name.lower()] = self.nodes[made.node_id] = made
        return repo.labels[name.lower()]

    def add_label(self, pull: PullRequest, label: Label, sender: User) -> None:
        """Put a label on; ``labeled`` goes out unless it was there."""
        if label not in pull.labels:
            pull.labels.append(label)
            shape = shapes.label(self.base_url, label, pull.repository)
            events.tell_pull(self, pull, "labeled", sender, label=shape)

    def remove_label(self, pull: PullRequest, label: Label, sender: User) -> None:
        """Take a label off; ``unlabeled`` goes out."""
        pull.labels.remove(label)
        shape = shapes.label(self.base_url, label, pull.repository)
        events.tell_pull(self, pull, "unlabeled", sender, label=shape)

    def set_labels(self, where: Where, number: int, names: list[str], sender: Person | None = None) -> None:
        """Make the labels exactly these."""
        with self.lock:
            pull = self.pull(where, number)
            who = self.user(sender or pull.repository.owner)
            wanted = [self.create_label(pull.repository, name) for name in names]
            for label in [label for label in pull.labels if label not in wanted]:
                self.remove_label(pull, label, who)
            for label in wanted:
                self.add_label(pull, label, who)

    def request_reviewers(
        self, where: Where, number: int, reviewers: list[Person | Team], sender: Person | None = None
    ) -> None:
        """Ask people or teams for a review."""
        with self.lock:
            pull = self.pull(where, number)
            who = self.user(sender or pull.author)
            for reviewer in reviewers:
                if isinstance(reviewer, Team):
                    pull.requested_teams.append(reviewer)
                    shape = {"requested_team": shapes.team(self.base_url, reviewer)}
                else:
                    asked = self.user(reviewer)
                    pull.requested_reviewers.append(asked)
                    shape = {"requested_reviewer": shapes.user(self.base_url, asked)}
                events.tell_pull(self, pull, "review_requested", who, **shape)

    # -- comments --
    def post_comment(
        self, pull: PullRequest, body: str, author: User, via: App | None = None
    ) -> IssueComment:
        """Add a comment to the conversation; 422 when blank or too long."""
        check_body("IssueComment", body)
        now = self.now()
        comment = IssueComment(self.ids.next("issue_comment"), author, body, now, now, via, pull=pull)
        pull.comments.append(comment)
        self.nodes[comment.node_id] = comment
        events.tell_comment(self, comment, "created", author)
        return comment

    def comment(self, where: Where, number: int, body: str, author: Person) -> IssueComment:
        """A person comments."""
        with self.lock:
            return self.post_comment(self.pull(where, number), body, self.user(author))

    def change_comment(self, comment: IssueComment, body: str, sender: User) -> None:
        """Rewrite a comment; ``edited`` goes out when the text differs."""
        check_body("IssueComment", body)
        old = comment.body
        if body != old:
            self.rewrite(comment, body, sender)
            events.tell_comment(self, comment, "edited", sender, changes={"body": {"from": old}})

    def edit_comment(self, comment: IssueComment, body: str, sender: Person | None = None) -> None:
        """A person edits a comment."""
        with self.lock:
            who = self.user(sender or comment.author)
            self._demand_edit(comment, comment.pull.repository, who)
            self.change_comment(comment, body, who)

    def delete_comment(self, comment: IssueComment, sender: Person | None = None) -> None:
        """Remove a comment."""
        with self.lock:
            comment.pull.comments.remove(comment)
            del self.nodes[comment.node_id]
            events.tell_comment(self, comment, "deleted", self.user(sender or comment.author))


def request_node_id(pull: PullRequest, reviewer: User | Team) -> str:
    """The node id of a review request."""
    return node_id("RR", pull.id, reviewer.id)
