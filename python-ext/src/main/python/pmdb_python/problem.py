"""Errors for the user."""


class UserError(Exception):
    """What failed, and what to try next (`hint`, may be empty). Both may hold text of the target."""

    def __init__(self, what, hint=""):
        super().__init__(what)
        self.what, self.hint = what, hint
