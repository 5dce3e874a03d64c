"""Figures for /metrics, in one place so that names never drift apart from the dashboards."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

DELIVERIES = Counter("galley_deliveries", "Webhook deliveries by event and answer.", ["event", "status"])
ACK_SECONDS = Histogram(
    "galley_ack_seconds",
    "From the last byte of a delivery to its durable acknowledgement.",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8),
)
GROUP_SIZE = Histogram(
    "galley_commit_group_deliveries", "Deliveries committed together.", buckets=(1, 2, 4, 8, 16, 32, 64, 128)
)
RUNS = Counter("galley_runs", "Runs by how they ended.", ["outcome"])
RUN_SECONDS = Histogram(
    "galley_run_seconds", "Duration of runs.", buckets=(0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60, 120, 300, 900)
)
WAIT_SECONDS = Histogram(
    "galley_wait_seconds",
    "From the arrival of the oldest delivery to the start of its run.",
    buckets=(0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 60, 600),
)
RUNNING = Gauge("galley_running", "Runs in progress in this process.")
QUEUE_DEPTH = Gauge("galley_queue_depth", "Pull requests that wait or run.")
