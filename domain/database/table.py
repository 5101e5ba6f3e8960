"""The base of every model."""

from typing import Any

from tortoise import Model
from tortoise.models import ModelMeta


class _Undescribed(ModelMeta):
    """Keeps docstrings out of the database: rewording one is no schema change.

    Tortoise would write a class's docstring as its table's comment, and a migration for it.
    """

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> Any:
        model: Any = super().__new__(mcs, name, bases, attrs)
        model._meta.table_description = ""
        return model


class Table(Model, metaclass=_Undescribed):
    class Meta:
        abstract = True
