"""The base of every model."""

from typing import Any, ClassVar, Self

from tortoise import Model
from tortoise.expressions import Q
from tortoise.models import ModelMeta
from tortoise.queryset import QuerySet


class _Undescribed(ModelMeta):
    """Keeps docstrings out of the database: rewording one is no schema change.

    Tortoise would write a class's docstring as its table's comment, and a migration for it.
    """

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> Any:
        model: Any = super().__new__(mcs, name, bases, attrs)
        model._meta.table_description = ""
        return model


class Table(Model, metaclass=_Undescribed):
    tells_of_changes: ClassVar[bool] = False
    """Whether no row is added, changed or deleted without an event in the same transaction."""

    class Meta:
        abstract = True

    @classmethod
    def filter(cls, *args: Q, **kwargs: Any) -> QuerySet[Self]:
        """The rows that satisfy all of these.

        Tortoise makes a query, and of it a copy with the conditions; every read begins so.
        """
        query = QuerySet(cls)
        query._q_objects += [*args, *(Q(**{name: value}) for name, value in kwargs.items())]
        return query
