"""Where ``make contract`` puts GitHub's descriptions of its API; tests that need them skip where they are absent."""

from __future__ import annotations

from pathlib import Path

import pytest

OCTOKIT = Path(__file__).parents[2] / "contract" / "node_modules" / "@octokit"
OPENAPI = OCTOKIT / "openapi" / "generated" / "api.github.com.json"
GRAPHQL = OCTOKIT / "graphql-schema" / "schema.graphql"
EXAMPLES = OCTOKIT / "webhooks-examples" / "api.github.com" / "index.json"

needs_contract = pytest.mark.skipif(
    not all(path.exists() for path in (OPENAPI, GRAPHQL, EXAMPLES)),
    reason="GitHub's API descriptions are not here: `make contract` fetches them (needs npm)",
)
