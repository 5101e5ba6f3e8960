"""Which category a ticket or an article gets: the default, or one that exists."""

from domain.database.statements import alone
from domain.errors import not_found
from domain.models import Category
from domain.text import check_id
from domain.unit_of_work import UnitOfWork


async def default_category_id(uow: UnitOfWork) -> str:
    """The desk's default category; there always is one (domain.catalog sees to it)."""
    with alone(uow.db):
        category = await Category.get(is_default=True, using_db=uow.db)
    return str(category.id)


async def find_category_id(uow: UnitOfWork, category_id: str) -> str:
    check_id(category_id, "category", "categoryId")
    with alone(uow.db):
        if not await Category.filter(id=category_id).using_db(uow.db).exists():
            raise not_found("category", "categoryId")
    return category_id
