"""The official audit suite of GraphQL over HTTP against our edge, in full."""

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Scope

from api.http import GraphQLEndpoint, Headers
from schema.engine import Engine
from tests.api.edge_fixtures import serve
from tests.api.small_schema import SmallContext, schema

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def audit_script() -> Path:
    """The node script, with its packages installed as the lock file says."""
    if not (HERE / "node_modules" / "graphql-http").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    return HERE / "audit.mjs"


async def make_context(_scope: Scope, _headers: Headers, correlation_id: str) -> SmallContext:
    return SmallContext(correlation_id=correlation_id)


async def run_audits(script: Path, url: str) -> list[dict[str, Any]]:
    process = await asyncio.create_subprocess_exec(
        "node", str(script), url, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return [json.loads(line) for line in output.splitlines()]


async def test_the_endpoint_passes_every_official_audit(audit_script: Path) -> None:
    async with serve(GraphQLEndpoint(Engine(schema), make_context)) as address:
        audits = await run_audits(audit_script, f"http://{address}/graphql")
    failed = [audit for audit in audits if audit["status"] != "ok"]
    for audit in failed:
        print(audit)
    assert len(audits) > 60
    assert failed == []
