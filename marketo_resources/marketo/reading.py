"""Read models from the JSON of answers; a ValueError says that it cannot be one."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import TypeAdapter

from . import models

A = TypeVar("A", bound=models.Answer)


def one(model: type[A]) -> Callable[[Any], A]:
    """Return a reader of one object, bare or as the only entry of a list.

    The reader raises LookupError for an empty list: Marketo's way to say that there is none.
    """

    def read(payload: Any) -> A:  # noqa: ANN401 - any JSON there is
        if payload == []:
            raise LookupError
        is_list_of_one = isinstance(payload, list) and len(payload) == 1
        return model.model_validate(payload[0] if is_list_of_one else payload)

    return read


def user_of(name: str) -> Callable[[Any], models.User]:
    """Return a reader of the user that was asked for by a userid or an e-mail address.

    An answer about another user is not taken: what is written next would go to that one.
    """

    def read(payload: Any) -> models.User:  # noqa: ANN401 - any JSON there is
        user = one(models.User)(payload)
        if _same(name) not in {_same(user.userid), _same(user.email_address)}:
            raise ValueError("another user than the one that was asked for")
        return user

    return read


def _same(name: str) -> str:
    # Adobe's pages show the userids of Adobe identity with this ending and without it.
    return name.strip().lower().removesuffix("@adobe.com")


def many(model: type[A]) -> Callable[[Any], list[A]]:
    """Return a reader of a list; an answer without a list is not taken for an empty one."""
    return TypeAdapter(list[model]).validate_python  # type: ignore[valid-type]


def role_pairs(payload: Any) -> list[models.UserRoleWorkspace]:  # noqa: ANN401 - any JSON there is
    """Read a user's roles; a success without a list means that there are none."""
    return many(models.UserRoleWorkspace)([] if payload is True else payload)


def true(payload: Any) -> None:  # noqa: ANN401 - any JSON there is
    """Read Invite User's answer, the text `true`."""
    if payload is not True and str(payload).strip().lower() != "true":
        raise ValueError("Invite User answers with the text true")


def anything(payload: Any) -> None:  # noqa: ANN401 - any JSON there is
    """Read answers whose body Adobe does not describe."""
