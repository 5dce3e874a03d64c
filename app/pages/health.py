"""For load balancers and monitors: is the process alive, can it work, and the figures."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app import metrics
from app.jobs import Queue
from app.jobs.worker import beats
from app.store import Store


def health_router(store: Store) -> APIRouter:
    """`/healthz` (the process), `/readyz` (database and a living worker, here or elsewhere), `/metrics`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    async def readyz() -> JSONResponse:
        database = await store.answers()
        worker = database and await beats(store)
        parts = {
            "database": "ok" if database else "does not answer",
            "worker": "ok" if worker else "none is alive",
        }
        return JSONResponse(parts, status_code=200 if database and worker else 503)

    @router.get("/metrics")
    async def figures() -> Response:
        if await store.answers():
            metrics.QUEUE_DEPTH.set(await Queue(store).depth())
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
