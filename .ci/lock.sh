#!/bin/sh
# Writes the lock files: hashes for every package, no address of any registry.
# The build tools are locked too, because the project is installed without build isolation.
set -eu
cd "$(dirname "$0")/.."
uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    uv=.venv/bin/uv
    [ -x "$uv" ] || .venv/bin/python -m pip install --quiet uv
fi
compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links "$@"
}
compile "$@" pyproject.toml --extra build --output-file requirements.lock
compile "$@" pyproject.toml --extra build --extra dev --constraint requirements.lock \
    --output-file requirements-dev.lock
compile "$@" .ci/test-servers.in --output-file .ci/test-servers.lock
