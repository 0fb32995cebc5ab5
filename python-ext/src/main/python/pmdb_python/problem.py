"""Errors for the user."""


class UserError(Exception):
    """What failed, and what to try next (`hint`, may be empty). Both may hold text of the target."""

    def __init__(self, what, hint=""):
        super().__init__(what)
        self.what, self.hint = what, hint


def first(problems, most):
    """The first of many (what, hint), and how many more there are."""
    more = len(problems) - most
    return problems[:most] + ([("%d more such problems" % more, "")] if more > 0 else [])
