"""What the operator sets, read from the environment. Every wrong value ends as one sentence naming its variable."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import platformdirs
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import StartError

PREFIX = "GALLEY_"
ROOT_DATA_DIR = Path("/var/lib/galleyproof")

WHAT_IT_IS = {
    "app_id": "the numeric App ID shown on the settings page of the GitHub App",
    "private_key": "the PEM text of a private key of the GitHub App, or set GALLEY_PRIVATE_KEY_FILE to its path",
    "private_key_file": "the path of a private key of the GitHub App (.pem)",
    "webhook_secret": "the webhook secret of the GitHub App",
    "github_api_url": "the base URL of the REST API, such as https://api.github.com",
    "database_url": "a Postgres URL such as postgresql://user:password@host:5432/galley",
    "data_dir": "a folder that Galleyproof may keep its data in",
    "public_url": "the address at which people reach this server, such as https://galley.example.org",
    "renderer_socket": "the unix socket of a renderer (deploy/renderer), or leave it unset",
    "log_level": "one of DEBUG, INFO, WARNING, ERROR",
    "concurrency": "how many pull requests are reviewed at the same time, 1 to 64",
    "validators": "how many processes check chapters, 1 to 64",
}
SECRET = {"private_key", "webhook_secret", "database_url"}


class SettingsError(StartError):
    """A GALLEY_* variable is missing or wrong; the message is one sentence that names it."""


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not an http or https URL")
    return value.rstrip("/")


def _postgres_url(value: SecretStr) -> SecretStr:
    if urlsplit(value.get_secret_value()).scheme not in ("postgresql", "postgres"):
        raise ValueError("not a postgresql:// URL")
    return value


def _not_blank(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().strip():
        raise ValueError("empty")
    return value


def default_data_dir() -> Path:
    """`/var/lib/galleyproof` for root, else the platform's folder for user data."""
    if sys.platform != "win32" and os.geteuid() == 0:
        return ROOT_DATA_DIR
    return Path(platformdirs.user_data_dir("galleyproof", appauthor=False))


HttpUrl = Annotated[str, AfterValidator(_http_url)]


class Settings(BaseSettings):
    """The environment of one process. Times are seconds, paths absolute."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, env_ignore_empty=True)

    app_id: int = Field(gt=0)
    private_key_file: Path | None = None
    private_key: SecretStr = SecretStr("")
    webhook_secret: Annotated[SecretStr, AfterValidator(_not_blank)]
    github_api_url: HttpUrl = "https://api.github.com"
    database_url: Annotated[SecretStr, AfterValidator(_postgres_url)] | None = None
    data_dir: Path = Field(default_factory=default_data_dir)
    public_url: HttpUrl | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    renderer_socket: Path | None = None
    concurrency: int = Field(default=4, ge=1, le=64)
    validators: int = Field(default_factory=lambda: min(os.cpu_count() or 2, 8), ge=1, le=64)

    @model_validator(mode="before")
    @classmethod
    def _normalise(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("log_level"), str):
            data = {**data, "log_level": data["log_level"].upper()}
        if isinstance(data, dict) and isinstance(data.get("private_key"), str):
            # One-line forms ("-----BEGIN…\n…") are what most secret stores can hold.
            data = {**data, "private_key": data["private_key"].replace("\\n", "\n")}
        return data

    @model_validator(mode="after")
    def _absolute(self) -> Settings:
        object.__setattr__(self, "data_dir", self.data_dir.expanduser().absolute())
        return self

    @property
    def graphql_url(self) -> str:
        """GraphQL lives beside REST on github.com, and at /api/graphql of an Enterprise Server's /api/v3."""
        if self.github_api_url.endswith("/api/v3"):
            return self.github_api_url.removesuffix("/v3") + "/graphql"
        return f"{self.github_api_url}/graphql"


def load_settings(**values: Any) -> Settings:
    """Read the environment; `values` (field names) win over it.

    Raises SettingsError, whose message is one sentence naming the first variable that is missing or wrong.
    """
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None
    return settings.model_copy(update={"private_key": SecretStr(_private_key(settings))})


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    field = str(first["loc"][0]) if first["loc"] else "settings"
    variable = PREFIX + field.upper()
    what = WHAT_IT_IS.get(field, "a valid value")
    if first["type"] == "missing":
        return f"{variable} is not set: set it to {what}."
    given = "" if field in SECRET else f" ({first['input']!r})"
    return f"{variable} is wrong{given}: set it to {what}."


def _private_key(settings: Settings) -> str:
    """The PEM text from whichever of the two variables is set, checked to be an RSA key."""
    text = settings.private_key.get_secret_value()
    variable = "GALLEY_PRIVATE_KEY"
    if settings.private_key_file is not None:
        if text:
            raise SettingsError(
                "GALLEY_PRIVATE_KEY and GALLEY_PRIVATE_KEY_FILE are both set: set only one of them."
            )
        variable, text = "GALLEY_PRIVATE_KEY_FILE", _read_key(settings.private_key_file)
    if not text:
        raise SettingsError(f"GALLEY_PRIVATE_KEY is not set: set it to {WHAT_IT_IS['private_key']}.")
    try:
        key = load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise SettingsError(
            f"{variable} is wrong: it does not hold an unencrypted RSA private key in PEM form."
        )
    return text


def _read_key(path: Path) -> str:
    try:
        return path.expanduser().read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not a PEM file"
        raise SettingsError(f"GALLEY_PRIVATE_KEY_FILE is wrong: {path} cannot be read ({why}).") from None
