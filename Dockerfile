# The container image of Wijkwinkel: Debian's Python, no compiler, no Node, no root.
#   docker build --tag wijkwinkel .        (or: make image, which also starts it)
# Configuration of package managers, where a network needs it, comes in as build secrets that leave
# no trace in the image: pip (pip.conf), npm (.npmrc), ca (certificates in PEM).
ARG BASE_IMAGE=debian:bookworm-slim

FROM ${BASE_IMAGE} AS python
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3 tzdata \
    && rm -rf /var/lib/apt/lists/*
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

FROM python AS build
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-venv \
    && rm -rf /var/lib/apt/lists/*
COPY scripts/container/build-step /usr/local/bin/build-step
COPY requirements.lock requirements-node.lock ./
RUN --mount=type=secret,id=pip --mount=type=secret,id=ca \
    build-step python3 -m venv /opt/venv \
    && build-step /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock \
    && build-step python3 -m venv /opt/node \
    && build-step /opt/node/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements-node.lock \
    && rm -rf /opt/venv/bin/pip* /opt/venv/lib/python3*/site-packages/pip /opt/venv/lib/python3*/site-packages/pip-*
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=secret,id=npm --mount=type=secret,id=ca build-step npm ci --no-audit --no-fund
COPY . .
# collectstatic reads the settings, which ask for a key and a host; those of this step are used nowhere else.
RUN build-step npm run build \
    && /opt/venv/bin/python scripts/languages.py \
    && SECRET_KEY=of-this-build-step-only HUB_HOST=localhost DATA_DIR=/tmp/data STATIC_ROOT=/app/static-root \
        /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf node_modules frontend package.json package-lock.json .npmrc static \
        requirements-node.lock scripts/container/build-step \
    && /opt/venv/bin/python -m compileall -q /app

FROM python AS run
RUN groupadd --system --gid 10001 wijkwinkel \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin wijkwinkel \
    && install -d -o 10001 -g 10001 /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH DATA_DIR=/data STATIC_ROOT=/app/static-root PORT=8000
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "/app/scripts/container/healthcheck.py"]
ENTRYPOINT ["/app/scripts/container/entry"]
CMD ["web"]
