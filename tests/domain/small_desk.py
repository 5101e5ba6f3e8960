"""A small made-up desk with labelled tickets, whose categories words tell apart."""

import random

from domain.triage.learned import Example
from domain.triage.values import CategoryChoice, Choices, NamedChoice, TicketText
from domain.vocabulary import TriageField

CHOICES = Choices(
    categories=(
        CategoryChoice("cat_billing", "billing", "Billing"),
        CategoryChoice("cat_garden", "garden", "Garden"),
        CategoryChoice("cat_network", "network", "Network"),
    ),
    skills=(NamedChoice("skl_money", "Money"), NamedChoice("skl_cables", "Cables")),
)
_THINGS = {
    "cat_billing": ["the invoice", "my refund", "a second charge", "the receipt", "this fee"],
    "cat_garden": ["the roses", "our hedge", "the lawn mower", "a fallen tree", "the pond"],
    "cat_network": ["the router", "our wifi", "the vpn tunnel", "a network cable", "the proxy"],
}
_TROUBLES = ["is wrong", "does not look right", "needs a check", "was forgotten", "is late",
             "gives me a headache", "has changed since last week"]  # fmt: skip
_SKILLS = {"cat_billing": ["skl_money"], "cat_garden": [], "cat_network": ["skl_cables"]}
_PRIORITIES = {"is late": "HIGH", "was forgotten": "LOW"}


def labelled(count: int = 60, seed: int = 1) -> list[Example]:
    """So many tickets, drawn by the seed, with all their labels."""
    draw = random.Random(seed)
    examples = []
    for number in range(count):
        category = sorted(_THINGS)[number % 3]
        trouble = draw.choice(_TROUBLES)
        title = f"{draw.choice(_THINGS[category])} {trouble}"
        examples.append(
            Example(
                TicketText(title, f"ticket {draw.randrange(10_000)}, can you help?"),
                {
                    TriageField.CATEGORY: category,
                    TriageField.PRIORITY: _PRIORITIES.get(trouble, "MEDIUM"),
                    TriageField.SKILLS: _SKILLS[category],
                },
            )
        )
    return examples
