"""Try each form that Adobe documents of a request, and remember which one Marketo takes."""

from collections.abc import Callable
from typing import Generic, TypeVar

from .error_table import ABOUT_THE_FORM
from .errors import RefusedError

F = TypeVar("F")
R = TypeVar("R")


class DocumentedForms(Generic[F]):
    """Hold the documented forms of one kind of request, and the one that Marketo took."""

    def __init__(self, *forms: F) -> None:
        self._forms = forms
        self._taken: F | None = None

    def send(self, send: Callable[[F], R]) -> R:
        """Send a request in the form that is known to be taken, or in each form until one is.

        A form is given up only when Marketo refused it without carrying anything out.

        Raises:
            MarketoError: The request failed. If each form was refused, this is what Marketo said
                to the first.
        """
        if self._taken is not None:
            return send(self._taken)
        first, *others = self._forms
        try:
            result = send(first)
        except RefusedError as refusal:
            if not is_about_the_form(refusal):
                raise
            first, result = self._send_other(send, others, refusal)
        self._taken = first
        return result

    @staticmethod
    def _send_other(send: Callable[[F], R], others: list[F], refusal: RefusedError) -> tuple[F, R]:
        for form in others:
            try:
                return form, send(form)
            except RefusedError as again:
                if not is_about_the_form(again):
                    raise
        raise refusal


def is_about_the_form(refusal: RefusedError) -> bool:
    """Return whether a refusal may be for the form of a request rather than for what it asks."""
    if refusal.code is None:
        return refusal.status == 400  # noqa: PLR2004 - RFC 9110: malformed
    return refusal.code in ABOUT_THE_FORM
