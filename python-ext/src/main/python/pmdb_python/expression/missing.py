"""What is told when a step of an expression leads nowhere."""


class Missing(Exception):
    """`why` is a sentence about the part that was not found, `there` names or keys that could have been meant, in
    words, else empty."""

    def __init__(self, why, there):
        super().__init__(why)
        self.why, self.there = why, there


def some(before, names, total):
    """The first few of some names or keys."""
    if not names:
        return ""
    return before + ", ".join(names) + (" \u2026 of %d" % total if total > len(names) else "")
