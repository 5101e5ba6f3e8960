"""Training in a process apart: what it gives, and what it cannot take."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.errors import PermanentError, TransientError
from domain.triage.labels import Labelled
from domain.triage.learned import from_bytes
from domain.triage.training_values import Training, TrainingRequest
from domain.triage.values import CategoryChoice, Choices, NamedChoice, TicketText
from domain.vocabulary import TriageField
from jobs.trainer import pack_training, train_apart, unpack_training
from tests.domain.spine import until

TEAMS = {
    "cat_ovens": "the oven stays cold and the baking tray will not heat",
    "cat_vans": "the van with our delivery is late and the driver lost the parcel",
    "cat_tills": "the till prints no receipt and the card reader at the counter is dead",
}
CHOICES = Choices(
    categories=tuple(CategoryChoice(id, id, id[4:]) for id in TEAMS),
    skills=(NamedChoice("skl_repair", "Repair"),),
)
START = datetime(2026, 3, 1, tzinfo=UTC)


def labelled(count: int, *, wrong: bool = False) -> list[Labelled]:
    """Texts of three teams in turn; `wrong` gives each the label of the next team."""
    found = []
    names = list(TEAMS)
    for number in range(count):
        team = names[number % 3]
        words = TEAMS[team].split()
        shift = number % len(words)
        text = TicketText(" ".join(words[shift:] + words[:shift]), f"Since {number} o'clock.")
        label = names[(number + wrong) % 3]
        skills = ["skl_repair"] if team == "cat_ovens" else []
        labels: dict[TriageField, Any] = {
            TriageField.CATEGORY: label,
            TriageField.PRIORITY: "HIGH" if team == "cat_tills" else "LOW",
            TriageField.SKILLS: skills,
        }
        found.append(Labelled(text, labels, START + timedelta(hours=number)))
    return found


def children() -> list[int]:
    """The processes that train for this one."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
            command = (process / "cmdline").read_bytes()
        except (OSError, IndexError):
            continue
        if parent == str(os.getpid()) and b"jobs.training_process" in command:
            found.append(int(process.name))
    return found


async def test_a_version_is_trained_on_all_and_judged_on_the_newest_fifth() -> None:
    training = await train_apart(TrainingRequest(labelled(120), CHOICES))
    assert training is not None
    assert (training.labels, training.held_out) == (120, 24)
    fields = {one.field: one for one in training.figures}
    assert fields.keys() == {TriageField.CATEGORY, TriageField.PRIORITY, TriageField.SKILLS}
    for one in fields.values():
        assert one.labels == 24
        assert (one.accuracy, one.macro_f1) == (1, 1)
        assert one.calibration_error < 0.2
    assert (training.macro_f1, training.serving_macro_f1) == (1, None)
    assert training.twin is not None
    whole, twin = from_bytes(training.content), from_bytes(training.twin)
    assert whole.heads[TriageField.CATEGORY].labels == 120
    assert twin.heads[TriageField.CATEGORY].labels == 96


async def test_the_serving_version_is_judged_by_the_same_labels() -> None:
    bad = await train_apart(TrainingRequest(labelled(100, wrong=True), CHOICES))
    assert bad is not None
    training = await train_apart(TrainingRequest(labelled(100), CHOICES, (), bad.twin))
    assert training is not None
    assert training.serving_macro_f1 is not None
    assert training.macro_f1 == 1
    assert training.serving_macro_f1 < 0.7


@pytest.mark.parametrize(("count", "held_out"), [(39, 0), (40, 20)])
async def test_few_labels_are_all_learned_from(count: int, held_out: int) -> None:
    training = await train_apart(TrainingRequest(labelled(count), CHOICES))
    assert training is not None
    assert (training.labels, training.held_out) == (count, held_out)
    assert (training.twin is None) == (training.macro_f1 is None) == (held_out == 0)


async def test_fewer_than_twenty_labels_make_no_version() -> None:
    assert await train_apart(TrainingRequest(labelled(19), CHOICES)) is None


async def test_one_that_takes_too_much_memory_ends_and_says_so() -> None:
    request = TrainingRequest(labelled(60), CHOICES)
    with pytest.raises(PermanentError, match=r"Training failed"):
        await train_apart(request, memory_bytes=150 * 1024**2)
    assert children() == []


async def test_one_that_takes_too_long_is_killed_and_tried_again_later() -> None:
    with pytest.raises(TransientError, match=r"more than 0\.2 s"):
        await train_apart(TrainingRequest(labelled(60), CHOICES), time_limit_s=0.2)
    assert children() == []


async def test_a_cancelled_one_leaves_no_process_and_had_no_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DESKWIRE_SECRET", "do-not-tell")
    task = asyncio.create_task(train_apart(TrainingRequest(labelled(60), CHOICES)))
    await until(lambda: bool(children()))
    (process,) = children()
    assert b"do-not-tell" not in Path(f"/proc/{process}/environ").read_bytes()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert children() == []


@pytest.mark.parametrize("packed", [b"x", b"\0" * 8, b"\0" * 7 + b"\2{}", b"\xff" * 40])
def test_what_is_no_answer_is_refused(packed: bytes) -> None:
    with pytest.raises(PermanentError, match="no model"):
        unpack_training(packed)


def test_an_answer_is_read_as_it_was_written() -> None:
    training = Training(b"abc", 20)
    assert unpack_training(pack_training(training)) == training
    cut_off = pack_training(training)[:-1]
    with pytest.raises(PermanentError):
        unpack_training(cut_off)
    assert unpack_training(b"") is None
