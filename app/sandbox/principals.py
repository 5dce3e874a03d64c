"""Who asks: an app by its JWT or an installation by its token, and what they may do."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt

from app.sandbox.nouns import App, Installation
from app.sandbox.refusals import DOCS, Refusal, forbidden, not_found
from app.sandbox.repository import Repository
from app.sandbox.state import State

# "GitHub Apps: generating a JSON Web Token": at most 10 minutes ahead.
MAX_JWT_SECONDS = 600
TOKEN_HOURS = 1
LEVELS = {"read": 1, "write": 2, "admin": 3}


@dataclass(eq=False)
class Token:
    """An installation token."""

    text: str
    installation: Installation
    permissions: dict[str, str]
    repository_ids: list[int] | None  # None: all of the installation
    expires_at: datetime


@dataclass(frozen=True)
class Principal:
    """The one who asks. ``token`` is None for an app that speaks for itself."""

    app: App
    token: Token | None = None

    @property
    def label(self) -> str:
        return f"app {self.app.slug}" if self.token is None else f"installation {self.token.installation.id}"

    def may(self, permission: str, level: str = "read") -> bool:
        """Whether the token has at least that level of a permission."""
        if self.token is None:
            return False
        return LEVELS.get(self.token.permissions.get(permission, ""), 0) >= LEVELS[level]

    def sees(self, repo: Repository) -> bool:
        """Whether the token reaches that repository (for a fork: never by itself)."""
        if self.token is None:
            return False
        narrowed = self.token.repository_ids
        return self.token.installation.covers(repo.id) and (narrowed is None or repo.id in narrowed)

    def demand(self, *accepted: str) -> None:
        """403 unless one of ``accepted`` (such as ``issues=write``) is granted."""
        for each in accepted:
            permission, _, level = each.partition("=")
            if self.may(permission, level):
                return
        if accepted:
            raise forbidden()


class Gate:
    """Issues tokens and recognises who carries one."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._tokens: dict[str, Token] = {}
        self._count = 0

    def recognise(self, authorization: str | None) -> Principal:
        """The principal behind an Authorization header; 401 for anybody else."""
        if not authorization:
            raise Refusal(401, "Requires authentication")
        secret = authorization.partition(" ")[2].strip()
        if secret.count(".") == 2:
            return Principal(self._app_of(secret))
        token = self._tokens.get(secret)
        if token is None or token.expires_at <= self._state.now():
            raise Refusal(401, "Bad credentials")
        if token.installation.suspended_at is not None:
            raise Refusal(403, "This installation has been suspended")
        return Principal(token.installation.app, token)

    def _app_of(self, text: str) -> App:
        try:
            claims: dict[str, Any] = jwt.decode(text, options={"verify_signature": False})
        except jwt.PyJWTError:
            raise Refusal(401, "A JSON web token could not be decoded") from None
        app = next(
            (a for a in self._state.apps.values() if str(claims.get("iss")) in (str(a.id), a.client_id)), None
        )
        if app is None or app.public_key is None:
            raise Refusal(401, "Integration not found")
        now = self._state.now().timestamp()
        if not isinstance(claims.get("exp"), int) or claims["exp"] > now + MAX_JWT_SECONDS:
            raise Refusal(401, "'Expiration time' claim ('exp') is too far in the future")
        if claims["exp"] <= now:
            raise Refusal(
                401, "'Expiration time' claim ('exp') must be a numeric value representing the future time"
            )
        try:
            jwt.decode(text, app.public_key, algorithms=["RS256"], options={"verify_iat": True}, leeway=60)
        except jwt.PyJWTError:
            raise Refusal(401, "A JSON web token could not be decoded") from None
        return app

    def grant(self, installation: Installation, asked: dict[str, Any]) -> Token:
        """A token of one hour, narrowed to the permissions and repositories asked for."""
        permissions = dict(installation.permissions)
        for name, level in (asked.get("permissions") or {}).items():
            if LEVELS.get(level, 9) > LEVELS.get(installation.permissions.get(name, ""), 0):
                raise Refusal(422, "The permissions requested are not granted to this installation.")
        if asked.get("permissions"):
            permissions = {"metadata": "read", **asked["permissions"]}
        ids = self._narrowed(installation, asked)
        self._count += 1
        digest = hashlib.sha256(f"{installation.id} {self._count}".encode()).hexdigest()[:36]
        expires = self._state.now() + timedelta(hours=TOKEN_HOURS)
        token = Token(f"ghs_{digest}", installation, permissions, ids, expires)
        self._tokens[token.text] = token
        return token

    def _narrowed(self, installation: Installation, asked: dict[str, Any]) -> list[int] | None:
        ids = list(asked.get("repository_ids") or [])
        for name in asked.get("repositories") or []:
            repo = self._state.repositories.get(f"{installation.account.login}/{name}".lower())
            ids.append(repo.id if repo else -1)
        if any(number not in installation.repository_ids for number in ids):
            message = "There is at least one repository that does not exist or is not accessible to the parent installation."
            raise Refusal(422, message, docs=DOCS)
        return ids or None

    def revoke_all(self) -> None:
        """Every token stops working, as after a reinstallation."""
        self._tokens.clear()


def visible(principal: Principal, state: State, full_name: str) -> Repository:
    """The repository of that name, if the principal may know of it; else 404."""
    repo = state.repositories.get(full_name.lower())
    if repo is None or not principal.sees(repo):
        raise not_found()
    return repo
