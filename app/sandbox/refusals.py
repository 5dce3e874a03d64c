"""How GitHub says no: status, message and errors, in its own words where they are known.

Wordings are quoted from public reports: "Pull request review thread line must be part of the diff…"
(parkerbxyz/suggest-changes#28), "start line must precede the end line" (ubuntu/WSL#244), "Path could not be resolved"
(warpdotdev/oz-for-oss#310), "No more than 50 items are allowed" (qiniu/reviewbot#258), "Body is too long"
(peter-evans/create-or-update-comment#181).
"""

from __future__ import annotations

from typing import Any

DOCS = "https://docs.github.com/rest"
MAX_BODY = 65_536
MAX_ANNOTATIONS = 50
MAX_CHECK_TEXT = 65_535
MAX_CHECK_TITLE = 255
MAX_TITLE = 256
OFF_DIFF = "Pull request review thread line must be part of the diff"
OTHER_HUNK = "Pull request review thread start line must be part of the same hunk as the line."
NO_HUNK = "Pull request review thread diff hunk can't be blank"
START_AFTER = "Pull request review thread start line must precede the end line."
NO_PATH = "Path could not be resolved"
NOT_ALLOWED = "Resource not accessible by integration"


class Refusal(Exception):
    """A request that GitHub would not carry out."""

    def __init__(self, status: int, message: str, errors: list[Any] | None = None, docs: str = DOCS) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors
        self.docs = docs

    @property
    def body(self) -> dict[str, Any]:
        """The JSON that GitHub answers."""
        body: dict[str, Any] = {"message": self.message}
        if self.errors is not None:
            body["errors"] = self.errors
        return body | {"documentation_url": self.docs, "status": str(self.status)}

    @property
    def graphql_message(self) -> str:
        """The one sentence GraphQL makes of it."""
        texts = [error if isinstance(error, str) else error.get("message", "") for error in self.errors or []]
        return ", ".join(text for text in texts if text) or self.message


def not_found() -> Refusal:
    """What GitHub answers to what is not there, and to what one may not know of."""
    return Refusal(404, "Not Found")


def forbidden() -> Refusal:
    """What an app without the permission gets."""
    return Refusal(403, NOT_ALLOWED)


def unprocessable(*errors: str) -> Refusal:
    """The form of refusal that reviews use: sentences in a list."""
    return Refusal(422, "Unprocessable Entity", list(errors))


def invalid(resource: str, field: str, message: str, code: str = "custom") -> Refusal:
    """The form of refusal that most endpoints use: one error object."""
    error = {"resource": resource, "code": code, "field": field, "message": message}
    return Refusal(422, "Validation Failed", [error])


def check_body(resource: str, body: str, blank_ok: bool = False) -> None:
    """Refuse a text that is blank or over 65,536 characters."""
    if not blank_ok and not body.strip():
        raise invalid(resource, "data", "Body cannot be blank", "unprocessable")
    if len(body) > MAX_BODY:
        raise invalid(
            resource, "data", f"Body is too long (maximum is {MAX_BODY} characters)", "unprocessable"
        )
