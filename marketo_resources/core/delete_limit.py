"""Stop a command from deleting more users than its settings allow: a brake, not a guard.

It counts the users that the command deletes through one provider, whichever of the command's
processes deletes them. The next command counts from zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from marketo_resources.core.ownership import Ownership
from marketo_resources.errors import ResourceError
from marketo_resources.marketo.errors import (
    MarketoError,
    OutcomeUnknownError,
    UnexpectedAnswerError,
)
from marketo_resources.setting_names import MaxDeletes, Place, variable

__all__ = ["DeleteLimit"]

_PERHAPS_DONE = (OutcomeUnknownError, UnexpectedAnswerError)


class DeleteLimit:
    """Count the users that a command deletes through a provider, and refuse those beyond a limit.

    Args:
        allowed: The limit, and where it was set; None for no limit.
        provider: The name of the explicit provider, or nothing.
        ownership: What the processes of the command know together.
    """

    def __init__(self, allowed: MaxDeletes | None, provider: str, ownership: Ownership) -> None:
        self._allowed = allowed
        self._provider = provider
        self._ownership = ownership

    @contextmanager
    def counted(self, userid: str, is_there: Callable[[], bool]) -> Iterator[None]:
        """Count a delete that happens inside; one that fails does not count.

        Args:
            userid: The user that is deleted.
            is_there: Asks Marketo whether the user is still there: one that is gone does not count.

        Raises:
            ResourceError: The command has deleted as many as it may; nothing was sent.
        """
        if self._allowed is None:
            yield
            return
        most = self._allowed.most
        if not self._ownership.counts_delete(self._provider, userid, most) and is_there():
            raise ResourceError(_refusal(userid, self._allowed))
        try:
            yield
        except MarketoError as error:
            if not isinstance(error, _PERHAPS_DONE):
                self._ownership.uncount_delete(self._provider, userid)
            raise


def _refusal(userid: str, allowed: MaxDeletes) -> str:
    most, origin = allowed
    users = "1 user" if most == 1 else f"{most} users"
    return _USED_UP.format(
        userid, users, origin.name, _HOW_TO_ALLOW_MORE[origin.place].format(origin.name)
    )


_VARIABLE = variable("maxDeletes")
_USED_UP = (
    "{0} was not deleted: {2} lets one command delete {1} at most, and that many are deleted. If "
    "more are meant, {3}"
)
_HOW_TO_ALLOW_MORE = {
    Place.ENVIRONMENT: "run the same command again with a larger {0}",
    Place.CONFIGURATION: "run the same command again with a larger number in the environment, as "
    f"{_VARIABLE}. `destroy` does not see a change of {{0}} before the next `up`, because it "
    "replays what the last one recorded",
    Place.PROVIDER: "declare a larger {0}, and run `pulumi up`. `destroy` does not see it before, "
    "because it replays what the last `up` recorded",
}
