"""Operations compiled once and run many times; docs/compiled-documents.md explains how."""

from schema.compiled.plans import Plans
from schema.compiled.running import Fallback, run, run_each

__all__ = ["Fallback", "Plans", "run", "run_each"]
