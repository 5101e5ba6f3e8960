"""Operations compiled once and run many times; docs/compiled-documents.md explains how."""

from schema.compiled.execution import run, run_each
from schema.compiled.plans import Plans

__all__ = ["Plans", "run", "run_each"]
