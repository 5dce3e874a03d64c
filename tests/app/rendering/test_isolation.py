"""What the renderer's container may do, as its compose overlay and Dockerfile say it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).parents[3] / "deploy"
OVERLAY: dict[str, Any] = yaml.safe_load((DEPLOY / "renderer" / "compose.yml").read_text())


def test_the_renderer_has_no_network_no_secret_no_writable_disk_and_no_rights() -> None:
    renderer = OVERLAY["services"]["renderer"]
    assert renderer["network_mode"] == "none"
    assert renderer["read_only"] is True
    assert renderer["cap_drop"] == ["ALL"]
    assert renderer["security_opt"] == ["no-new-privileges:true"]
    assert {"pids_limit", "mem_limit", "cpus"} <= renderer.keys()
    assert not {"environment", "env_file", "secrets", "ports", "init"} & renderer.keys()
    assert renderer["volumes"] == ["renderer:/run/renderer"]


def test_the_worker_shares_nothing_with_it_but_the_socket_which_it_cannot_replace() -> None:
    worker = OVERLAY["services"]["worker"]
    assert worker["volumes"] == ["renderer:/run/renderer:ro"]
    assert worker["environment"] == {"GALLEY_RENDERER_SOCKET": "/run/renderer/socket"}
    base = yaml.safe_load((DEPLOY / "compose.yml").read_text())
    assert not any("renderer" in str(service) for service in base["services"].values())


def test_quarto_is_pinned_by_version_and_checksum_and_runs_as_nobody_in_particular() -> None:
    lines = (DEPLOY / "renderer" / "Dockerfile").read_text()
    assert "sha256sum --check --strict" in lines
    assert 'test -n "${QUARTO_SHA256}"' in lines
    assert lines.index("\nUSER renderer") < lines.index("\nENTRYPOINT")
