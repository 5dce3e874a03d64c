"""Durable acknowledgements per second beside an ack-only Probot 14: `python -m tests.benchmarks.acks`.

Both servers run alone, one after the other and in turns, on this machine beside the same load generator. Ours stores
every delivery with fsync on before it answers; Probot verifies the signature and stores nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

ROOT = Path(__file__).parents[2]
PROBOT = Path(__file__).parent / "probot"
EXAMPLES = ROOT / "contract/node_modules/@octokit/webhooks-examples/api.github.com/index.json"
SIZE = 25_249
PULLS = 64
CONNECTIONS = 32


def payloads() -> list[bytes]:
    """A real `pull_request` payload for 64 pull requests, its description padded to 25,249 bytes."""
    examples = json.loads(EXAMPLES.read_text())
    opened = next(
        example
        for event in examples
        if event["name"] == "pull_request"
        for example in event["examples"]
        if example["action"] == "opened" and "installation" in example
    )
    return [_padded(opened, number) for number in range(1000, 1000 + PULLS)]


def _padded(payload: dict[str, Any], number: int) -> bytes:
    copy = json.loads(json.dumps(payload))
    copy["number"] = copy["pull_request"]["number"] = number
    copy["pull_request"]["body"] = ""
    missing = SIZE - len(json.dumps(copy))
    copy["pull_request"]["body"] = ("A sentence of the description. " * (missing // 30 + 1))[
        : max(missing, 0)
    ]
    return json.dumps(copy).encode()


def environment(data_dir: str) -> dict[str, str]:
    """Settings of a throw-away app."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    keep = {name: value for name, value in os.environ.items() if not name.startswith("GALLEY_")}
    return keep | {
        "GALLEY_APP_ID": "1",
        "GALLEY_PRIVATE_KEY": key.decode(),
        "GALLEY_WEBHOOK_SECRET": "benchmark",
        "GALLEY_DATA_DIR": data_dir,
        "NODE_ENV": "production",
    }


@contextmanager
def server(command: list[str], env: dict[str, str], cwd: Path) -> Iterator[int]:
    """The port of a server that says `http://127.0.0.1:PORT` on its output; stopped with SIGTERM at the end."""
    process = subprocess.Popen(
        command, env=env, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield _port(process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def _port(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if found:
            return int(found[1])
    raise SystemExit("the server did not start:\n" + "".join(said))


def galley(env: dict[str, str]) -> Any:
    """Ours: only the web process, embedded Postgres, fsync on."""
    return server([sys.executable, "-m", "app.cli", "serve", "--no-worker", "--port", "0"], env, ROOT)


def probot(env: dict[str, str]) -> Any:
    """Theirs, on the Node that is here."""
    return server(["node", "server.js"], env, PROBOT)


def measure(port: int, seconds: float, env: dict[str, str], bodies: list[bytes]) -> dict[str, Any]:
    """One run of the load process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.load", str(port), str(seconds), str(CONNECTIONS)],
        input=b"\n".join(bodies), env=env, cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    result: dict[str, Any] = json.loads(done.stdout)
    if set(result["statuses"]) - {"200", "202"} or result["broken"]:
        raise SystemExit(f"not every delivery was acknowledged: {result}")
    return result


def probot_ready() -> bool:
    """Whether Node is here and Probot installed (npm installs it into a folder that git ignores)."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return False
    if not (PROBOT / "node_modules").exists():
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=PROBOT, check=True)
    return True


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=5.0)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    if not EXAMPLES.exists():
        raise SystemExit(f"skipped: {EXAMPLES} is not there (run `make contract`, which needs npm)")
    bodies, others = payloads(), probot_ready()
    results: dict[str, list[dict[str, Any]]] = {"galley": [], "probot": []}
    with tempfile.TemporaryDirectory(prefix="galley-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        env = environment(folder)
        for _ in range(chosen.rounds):
            with galley(env) as port:
                results["galley"].append(measure(port, chosen.seconds, env, bodies))
            if others:
                with probot(env) as port:
                    results["probot"].append(measure(port, chosen.seconds, env, bodies))
    report(results)


def report(results: dict[str, list[dict[str, Any]]]) -> None:
    """The table, medians over the rounds."""
    names = {"galley": "Galleyproof, stored (fsync)", "probot": "Probot 14.3.2, ack only"}
    print(f"{CONNECTIONS} connections, {SIZE:,} bytes, signed")
    print(f"{'':30}{'acks/s':>9}{'min':>8}{'max':>8}{'p50 ms':>9}{'p99 ms':>9}")
    for name, runs in results.items():
        if not runs:
            print(f"{names[name]:30}  skipped: no Node here")
            continue
        rates = [run["per_second"] for run in runs]
        p50, p99 = (statistics.median(run[key] for run in runs) for key in ("p50_ms", "p99_ms"))
        print(
            f"{names[name]:30}{statistics.median(rates):9,.0f}{min(rates):8,.0f}{max(rates):8,.0f}{p50:9.1f}{p99:9.1f}"
        )


if __name__ == "__main__":
    main()
