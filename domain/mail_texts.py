"""Subject, text and HTML of each mail, from the templates in `mail_templates/`."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from jinja2 import Environment

SUBJECT_LENGTH: Final = 200
QUOTE_LENGTH: Final = 10_000
_SUBJECTS: Final = {
    "ticket_received": "We have your request",
    "ticket_assigned": "Assigned to you",
    "ticket_in_progress": "We are working on it",
    "comment_added": "New comment",
    "ticket_completed": "Completed",
    "ticket_reopened": "Reopened",
    "password_reset": "Set a new password",
    "email_confirmation": "Confirm your address",
    "invitation": "You are invited",
    "provider_fault": "A language model is not asked any more",
    "email_changed": "Your address was changed",
    "account_exists": "You already have an account",
}


@dataclass(frozen=True, slots=True)
class MailText:
    subject: str
    text: str
    html: str


def render(
    template: str,
    public_url: str,
    *,
    ticket: dict[str, Any] | None = None,
    comment: str = "",
    **values: Any,
) -> MailText:
    """The mail `template`; `ticket` has number, title and id. Values are escaped in the HTML."""
    values |= {
        "public_url": public_url,
        "ticket": ticket and ticket | {"title": _line(str(ticket["title"]))},
        "ticket_url": f"{public_url}/tickets/{ticket['id']}" if ticket else "",
        "comment": comment[:QUOTE_LENGTH],
    }
    subject = _SUBJECTS[template]
    if ticket:
        subject = f"[#{ticket['number']}] {subject}: {_line(str(ticket['title']))}"
    return MailText(
        subject=_line(subject)[:SUBJECT_LENGTH],
        text=_environment().get_template(f"{template}.txt").render(values).strip() + "\n",
        html=_environment().get_template(f"{template}.html").render(values),
    )


def _line(text: str) -> str:
    """One line of printable characters: nothing that could end a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@cache
def _environment() -> "Environment":
    # Loaded with the first mail: most processes write none.
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=PackageLoader("domain", "mail_templates"),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
