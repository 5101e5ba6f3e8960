"""What models cost: rows by model name, in micro-dollars for a million tokens."""

from domain import limits
from domain.errors import ErrorCode, invalid, not_found
from domain.events import Change
from domain.ids import new_id
from domain.models import ModelPrice
from domain.names import clean_name
from domain.policy import require_admin
from domain.providers.events import record_provider_change
from domain.text import check_id
from domain.unit_of_work import UnitOfWork

MAX_PRICES = 500


async def set_model_price(
    uow: UnitOfWork, model: str, input_micros: int, output_micros: int
) -> ModelPrice:
    """Set or change the price of a model; calls made before keep what they cost then."""
    require_admin(uow.actor)
    model = clean_name(model, "model")
    for name, value in (("inputMicros", input_micros), ("outputMicros", output_micros)):
        if not 0 <= value <= limits.MAX_MICROS:
            message = f"From 0 to {limits.MAX_MICROS:,}."
            raise invalid(message, name, code=ErrorCode.OUT_OF_RANGE)
    rows = await ModelPrice.all().using_db(uow.db).select_for_update()
    price = next((row for row in rows if row.model == model), None)
    if price is None:
        if len(rows) >= MAX_PRICES:
            raise invalid(f"At most {MAX_PRICES} prices.", code=ErrorCode.OUT_OF_RANGE)
        price = await ModelPrice.create(
            id=new_id("prc"),
            model=model,
            input_micros=input_micros,
            output_micros=output_micros,
            updated_at=uow.now,
            using_db=uow.db,
        )
        record_provider_change(uow, price, action="created")
        return price
    changes = (
        Change("inputMicros", price.input_micros, input_micros),
        Change("outputMicros", price.output_micros, output_micros),
    )
    changed = [change for change in changes if change.before != change.after]
    if changed:
        price.input_micros, price.output_micros = input_micros, output_micros
        price.updated_at = uow.now
        await price.save(using_db=uow.db)
        record_provider_change(uow, price, *changed)
    return price


async def delete_model_price(uow: UnitOfWork, price_id: str) -> ModelPrice:
    require_admin(uow.actor)
    rows = ModelPrice.filter(id=check_id(price_id, "price", "id")).using_db(uow.db)
    price = await rows.select_for_update().get_or_none()
    if price is None:
        raise not_found("price", "id")
    await price.delete(using_db=uow.db)
    record_provider_change(uow, price, action="deleted")
    return price
