"""Language models as rows: providers with encrypted keys, prices, budgets and the books."""

from domain.providers.budgets import Budget, load_budget, set_budget
from domain.providers.prices import delete_model_price, set_model_price
from domain.providers.rows import (
    NewProvider,
    ProviderChanges,
    create_provider,
    delete_provider,
    reorder_providers,
    update_provider,
)

__all__ = [
    "Budget",
    "NewProvider",
    "ProviderChanges",
    "create_provider",
    "delete_model_price",
    "delete_provider",
    "load_budget",
    "reorder_providers",
    "set_budget",
    "set_model_price",
    "update_provider",
]
