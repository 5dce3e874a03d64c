"""Pages for people: the pull request as GitHub would show it, and forms to act as one of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from app.sandbox import acts, timeline
from app.sandbox.diffs import is_binary
from app.sandbox.markdown import render
from app.sandbox.pulls import PullRequest
from app.sandbox.refusals import Refusal
from app.sandbox.repository import Repository
from app.sandbox.world import World

PULL = "/{owner}/{repo}/pull/{number:int}"
# Scripts and styles are our own and inline; pictures in comments may come from anywhere.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src *; form-action 'self'"
_PICTURES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "svg": "image/svg+xml",
}


def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "body": timeline.body,
        "hunk_rows": timeline.hunk_rows,
        "threads_of": timeline.threads_of,
        "headline": timeline.headline,
    }
    made.filters["markdown"] = render
    made.filters["pull_act"] = lambda name, number: f"/{name}/pull/{number}/act"
    return made


class Pages:
    """The pages over a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._templates = _templates()

    def _repo(self, request: Request) -> Repository:
        return self.world.repo(f"{request.path_params['owner']}/{request.path_params['repo']}")

    def _pull(self, request: Request) -> PullRequest:
        return self._repo(request).pulls[request.path_params["number"]]

    def _html(self, request: Request, template: str, **values: object) -> Response:
        text = self._templates.get_template(template).render(**values)
        tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'
        headers = {"etag": tag, "content-security-policy": POLICY, "cache-control": "no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return HTMLResponse(text, headers=headers)

    def home(self, request: Request) -> Response:
        """All pull requests."""
        with self.world.lock:
            found = [pull for repo in self.world.repositories.values() for pull in repo.pulls.values()]
            return self._html(request, "home.html", pulls=found)

    def pull(self, request: Request) -> Response:
        """A pull request: conversation, checks, files."""
        with self.world.lock:
            pull = self._pull(request)
            return self._html(
                request,
                "pull.html",
                pull=pull,
                items=timeline.conversation(pull),
                files=timeline.files(pull, self.world.limits),
                checks=timeline.checks(pull),
                people=timeline.people(self.world, pull),
                now=self.world.now(),
            )

    def run(self, request: Request) -> Response:
        """The page of a check run is its place on the pull request."""
        repo, number = self._repo(request), request.path_params["number"]
        for suite in repo.suites:
            for run in suite.runs:
                if run.id == number:
                    pull = next((p for p in repo.pulls.values() if p.head_sha == run.head_sha), None)
                    if pull is not None:
                        return RedirectResponse(f"/{repo.full_name}/pull/{pull.number}#check-{run.id}", 303)
        raise KeyError(number)

    def _data(self, request: Request) -> bytes:
        repo = self._repo(request)
        commit = repo.resolve(request.path_params["ref"])
        return repo.git.blob(repo.git.files(commit or "")[request.path_params["path"]].sha)

    def blob(self, request: Request) -> Response:
        """A file at a commit, its lines numbered; pictures and other binary files as they are."""
        data, path = self._data(request), request.path_params["path"]
        if is_binary(data) or path.rsplit(".", 1)[-1].lower() in _PICTURES:
            return self.raw(request)
        lines = data.decode("utf-8", "replace").splitlines()
        ref = request.path_params["ref"]
        return self._html(request, "blob.html", repo=self._repo(request), path=path, ref=ref, lines=lines)

    def raw(self, request: Request) -> Response:
        """A file at a commit, as it is, and without any power in the browser."""
        suffix = request.path_params["path"].rsplit(".", 1)[-1].lower()
        data = self._data(request)
        kind = _PICTURES.get(
            suffix, "application/octet-stream" if is_binary(data) else "text/plain; charset=utf-8"
        )
        headers = {
            "content-security-policy": "default-src 'none'; sandbox",
            "x-content-type-options": "nosniff",
        }
        return Response(data, media_type=kind, headers=headers)

    def avatar(self, request: Request) -> Response:
        """A coloured initial."""
        login = request.path_params["login"]
        hue = int(hashlib.sha256(login.encode()).hexdigest(), 16) % 360
        letter = login[:1].upper() if login[:1].isalnum() else "?"
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">'
            f'<rect width="40" height="40" rx="20" fill="hsl({hue} 45% 45%)"/>'
            '<text x="20" y="27" font-family="sans-serif" font-size="20" fill="#fff" text-anchor="middle">'
            f"{letter}</text></svg>"
        )
        return Response(svg, media_type="image/svg+xml", headers={"cache-control": "max-age=3600"})

    async def act(self, request: Request) -> Response:
        """A person does something: the form's ``act`` names it, ``as`` says who."""
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
            return PlainTextResponse("Only this page itself may act.", 403)
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
        pull = self._pull(request)
        try:
            await run_in_threadpool(acts.perform, self.world, pull, form)
        except (PermissionError, LookupError, Refusal) as problem:
            text = problem.graphql_message if isinstance(problem, Refusal) else str(problem)
            return PlainTextResponse(text, 403 if isinstance(problem, PermissionError) else 422)
        return RedirectResponse(f"/{pull.repository.full_name}/pull/{pull.number}", 303)


def routes(world: World) -> list[Route]:
    """The routes of the pages."""
    pages = Pages(world)

    def shown(handler: Callable[[Request], Response]) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            try:
                return handler(request)
            except KeyError:
                return PlainTextResponse("There is no such page here.", 404)

        return answer

    return [
        Route("/", shown(pages.home)),
        Route(PULL, shown(pages.pull)),
        Route(PULL + "/act", pages.act, methods=["POST"]),
        Route("/{owner}/{repo}/runs/{number:int}", shown(pages.run)),
        Route("/{owner}/{repo}/blob/{ref}/{path:path}", shown(pages.blob)),
        Route("/{owner}/{repo}/raw/{ref}/{path:path}", shown(pages.raw)),
        Route("/avatars/{login}", pages.avatar),
        Route("/favicon.ico", lambda _: Response(status_code=204)),
    ]
