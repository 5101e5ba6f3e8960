"""What the streams' arguments have in common."""

AFTER = "A position: everything behind it comes first, then what happens. Left out: from now on."
