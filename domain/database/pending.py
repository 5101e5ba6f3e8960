"""Which migrations the open database still lacks."""

import pkgutil

from tortoise.connection import get_connection
from tortoise.exceptions import OperationalError

from domain import migrations


async def missing_migrations() -> list[str]:
    """Names of the built-in migrations that have not run, oldest first.

    A database that is newer than this code lacks none: replicas are upgraded one by one.
    """
    known = sorted(module.name for module in pkgutil.iter_modules(migrations.__path__))
    try:
        rows = await get_connection("default").execute_query_dict(
            "SELECT name FROM tortoise_migrations WHERE app = 'domain'"
        )
    except OperationalError as error:
        if "tortoise_migrations" not in str(error):
            raise
        return known
    applied = {row["name"] for row in rows}
    return [name for name in known if name not in applied]
