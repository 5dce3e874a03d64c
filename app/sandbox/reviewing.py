"""Reviews, inline threads and replies, from people and from apps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.sandbox import events
from app.sandbox.anchors import Anchor, file_anchor, follow, line_anchor, position_anchor
from app.sandbox.conversation import Conversation
from app.sandbox.nouns import App, User
from app.sandbox.pulls import PullRequest, Review, ReviewComment, ReviewState, Thread
from app.sandbox.refusals import MAX_BODY, Refusal, check_body, unprocessable
from app.sandbox.state import Person, Where

STATES: dict[str, ReviewState] = {
    "APPROVE": "APPROVED",
    "REQUEST_CHANGES": "CHANGES_REQUESTED",
    "COMMENT": "COMMENTED",
}


class Reviewing(Conversation):
    """Reviews and their threads."""

    def anchor(self, pull: PullRequest, commit: str, given: Mapping[str, Any]) -> Anchor:
        """Where a comment of a request stands; GitHub's refusal when it stands nowhere."""
        path, line = given["path"], given.get("line")
        if given.get("subject_type") == "file":
            return file_anchor(pull, commit, path)
        if line is None and given.get("position") is not None:
            return position_anchor(pull, commit, path, given["position"])
        if line is None:
            raise unprocessable("Line could not be resolved")
        return line_anchor(
            pull,
            commit,
            path,
            line,
            given.get("side") or "RIGHT",
            given.get("start_line"),
            given.get("start_side"),
        )

    def commit_of(self, pull: PullRequest, commit: str | None) -> str:
        """The commit a review speaks of: the newest by default; it must belong to the pull request."""
        if commit is None or commit == pull.head_sha:
            return pull.head_sha
        git = pull.repository.git
        if not git.has(commit) or git.kind(commit) != "commit":
            raise Refusal(422, "Unprocessable Entity", ["Commit OID is invalid"])
        return commit

    def submit_review(
        self,
        pull: PullRequest,
        author: User,
        event: str,
        body: str,
        comments: Iterable[Mapping[str, Any]] = (),
        commit_id: str | None = None,
        via: App | None = None,
    ) -> Review:
        """Submit a review, all or nothing: one comment off the diff refuses the whole."""
        commit, given = self.commit_of(pull, commit_id), list(comments)
        self._check_review(pull, author, event, body, given)
        anchors = [self.anchor(pull, commit, comment) for comment in given]
        now = self.now()
        review = Review(
            self.ids.next("review"),
            author,
            body,
            now,
            now,
            via,
            pull=pull,
            state=STATES[event],
            commit_id=commit,
        )
        pull.reviews.append(review)
        self.nodes[review.node_id] = review
        made = [
            self._start_thread(review, commit, place, comment["body"])
            for place, comment in zip(anchors, given, strict=True)
        ]
        if author in pull.requested_reviewers:
            pull.requested_reviewers.remove(author)
        events.tell_review(self, review, "submitted", author)
        for comment in made:
            events.tell_review_comment(self, comment, "created", author)
        return review

    def _check_review(
        self, pull: PullRequest, author: User, event: str, body: str, comments: list[Mapping[str, Any]]
    ) -> None:
        if event not in STATES:
            raise unprocessable(f"Event {event} is not one of {', '.join(STATES)}")
        if author is pull.author and event != "COMMENT":
            verb = "approve" if event == "APPROVE" else "request changes on"
            raise unprocessable(f"Can not {verb} your own pull request")
        if not body and event != "APPROVE" and not comments:
            raise unprocessable("Review Can not be blank")
        for text in [body, *(comment["body"] for comment in comments)]:
            if len(text) > MAX_BODY:
                raise unprocessable(f"Body is too long (maximum is {MAX_BODY} characters)")
        if any(not comment["body"].strip() for comment in comments):
            raise unprocessable("Pull request review comment body can't be blank")

    def _start_thread(self, review: Review, commit: str, place: Anchor, body: str) -> ReviewComment:
        pull = review.pull
        thread = Thread(
            id=self.ids.next("thread"),
            pull=pull,
            path=place.path,
            side=place.side,
            subject="FILE" if place.line is None else "LINE",
            original_commit=commit,
            original_line=place.line,
            original_start_line=place.start_line,
            start_side=place.start_side,
            diff_hunk=place.diff_hunk,
            original_position=place.position,
            commit_id=commit,
            line=place.line,
            start_line=place.start_line,
            position=place.position,
        )
        pull.threads.append(thread)
        self.nodes[thread.node_id] = thread
        if commit != pull.head_sha:
            follow(thread)
        return self._add_comment(thread, review, body)

    def _add_comment(
        self, thread: Thread, review: Review, body: str, reply_to: ReviewComment | None = None
    ) -> ReviewComment:
        now = self.now()
        comment = ReviewComment(
            self.ids.next("review_comment"),
            review.author,
            body,
            now,
            now,
            review.via,
            thread=thread,
            review=review,
            reply_to=reply_to,
        )
        thread.comments.append(comment)
        self.nodes[comment.node_id] = comment
        return comment

    def single_comment(
        self, pull: PullRequest, author: User, given: Mapping[str, Any], via: App | None = None
    ) -> ReviewComment:
        """A comment outside a review: GitHub makes a review of one comment for it."""
        check_body("PullRequestReviewComment", given["body"])
        commit = self.commit_of(pull, given.get("commit_id"))
        place = self.anchor(pull, commit, given)
        comment = self._start_thread(
            self._empty_review(pull, author, commit, via), commit, place, given["body"]
        )
        events.tell_review(self, comment.review, "submitted", author)
        events.tell_review_comment(self, comment, "created", author)
        return comment

    def _empty_review(self, pull: PullRequest, author: User, commit: str, via: App | None) -> Review:
        now = self.now()
        review = Review(
            self.ids.next("review"), author, "", now, now, via, pull=pull, state="COMMENTED", commit_id=commit
        )
        pull.reviews.append(review)
        self.nodes[review.node_id] = review
        return review

    def answer(self, thread: Thread, body: str, author: User, via: App | None = None) -> ReviewComment:
        """Reply in a thread."""
        check_body("PullRequestReviewComment", body)
        review = self._empty_review(thread.pull, author, thread.pull.head_sha, via)
        comment = self._add_comment(thread, review, body, thread.comments[0])
        events.tell_review(self, review, "submitted", author)
        events.tell_review_comment(self, comment, "created", author)
        return comment

    def change_review_comment(self, comment: ReviewComment, body: str, sender: User) -> None:
        """Rewrite an inline comment."""
        check_body("PullRequestReviewComment", body)
        old = comment.body
        if body != old:
            self.rewrite(comment, body, sender)
            events.tell_review_comment(self, comment, "edited", sender, changes={"body": {"from": old}})

    def change_review_body(self, review: Review, body: str, sender: User) -> None:
        """Rewrite the body of a review."""
        check_body("PullRequestReview", body)
        old = review.body
        if body != old:
            self.rewrite(review, body, sender)
            events.tell_review(self, review, "edited", sender, changes={"body": {"from": old}})

    def remove_review_comment(self, comment: ReviewComment, sender: User) -> None:
        """Delete an inline comment; a thread without comments goes with it."""
        thread = comment.thread
        thread.comments.remove(comment)
        del self.nodes[comment.node_id]
        if not thread.comments:
            thread.pull.threads.remove(thread)
            del self.nodes[thread.node_id]
        events.tell_review_comment(self, comment, "deleted", sender)

    def settle_thread(self, thread: Thread, resolved: bool, sender: User) -> None:
        """Resolve or unresolve a thread; a delivery goes out when that changes it."""
        if thread.is_resolved != resolved:
            thread.is_resolved, thread.resolved_by = resolved, sender if resolved else None
            events.tell_thread(self, thread, "resolved" if resolved else "unresolved", sender)

    # -- as a person --
    def review(
        self,
        where: Where,
        number: int,
        state: str,
        sender: Person,
        body: str = "",
        comments: Iterable[Mapping[str, Any]] = (),
        commit_id: str | None = None,
    ) -> Review:
        """A person submits a review; ``state``: APPROVE, REQUEST_CHANGES or COMMENT."""
        with self.lock:
            return self.submit_review(
                self.pull(where, number), self.user(sender), state, body, comments, commit_id
            )

    def dismiss_review(self, review: Review, sender: Person) -> None:
        """Somebody with write access dismisses a review."""
        with self.lock:
            review.state, review.updated_at = "DISMISSED", self.now()
            events.tell_review(self, review, "dismissed", self.user(sender))

    def reply(self, thread: Thread, body: str, sender: Person) -> ReviewComment:
        """A person replies in a thread."""
        with self.lock:
            return self.answer(thread, body, self.user(sender))

    def edit_review_comment(self, comment: ReviewComment, body: str, sender: Person | None = None) -> None:
        """A person edits an inline comment."""
        with self.lock:
            who = self.user(sender or comment.author)
            self._demand_edit(comment, comment.pull.repository, who)
            self.change_review_comment(comment, body, who)

    def resolve_thread(self, thread: Thread, sender: Person) -> None:
        """A person resolves a thread."""
        with self.lock:
            self.settle_thread(thread, True, self.user(sender))

    def unresolve_thread(self, thread: Thread, sender: Person) -> None:
        """A person opens a thread again."""
        with self.lock:
            self.settle_thread(thread, False, self.user(sender))
