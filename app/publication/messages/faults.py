"""What is said when the bot itself broke: whose fault it is, how to try again, how to get past it."""

from __future__ import annotations

from app.publication.escape import code


def crashed(reference: str, docs: str | None) -> str:
    """The summary of the check run of a review that did not come to its end."""
    how = f": [how]({docs}/operating.md#when-the-bot-is-down)" if docs else ""
    return (
        "**Our fault, not yours.** The review of this commit broke, so nothing is known about its chapters.\n\n"
        f"* Press **Re-run** to try again.\n"
        f"* If it stays so, give the operator this reference: {code(reference)}.\n"
        f"* A maintainer can merge past the check meanwhile{how}."
    )
