"""Who we are to GitHub: githubkit's App authentication with the traps taken out.

What differs from `githubkit.auth.app`: concurrent cold requests ask for one token, not for one each; the private key is
parsed once, not at every signature; a clock that runs wrong is corrected from GitHub's own `Date`; a token that GitHub
stopped accepting is asked for anew, once; the answer is read by a small model that cannot break on a new field.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from githubkit import GitHubCore
from githubkit.auth.app import AppAuth
from githubkit.auth.base import BaseAuthStrategy
from githubkit.utils import UNSET
from pydantic import BaseModel

from app import limits

#: A clock that differs by less is told apart from the time a request takes by nobody.
SKEW_NOTICED_SECONDS = 5.0


class TokenAnswer(BaseModel):
    """What we read of `POST /app/installations/{id}/access_tokens`."""

    token: str
    expires_at: datetime


@dataclass
class Credentials:
    """The App's id and key for one host, and what was learnt about that host's clock.

    `skew`: seconds that GitHub's clock is ahead of ours, learnt from an answer 401.
    """

    app_id: int
    key: RSAPrivateKey
    skew: float = 0.0
    locks: dict[int, asyncio.Lock] = field(default_factory=dict)

    @classmethod
    def load(cls, app_id: int, pem: str) -> Credentials:
        """Raises ValueError when `pem` is no unencrypted RSA private key."""
        key = load_pem_private_key(pem.encode(), password=None)
        if not isinstance(key, RSAPrivateKey):
            raise ValueError("the private key of a GitHub App is an RSA key")
        return cls(app_id, key)

    def now(self) -> datetime:
        """GitHub's time, as far as we know it."""
        return datetime.now(UTC) + timedelta(seconds=self.skew)

    def lock(self, installation_id: int) -> asyncio.Lock:
        """The lock under which that installation's token is asked for."""
        return self.locks.setdefault(installation_id, asyncio.Lock())

    def learn(self, response: httpx.Response) -> bool:
        """Set our clock by GitHub's `Date`; True when it was wrong, so that signing anew may help."""
        try:
            theirs = parsedate_to_datetime(response.headers["date"])
        except (KeyError, ValueError, TypeError):
            return False
        skew = (theirs - datetime.now(UTC)).total_seconds()
        if abs(skew - self.skew) <= SKEW_NOTICED_SECONDS:
            return False
        self.skew = skew
        return True


@dataclass
class AppStrategy(BaseAuthStrategy):
    """Authenticate as the App itself, by JWT (`installation_id` None), or as one of its installations."""

    credentials: Credentials
    installation_id: int | None = None

    def get_auth_flow(self, github: GitHubCore[Any]) -> httpx.Auth:
        return _Flow(
            github,
            self.credentials.app_id,
            private_key="",
            installation_id=UNSET if self.installation_id is None else self.installation_id,
            credentials=self.credentials,
        )


@dataclass
class _Flow(AppAuth):
    """githubkit's App authentication for one client."""

    credentials: Credentials = None  # type: ignore[assignment]

    def _create_jwt(self) -> str:
        issued = self.credentials.now() - timedelta(seconds=limits.JWT_BACKDATE_SECONDS)
        claims = {
            "iss": str(self.credentials.app_id),
            "iat": issued,
            "exp": issued + timedelta(seconds=limits.JWT_SECONDS),
        }
        return jwt.encode(claims, self.credentials.key, algorithm="RS256")

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        # githubkit chooses by the path of the request; our hubs are one or the other (and its choice fails on odd paths).
        if not isinstance(self.installation_id, int):
            await self._sign(request)
            answer = yield request
            if await self._clock_was_wrong(answer):
                await self._sign(request)
                yield request
            return
        for _ in range(2):
            async with self.credentials.lock(self.installation_id):
                token = await self._cached(self._get_installation_cache_key())
                if token is None:
                    asking = await self._sign(self._token_request())
                    answer = yield asking
                    if await self._clock_was_wrong(answer):
                        answer = yield await self._sign(asking)
                    await answer.aread()
                    token = await self._remember(answer)
            request.headers["Authorization"] = f"token {token}"
            answer = yield request
            if answer.status_code != 401:
                return
            await self._drop(self._get_installation_cache_key(), token)

    async def _sign(self, request: httpx.Request) -> httpx.Request:
        request.headers["Authorization"] = f"Bearer {await self.aget_jwt()}"
        return request

    def _token_request(self) -> httpx.Request:
        config = self.github.config
        path = f"app/installations/{self.installation_id}/access_tokens".encode()
        url = config.base_url.copy_with(raw_path=config.base_url.raw_path + path)
        headers = {
            "User-Agent": config.user_agent,
            "Accept": config.accept,
            "X-GitHub-Api-Version": limits.API_VERSION,
        }
        return httpx.Request("POST", url, json={}, headers=headers)

    async def _clock_was_wrong(self, answer: httpx.Response) -> bool:
        if answer.status_code != 401 or not self.credentials.learn(answer):
            return False
        await self._drop(self._get_jwt_cache_key())
        return True

    async def _remember(self, answer: httpx.Response) -> str:
        """Cache the token until a minute before it ends. Raises githubkit's RequestFailed for a refusal."""
        found = self.github._check(answer, response_model=TokenAnswer).parsed_data
        lasts = found.expires_at - self.credentials.now() - timedelta(minutes=1)
        cache = await self.github.config.cache_strategy.get_async_cache_storage()
        await cache.aset(self._get_installation_cache_key(), found.token, lasts)
        return found.token

    async def _cached(self, key: str) -> str | None:
        cache = await self.github.config.cache_strategy.get_async_cache_storage()
        return await cache.aget(key)

    async def _drop(self, key: str, token: str | None = None) -> None:
        """Forget what is cached under `key` (only if it is still `token`, where one is given)."""
        if token is None or await self._cached(key) == token:
            cache = await self.github.config.cache_strategy.get_async_cache_storage()
            await cache.aset(key, "", timedelta(seconds=-1))
