"""The command line, and the composition root: the one place that knows every part."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
import uvloop
from pydantic import ValidationError

import schema as schema_package
from api import loading
from api.commands.create_admin import add_admin
from api.commands.doctor import diagnose
from api.commands.import_tickets import import_tickets
from api.commands.labelled_rows import UnusableFile, read_rows
from api.commands.rotate_master_key import (
    keeps_its_own_key,
    rotate_given_key,
    rotate_own_key,
)
from api.commands.seed import seed_demo
from api.commands.similar_eval import evaluate_similar
from api.commands.triage_eval import (
    EvalField,
    as_json,
    as_table,
    evaluate_apart,
    rows_to_learn_from,
)
from api.logs import configure_logs
from api.metrics import Metrics
from api.process import serve_api
from api.server import AlreadyServing
from api.worker_metrics import worker_metrics
from domain.actors import SYSTEM
from domain.catalog import ensure_defaults
from domain.database import close_database, open_database
from domain.database import migrate as run_migrations
from domain.desk_settings import adopt_settings
from domain.errors import DomainError
from domain.providers.keyring import KeyUnreadable
from domain.settings import Mode, Settings, with_embedded_secret
from domain.suggestions.running import Drafts
from domain.unit_of_work import finish_running_work, transact, use_waker
from jobs.adapters.llm import ProviderChain
from jobs.adapters.llm_probe import ModelProbe
from jobs.arq_queue import ArqQueue
from jobs.hints import BroadcastHints
from jobs.runner import Runner
from jobs.services import build_services
from jobs.supervisor import run_worker
from jobs.wakers import HintingWaker
from schema.assembly import schema

T = TypeVar("T")
loading.end()

app = typer.Typer(
    name="deskwire",
    help="Deskwire: an AI-triaged help desk with a live GraphQL API.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def load_settings(*, with_secret: bool = True) -> Settings:
    """The settings, or an end with a line for each that is wrong."""
    try:
        return with_embedded_secret(Settings()) if with_secret else Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"])
            typer.secho(f"Setting {name}: {problem['msg']}", fg="red", err=True)
        raise typer.Exit(2) from None


def refuse_danger(settings: Settings) -> None:
    problems = settings.refusals()
    for problem in problems:
        typer.secho(problem, fg="red", err=True)
    if problems:
        raise typer.Exit(2)


def run(work: Coroutine[Any, Any, T]) -> T:
    return uvloop.run(work)


class ApiBackground:
    """Hints by broadcaster; the jobs run here when embedded, else arq's workers are woken."""

    def __init__(self, settings: Settings, metrics: Metrics, llm: ProviderChain) -> None:
        self._settings = settings
        self._metrics = metrics
        self._llm = llm
        self._hints: BroadcastHints | None = None
        self._jobs: Runner | ArqQueue | None = None

    @property
    def is_connected(self) -> bool:
        return self._hints is not None and self._hints.is_connected

    async def start(self, on_hint: Callable[[], None], drafts: Drafts) -> None:
        url = self._settings.redis_url
        hints = self._hints = BroadcastHints(url or "memory://", on_hint, drafts.hear)
        drafts.say = hints.say
        jobs = self._jobs = (
            ArqQueue(url)
            if url
            else Runner(build_services(self._settings, self._metrics, self._llm))
        )
        await hints.start()
        await jobs.start()
        use_waker(HintingWaker(hints, jobs))

    async def stop(self) -> None:
        if self._jobs is not None:
            await self._jobs.stop()
        if self._hints is not None:
            await self._hints.stop()
        await self._llm.close()


@app.command()
def serve() -> None:
    """Serve the API, the live feed and the dashboard; embedded, the jobs too."""
    settings = load_settings()
    refuse_danger(settings)
    configure_logs(settings)
    metrics, llm = Metrics(settings), ProviderChain(settings)
    background = ApiBackground(settings, metrics, llm)
    try:
        run(serve_api(settings, background, metrics, llm=llm, model_tester=ModelProbe()))
    except AlreadyServing:
        fail(
            f"Another `deskwire serve` runs on {settings.data_dir.resolve()}: end it first, or "
            "set DESKWIRE_DATA_DIR to another folder."
        )


@app.command()
def worker() -> None:
    """Work on jobs: triage, assignment, mail. Any number may run (production only)."""
    settings = load_settings()
    refuse_danger(settings)
    if settings.mode is Mode.EMBEDDED:
        fail("An embedded desk runs its jobs in `deskwire serve`; set DATABASE_URL for workers.")
    configure_logs(settings)

    async def work() -> None:
        async with database(settings):
            await transact(adopt_settings, SYSTEM, settings)
            metrics = Metrics(settings)
            async with worker_metrics(settings, metrics):
                await run_worker(settings, build_services(settings, metrics))

    run(work())


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema; does nothing when it is there."""
    settings = load_settings()
    if settings.mode is Mode.EMBEDDED:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    run(run_migrations(settings.effective_database_url))

    async def defaults() -> None:
        async with database(settings):
            await transact(ensure_defaults, SYSTEM)

    run(defaults())
    typer.echo("The database is up to date.")


@app.command()
def seed(
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Do nothing when there are users already.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Also on a production database.")] = False,
) -> None:
    """Fill the desk with demo people and tickets, and print how to sign in."""
    settings = load_settings()
    if settings.mode is Mode.PRODUCTION and not force:
        fail("This is a production database: demo accounts have known passwords. (--force)")

    async def work() -> None:
        async with database(settings):
            result = await seed_demo(if_empty=if_empty)
            typer.echo(result.as_text())

    run(work())


@app.command("create-admin")
def create_admin(
    email: Annotated[str, typer.Option(prompt="E-mail", help="The address to sign in with.")],
    name: Annotated[str, typer.Option(prompt="Name", help="The name shown.")],
    password: Annotated[
        str,
        typer.Option(
            prompt="Password", confirmation_prompt=True, hide_input=True, help="10 or more."
        ),
    ],
) -> None:
    """Add an admin; asks for what is not given."""
    settings = load_settings()

    async def work() -> None:
        async with database(settings):
            user = await add_admin(email=email, name=name, password=password)
            typer.echo(f"{user.name} <{user.email}> is an admin now.")

    run(expected(work()))


@app.command("rotate-master-key")
def rotate_master_key() -> None:
    """Write the kept API keys under a new master key, made here or given by the settings."""
    settings = load_settings()
    refuse_danger(settings)
    is_own = keeps_its_own_key(settings)
    if not is_own and not settings.old_master_key.get_secret_value():
        fail(
            "Set DESKWIRE_OLD_MASTER_KEY to the present key and DESKWIRE_MASTER_KEY to the new "
            "one, for every process of the desk; start them again, then run this."
        )

    async def work() -> None:
        async with database(settings):
            count = await (rotate_own_key if is_own else rotate_given_key)(settings)
            typer.echo(f"{count} keys are under the new master key.")
            if not is_own:
                typer.echo("Now take DESKWIRE_OLD_MASTER_KEY away.")

    try:
        run(work())
    except AlreadyServing:
        fail("`deskwire serve` runs on this data folder: end it first.")
    except KeyUnreadable as error:
        fail(f"{error} Nothing was changed.")


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Tickets, one JSON object a line.")
    ],
) -> None:
    """Take in tickets from a JSONL file; doing it twice changes nothing."""
    settings = load_settings()

    async def work() -> bool:
        async with database(settings):
            summary = await import_tickets(file)
            typer.echo(summary.as_text())
            return not summary.failed

    if not run(expected(work())):
        raise typer.Exit(1)


@app.command("similar-eval")
def similar_eval(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Labelled rows, one JSON a line.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """How often a known duplicate is among the nearest tickets (rows with `duplicates`)."""
    figures = run(expected(evaluate_similar(file)))
    typer.echo(figures.as_json() if as_json else figures.as_text())


@app.command("export-schema")
def export_schema(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail when the file is not current.")
    ] = False,
) -> None:
    """Print the GraphQL schema into schema/schema.graphql."""
    path = Path(schema_package.__file__).parent / "schema.graphql"
    text = f"{schema.as_str()}\n"
    if not check:
        path.write_text(text)
        typer.echo(f"Wrote {path}.")
    elif not path.exists() or path.read_text() != text:
        fail("schema/schema.graphql is not current: run `deskwire export-schema`.")


@app.command("triage-eval")
def triage_eval(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Texts, one JSON object a line.")
    ],
    field: Annotated[EvalField, typer.Option(help="The label of the file to decide.")],
    labels: Annotated[
        str, typer.Option(help="How many rows to learn from, several with commas; 0: none.")
    ] = "0,50,200,1000",
    seed: Annotated[int, typer.Option(help="Which rows are drawn to learn from.")] = 0,
    as_list: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Measure triage on a file of labelled texts, with the engine that runs in production."""
    counts = [int(part) for part in labels.split(",") if part.strip().isdigit()]
    if len(counts) != labels.count(",") + 1:
        fail(f"--labels takes numbers with commas, such as 0,200: not {labels!r}.")
    load_settings(with_secret=False)
    try:
        rows = read_rows(file, field.value)
        for count in counts:
            if count >= len(rows):
                left = f"{rows_to_learn_from(len(rows), count)} of {len(rows)} rows"
                typer.echo(f"Too few rows to learn from {count}: learning from {left}.", err=True)
        results = [evaluate_apart(file, field, count, seed) for count in counts]
    except UnusableFile as error:
        fail(str(error))
    typer.echo(as_json(results) if as_list else as_table(results))


@app.command()
def doctor() -> None:
    """Check database, Redis, mail, language model and disk, and say what to do."""
    settings = load_settings()
    checks = run(diagnose(settings, ModelProbe()))
    for check in checks:
        mark = typer.style("ok  ", fg="green") if check.ok else typer.style("FAIL", fg="red")
        typer.echo(f"{mark} {check.name}: {check.detail}")
        if not check.ok and check.advice:
            typer.echo(f"     {check.advice}")
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[None]:
    await open_database(settings.effective_database_url, settings.database_pool_size)
    try:
        yield
    finally:
        await finish_running_work()
        await close_database()


async def expected(work: Coroutine[Any, Any, T]) -> T:
    """Show what the user can mend as a line instead of a traceback."""
    try:
        return await work
    except DomainError as error:
        fail(error.message)


def fail(message: str) -> NoReturn:
    typer.secho(message, fg="red", err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    app()
