# syntax=docker/dockerfile:1
# One image for every role: `serve` (the default), `worker`, `migrate`, `create-admin`, `doctor`.

FROM node:20-bookworm-slim AS dashboard
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY schema/schema.graphql /build/schema/schema.graphql
COPY frontend/ ./
RUN npm run build

FROM python:3.11-slim-bookworm AS environment
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/deskwire
WORKDIR /app
COPY requirements.lock ./
RUN /opt/deskwire/bin/pip install --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md ./
COPY domain/ domain/
COPY schema/ schema/
COPY jobs/ jobs/
COPY api/ api/
# Editable, so that the sources lie beside the dashboard here as they do in a checkout.
RUN /opt/deskwire/bin/pip install --no-deps --no-build-isolation --editable . \
    && /opt/deskwire/bin/python -m compileall -q .

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin deskwire \
    && install --directory --owner deskwire --group deskwire /data
COPY --from=environment /opt/deskwire /opt/deskwire
COPY --from=environment /app /app
COPY --from=dashboard /build/frontend/dist /app/frontend/dist
WORKDIR /app
ENV PATH=/opt/deskwire/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DESKWIRE_DATA_DIR=/data \
    DESKWIRE_HOST=0.0.0.0 \
    DESKWIRE_LOG_FORMAT=json \
    PORT=8000
USER deskwire
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=4)"]
ENTRYPOINT ["deskwire"]
CMD ["serve"]
