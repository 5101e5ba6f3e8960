"""Runs the plans of an operation; graphql-core executes what they cannot.

Whatever goes wrong, a null where none may be included, ends the attempt, and graphql-core
executes the operation instead: it alone says which error belongs where and how far its null
spreads. What the root fields answered is handed to it, so that nothing is done twice.
"""

from collections.abc import Callable, Mapping, Sequence
from inspect import isawaitable
from typing import Any

from graphql import ExecutionResult
from graphql.execution import Executor, MiddlewareManager
from graphql.type import GraphQLResolveInfo

from schema.compiled.execution import Answer, Execution
from schema.compiled.plans import Plans, Unsupported

Fallback = Callable[[Executor[Any]], Any]
"""How graphql-core executes what an executor was built for."""


async def run(
    plans: Plans, executor: Executor[Any], fallback: Fallback
) -> tuple[ExecutionResult, str | None]:
    """The result, and why graphql-core had to make it if it had to.

    The reason is a word for metrics: `error` where a field failed or may not be null, else
    what the compiler does not know.
    """
    answers: dict[str, Answer] = {}
    try:
        plan = plans.for_(executor)
        data = await Execution(executor, answers).operation(plan)
        return ExecutionResult(data, None), None
    except Unsupported as unsupported:
        reason = str(unsupported)
    except Exception:
        # Not lost: graphql-core meets it again and reports it where it belongs.
        reason = "error"
    executor.middleware_manager = MiddlewareManager(_replay(answers))
    result = fallback(executor)
    return (await result if isawaitable(result) else result), reason


async def run_each(
    plans: Plans, executor: Executor[Any], roots: Sequence[Any]
) -> list[ExecutionResult] | None:
    """The results for many root values, with one read for all of them where one would do.

    None if anything goes wrong with any of them: `run` then says what, one by one.
    """
    try:
        data = await Execution(executor, {}).each(plans.for_(executor), roots)
    except Exception:
        return None
    return [ExecutionResult(one, None) for one in data]


def _replay(answers: Mapping[str, Answer]) -> Callable[..., Any]:
    def resolve(next_: Any, root: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        answer = answers.get(str(info.path.key)) if info.path.prev is None else None
        return next_(root, info, **arguments) if answer is None else _give(answer)

    return resolve


async def _give(answer: Answer) -> Any:
    """Later, as the resolver itself did: which errors of siblings are reported hangs on that."""
    if answer.error is not None:
        raise answer.error
    return answer.value
