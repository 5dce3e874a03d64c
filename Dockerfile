# syntax=docker/dockerfile:1
FROM python:3.11-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/opt/galleyproof
WORKDIR /src
RUN --mount=type=cache,target=/root/.cache/pip pip install --disable-pip-version-check uv==0.13.9
COPY pyproject.toml uv.lock README.md LICENSE ./
# The extra brings pandoc's binary (GPL-2.0-or-later, a program of its own), which converts chapters in its sandbox.
RUN --mount=type=cache,target=/root/.cache/uv uv sync --frozen --no-dev --extra pandoc --no-install-project
COPY app app
COPY checks checks
COPY docs docs
RUN --mount=type=cache,target=/root/.cache/uv uv sync --frozen --no-dev --extra pandoc --no-editable

FROM python:3.11-slim-bookworm
# A user with a passwd entry: initdb of the embedded Postgres refuses a uid without one.
RUN useradd --system --uid 10001 --create-home --home-dir /home/galley galley \
 && install -d -o galley -g galley -m 0700 /var/lib/galleyproof
COPY --from=build --chown=root:root /opt/galleyproof /opt/galleyproof
ENV PATH=/opt/galleyproof/bin:$PATH PYTHONUNBUFFERED=1 GALLEY_DATA_DIR=/var/lib/galleyproof
USER galley
WORKDIR /home/galley
VOLUME /var/lib/galleyproof
EXPOSE 8000
# SIGTERM drains: running reviews end, deliveries that wait stay in the database.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=4 \
  CMD ["python", "-c", "import sys, urllib.request; sys.exit(urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2).status != 200)"]
ENTRYPOINT ["galley"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
