"""What a new desk starts with."""

from dataclasses import dataclass
from typing import Final

from domain.database import dialect
from domain.events import NewEvent
from domain.ids import new_id
from domain.models import Category, Skill, TriageRule
from domain.triage.shipped import SHIPPED_RULES
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import EventKind, SubjectType

_LOCK: Final = 7_235_190


@dataclass(frozen=True, slots=True)
class ShippedCategory:
    key: str
    name: str
    description: str
    examples: tuple[str, ...]


SHIPPED_CATEGORIES: Final = (
    ShippedCategory(
        "general",
        "General",
        "Questions about the company, opening hours, partnerships and everything that fits "
        "no other category. Also praise, thanks and complaints about nothing in particular.",
        (
            "When is your support reachable?",
            "I would like to talk to somebody about a partnership",
            "Where do I find your terms and conditions?",
            "Thank you, your team was a great help last week",
            "Do you also ship to Norway?",
        ),
    ),
    ShippedCategory(
        "billing",
        "Billing",
        "Money: invoices, payments, refunds, prices, fees, subscriptions, receipts, taxes, "
        "wrong or doubled charges.",
        (
            "I was charged twice for my subscription in March",
            "Please send me the invoice for order 4711",
            "How do I get a refund for the unused months?",
            "My card was declined, but the money is gone",
            "Which VAT number is on your receipts?",
        ),
    ),
    ShippedCategory(
        "technical",
        "Technical",
        "Help with setting up, configuring, integrating and using the product: installation, "
        "networks, devices, performance, the API. The product may well work as intended.",
        (
            "How do I connect the printer to the office network?",
            "The import takes hours for 10,000 rows, what can I do?",
            "Which ports does the agent need open in the firewall?",
            "The API answers 429 when our nightly job runs",
            "VPN drops every few minutes on the new laptop",
        ),
    ),
    ShippedCategory(
        "account",
        "Account",
        "Access and personal data: signing in, passwords, two factors, roles and permissions, "
        "profile and address changes, opening and closing an account, privacy requests.",
        (
            "I cannot sign in since I changed my phone",
            "The password reset mail never arrives",
            "Please change the e-mail address of my account",
            "Delete my account and all personal data",
            "A colleague needs access to our team's workspace",
        ),
    ),
    ShippedCategory(
        "bug",
        "Bug",
        "Something in the product is broken: crashes, error messages, wrong results, data "
        "lost, a thing that worked before and no longer does. Often with steps to reproduce.",
        (
            "The app crashes when I open a file with an umlaut in its name",
            "Export to CSV leaves out the last row",
            "Error 500 after pressing Save since yesterday's update",
            "The total at the bottom of the report does not match the rows",
            "Dark mode shows black text on a black background",
        ),
    ),
    ShippedCategory(
        "feature",
        "Feature",
        "Wishes: something the product does not do yet, or should do differently, without "
        "being broken.",
        (
            "It would be nice to sort the list by due date",
            "Please add a dark mode",
            "Could you support sign-in with a passkey?",
            "A keyboard shortcut for archiving would save us a lot of time",
            "We would love an integration with our calendar",
        ),
    ),
)

SHIPPED_SKILLS: Final = (
    ("Billing", "Invoices, payments, refunds and prices."),
    ("Accounts", "Access, permissions, personal data and privacy."),
    ("Networking", "Connections, VPN, firewalls, mail servers and DNS."),
    ("Software", "Installing, configuring and using the product."),
    ("Hardware", "Devices, printers and peripherals."),
    ("Development", "The API, integrations, bugs and their reproduction."),
)


async def ensure_defaults(uow: UnitOfWork) -> bool:
    """Give a desk without categories its first ones, with skills and rules; else do nothing.

    Safe to call from every process that starts. Tells whether it did anything.
    """
    if dialect() == "postgres":
        await uow.db.execute_query(f"SELECT pg_advisory_xact_lock({_LOCK})")
    if await Category.all().using_db(uow.db).exists():
        return False
    categories = [
        Category(
            id=new_id("cat"),
            key=shipped.key,
            name=shipped.name,
            description=shipped.description,
            examples=list(shipped.examples),
            is_default=shipped.key == "general",
            created_at=uow.now,
        )
        for shipped in SHIPPED_CATEGORIES
    ]
    skills = [
        Skill(id=new_id("skl"), name=name, description=description, created_at=uow.now)
        for name, description in SHIPPED_SKILLS
    ]
    rules = [
        TriageRule(
            id=new_id("rul"),
            name=shipped.name,
            position=position,
            conditions=shipped.conditions,
            results=shipped.results,
            confidence=shipped.confidence,
            created_at=uow.now,
        )
        for position, shipped in enumerate(SHIPPED_RULES, start=1)
    ]
    await Category.bulk_create(categories, using_db=uow.db)
    await Skill.bulk_create(skills, using_db=uow.db)
    await TriageRule.bulk_create(rules, using_db=uow.db)
    general = next(category for category in categories if category.is_default)
    uow.record(
        NewEvent(
            EventKind.CATALOG_CHANGED,
            SubjectType.CATEGORY,
            general.id,
            data={"action": "shipped"},
        )
    )
    return True
