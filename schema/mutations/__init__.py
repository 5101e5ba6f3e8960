"""All mutations; each module of this package is one noun's verbs."""

from types import ModuleType

from strawberry.types.field import StrawberryField

from schema.mutations import comments, jobs, tickets, triage


def _fields_of(module: ModuleType) -> list[StrawberryField]:
    return [value for value in vars(module).values() if isinstance(value, StrawberryField)]


MODULES = (tickets, comments, triage, jobs)
FIELDS = [field for module in MODULES for field in _fields_of(module)]
