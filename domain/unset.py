"""Tells "leave it as it is" apart from "set it to nothing" in the inputs of updates."""

from enum import Enum
from typing import Final, Literal


class Unset(Enum):
    UNSET = "UNSET"


UNSET: Final = Unset.UNSET
UnsetType = Literal[Unset.UNSET]
