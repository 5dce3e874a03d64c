"""The full report of a review: every item, every finding, also those that no comment had room for."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.pages.looks import HEADERS, PAGES
from app.publication.context import Publication
from app.snapshot import Snapshot
from app.store import Store
from checks.finding import Finding
from checks.report import Report


def full_report(
    report: Report, publication: Publication, snapshot: Snapshot, pull_url: str
) -> dict[str, Any]:
    """The report as one JSON document."""
    return {
        "title": publication.verdict.title,
        "conclusion": publication.verdict.conclusion,
        "pull": f"{snapshot.owner}/{snapshot.repository}#{snapshot.pull.number}",
        "pull_url": pull_url,
        "pull_title": snapshot.pull.title,
        "head_sha": report.head_sha,
        "nothing_to_check": report.nothing_to_check,
        "items": [
            {
                "id": result.item.id,
                "name": result.item.name,
                "state": result.state.value,
                "decides": result.decides.value,
                "required": result.required,
                "reason": result.reason,
                "by": result.by,
                "evidence": list(result.evidence),
            }
            for result in report.items
        ],
        "findings": [_finding(finding) for finding in report.outcomes.findings],
        "errors": [f"{error.detail} ({error.path or 'whole book'})" for error in report.outcomes.errors],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "path": finding.path,
        "line": finding.line,
        "rule": finding.rule,
        "item": finding.item,
        "severity": finding.severity.value,
        "message": finding.message,
        "match": finding.match,
        "replacement": finding.replacement,
        "decides": finding.decides,
    }


def report_router(store: Store) -> APIRouter:
    """`GET /reports/{id}`: a page for people, found only through the link on the pull request."""
    router = APIRouter()

    @router.get("/reports/{report_id}", response_class=HTMLResponse)
    async def page(report_id: str) -> HTMLResponse:
        document = await store.reports.get(report_id)
        if document is None or "items" not in document:
            return HTMLResponse(PAGES.get_template("missing.html").render(), status_code=404)
        groups: dict[str, list[dict[str, Any]]] = {}
        for finding in sorted(document["findings"], key=lambda f: (f["path"] or "", f["line"])):
            groups.setdefault(finding["path"] or "The pull request", []).append(finding)
        html = PAGES.get_template("report.html").render(report=document, groups=groups)
        return HTMLResponse(html, headers=_PRIVATE)

    return router


#: The report of a private repository is found only through its link.
_PRIVATE = {**HEADERS, "X-Robots-Tag": "noindex", "Cache-Control": "private, no-store"}
