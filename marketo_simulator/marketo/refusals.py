"""Define the errors with which Marketo refuses a call."""

from __future__ import annotations

STATUS_OF_CODE = {601: 401, 602: 401, 603: 403, 605: 405, 609: 400, 610: 404, 612: 415,
                  606: 429, 607: 429, 615: 429}  # fmt: skip
"""The HTTP status of each error of the gateway, unless errors come with 200.

Adobe documents 401, 403 and 404 for these calls and none for the others.
"""


class Refusal(Exception):  # noqa: N818 - an answer, not an error of the simulator
    """An answer with Marketo's error code.

    Attributes:
        code: Marketo's error code.
        message: Marketo's text.
        status: the HTTP status, unless errors come with 200.
        from_gateway: whether the call never reached the service behind the gateway.
    """

    def __init__(
        self, code: int, message: str, *, status: int | None = None, from_gateway: bool = True
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status or STATUS_OF_CODE.get(code, 400)
        self.from_gateway = from_gateway


class Forbidden(Exception):  # noqa: N818 - an answer, not an error of the simulator
    """An answer with HTTP status 403 that is not Marketo's own."""


def not_found(what: str) -> Refusal:
    """Return the refusal of a call about something that is not there."""
    return Refusal(1013, f"{what} not found", status=404, from_gateway=False)


def rule_broken(message: str) -> Refusal:
    """Return the refusal of a write that breaks a rule; Adobe documents no code for these."""
    return Refusal(709, message, status=400, from_gateway=False)
