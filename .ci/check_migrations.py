"""Fails when the models say something that no migration does yet.

Migrations are made in a temporary copy of the sources, so that the check never writes into the
checkout; any file that comes to be there is a migration somebody forgot to commit.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "domain"
CONFIG = "domain.database.config.TORTOISE"
TIME_LIMIT_SECONDS = 120


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="deskwire-migrations-") as folder:
        copy = Path(folder)
        shutil.copytree(
            ROOT / PACKAGE, copy / PACKAGE, ignore=shutil.ignore_patterns("__pycache__")
        )
        before = migrations(copy)
        made = subprocess.run(
            [sys.executable, "-m", "tortoise", "--config", CONFIG, "makemigrations"],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=TIME_LIMIT_SECONDS,
        )
        after = migrations(copy)
    if made.returncode != 0:
        print(made.stdout, file=sys.stderr)
        return 1
    drift = {name: text for name, text in after.items() if before.get(name) != text}
    for name, text in sorted(drift.items()):
        print(f"--- {name}\n{text}", file=sys.stderr)
    if drift:
        print("The models have changes without a migration (above). Make it with:", file=sys.stderr)
        print(f"  .venv/bin/tortoise --config {CONFIG} makemigrations", file=sys.stderr)
        return 1
    if not before:
        print(f"Found no migration in {PACKAGE}/migrations.", file=sys.stderr)
        return 1
    print(f"{len(before)} migration files, no drift")
    return 0


def migrations(root: Path) -> dict[str, str]:
    folder = root / PACKAGE / "migrations"
    return {
        str(file.relative_to(root)): file.read_text(encoding="utf-8")
        for file in folder.rglob("*.py")
        if file.name != "__init__.py"
    }


if __name__ == "__main__":
    sys.exit(main())
