"""`python -m jobs`: a worker without the command line."""

import asyncio

from domain.database import close_database, open_database
from domain.settings import Settings
from jobs.services import build_services
from jobs.supervisor import run_worker


async def _main() -> None:
    settings = Settings()
    await open_database(settings.effective_database_url, settings.database_pool_size)
    try:
        await run_worker(settings, build_services(settings))
    finally:
        await close_database()


if __name__ == "__main__":
    asyncio.run(_main())
