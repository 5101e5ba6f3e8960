"""All mutations; each module of this package is one noun's verbs."""

from types import ModuleType

from strawberry.types.field import StrawberryField

from schema.mutations import (
    accounts,
    articles,
    catalog,
    comments,
    jobs,
    providers,
    sign_in,
    suggestions,
    tickets,
    triage,
    triage_batches,
    triage_models,
    triage_rules,
    triage_settings,
    users,
)


def _fields_of(module: ModuleType) -> list[StrawberryField]:
    return [value for value in vars(module).values() if isinstance(value, StrawberryField)]


MODULES = (
    sign_in,
    accounts,
    tickets,
    comments,
    triage,
    triage_batches,
    articles,
    suggestions,
    users,
    catalog,
    triage_rules,
    triage_settings,
    triage_models,
    providers,
    jobs,
)
FIELDS = [field for module in MODULES for field in _fields_of(module)]
