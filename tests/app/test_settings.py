"""Every wrong value is one sentence that names its variable and leaks nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.settings import SettingsError, default_data_dir, load_settings
from tests.conftest import private_key_pem


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Only what an app needs at the least."""
    import os

    for name in list(os.environ):
        if name.startswith("GALLEY_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GALLEY_APP_ID", "12")
    monkeypatch.setenv("GALLEY_PRIVATE_KEY", private_key_pem())
    monkeypatch.setenv("GALLEY_WEBHOOK_SECRET", "hush")
    return monkeypatch


def test_three_variables_are_enough(environment: pytest.MonkeyPatch) -> None:
    settings = load_settings()
    assert settings.app_id == 12
    assert settings.graphql_url == "https://api.github.com/graphql"
    assert settings.database_url is None
    assert settings.data_dir == default_data_dir()


def test_graphql_of_an_enterprise_server_is_beside_its_rest(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("GALLEY_GITHUB_API_URL", "https://git.example.org/api/v3/")
    assert load_settings().graphql_url == "https://git.example.org/api/graphql"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GALLEY_APP_ID", None),
        ("GALLEY_APP_ID", "my-app"),
        ("GALLEY_APP_ID", "0"),
        ("GALLEY_PRIVATE_KEY", None),
        ("GALLEY_PRIVATE_KEY", "-----BEGIN NONSENSE-----"),
        ("GALLEY_PRIVATE_KEY_FILE", "/nowhere/key.pem"),
        ("GALLEY_WEBHOOK_SECRET", None),
        ("GALLEY_WEBHOOK_SECRET", "  "),
        ("GALLEY_GITHUB_API_URL", "api.github.com"),
        ("GALLEY_DATABASE_URL", "mysql://root:sesame@db/x"),
        ("GALLEY_PUBLIC_URL", "ftp://x"),
        ("GALLEY_LOG_LEVEL", "loud"),
        ("GALLEY_CONCURRENCY", "0"),
    ],
)
def test_a_wrong_value_is_one_sentence_naming_its_variable(
    environment: pytest.MonkeyPatch, variable: str, value: str | None
) -> None:
    if value is None:
        environment.delenv(variable)
    else:
        environment.setenv(variable, value)
        if variable == "GALLEY_PRIVATE_KEY_FILE":
            environment.delenv("GALLEY_PRIVATE_KEY")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    message = str(caught.value)
    assert message.startswith(variable), message
    assert "\n" not in message
    assert "sesame" not in message
    assert "BEGIN" not in message


def test_the_key_may_come_from_a_file_or_as_one_line(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pem = private_key_pem()
    environment.setenv("GALLEY_PRIVATE_KEY", pem.replace("\n", "\\n"))
    assert load_settings().private_key.get_secret_value() == pem
    file = tmp_path / "key.pem"
    file.write_text(pem)
    environment.setenv("GALLEY_PRIVATE_KEY_FILE", str(file))
    with pytest.raises(SettingsError, match="both set"):
        load_settings()
    environment.delenv("GALLEY_PRIVATE_KEY")
    assert load_settings().private_key.get_secret_value() == pem


def test_secrets_do_not_show_in_a_repr(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("GALLEY_DATABASE_URL", "postgresql://u:sesame@db/x")
    shown = repr(load_settings())
    for secret in ("hush", "sesame", "PRIVATE"):
        assert secret not in shown


def test_a_level_may_be_written_small(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("GALLEY_LOG_LEVEL", "debug")
    values: dict[str, Any] = {}
    assert load_settings(**values).log_level == "DEBUG"
