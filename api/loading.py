"""No garbage is looked for while the application loads: what modules make, stays.

To be imported before all the rest, and `end` to be called after it. The collector would look
through everything again and again, for a fifth of the time that loading takes, and later too.
"""

import gc

gc.disable()


def end() -> None:
    """From here on garbage is looked for, among what comes after."""
    gc.freeze()
    gc.enable()
