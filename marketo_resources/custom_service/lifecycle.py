"""Verify a custom service, watch whether it goes on working, forget it.

Marketo has no call that makes, lists, edits or deletes a custom service. What can be proved of one
is proved with its own credentials.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from marketo_resources import permissions
from marketo_resources.core import notices
from marketo_resources.core.clicks import listed
from marketo_resources.core.lifecycle import Lifecycle
from marketo_resources.core.properties import (
    Declared,
    Partial,
    Problem,
    Properties,
    changed_fields,
    differing,
    held_fields,
)
from marketo_resources.core.waiting import FOR_A_PERSON, wait_for
from marketo_resources.custom_service.properties import (
    CustomServiceInputs,
    CustomServiceOutputs,
)
from marketo_resources.custom_service.verification import (
    Verification,
    is_rejected,
    verify_service,
)
from marketo_resources.errors import ResourceError

__all__ = ["CustomServiceLifecycle"]


class CustomServiceLifecycle(Lifecycle[CustomServiceInputs, CustomServiceOutputs]):
    """Verify, watch and forget a custom service."""

    noun = "CustomService"
    inputs = CustomServiceInputs
    outputs = CustomServiceOutputs

    def verify(
        self,
        declared: Declared[CustomServiceInputs],
        before: Declared[CustomServiceInputs] | None,
    ) -> tuple[Declared[CustomServiceInputs], list[Problem]]:
        """Use the credentials, as far as they are known: what is new or changed must work.

        An unchanged service that stopped working is reported and refuses nothing: the rest of the
        stack may hold what repairs it.
        """
        declared, problems = self._judged(declared, before)
        if not problems:
            self._say_verified_again(declared, before)
        return declared, problems

    def verify_offline(
        self,
        declared: Declared[CustomServiceInputs],
        before: Declared[CustomServiceInputs] | None,
    ) -> tuple[Declared[CustomServiceInputs], list[Problem]]:
        """Ask nothing; say what an update is about that only a refresh has made necessary."""
        self._say_verified_again(declared, before)
        return super().verify_offline(declared, before)

    def _judged(
        self,
        declared: Declared[CustomServiceInputs],
        before: Declared[CustomServiceInputs] | None,
    ) -> tuple[Declared[CustomServiceInputs], list[Problem]]:
        resource = self.describe(declared.values)
        wanted = declared.values.get("permissions", None) or []
        for warning in permissions.unknown_names(wanted):
            notices.say_once(resource, str(warning))
        self._note_user(declared.values)
        if not declared.knows("client_id", "client_secret"):
            return declared, []
        changed = before is None or _is_to_be_verified(
            differing(CustomServiceInputs, before, declared)
        )
        old_id = None if before is None else before.values.get("client_id", None)
        known = old_id == declared.known.client_id
        found = self._verified(declared.values, probing=changed, worked_before=known)
        if before is not None and changed and self._was_linked(found, before.values):
            self._say_still(declared.values, found)
            return declared, []
        if changed:
            if old_id and not known and not found.problems:
                notices.say_once(resource, _REPLACED.format(old_id))
            return declared, list(found.problems)
        _say_each(resource, found.problems)
        return declared, []

    def _say_verified_again(
        self,
        declared: Declared[CustomServiceInputs],
        before: Declared[CustomServiceInputs] | None,
    ) -> None:
        found = before.known.found_by_refresh if before is not None else None
        if found and not _is_replaced(declared, before):
            notices.say_once(self.describe(declared.values), _VERIFIED_AGAIN.format(found))

    @staticmethod
    def carry_over(
        declared: Declared[CustomServiceInputs],
        before: Declared[CustomServiceInputs] | None,  # noqa: ARG004 - as the base has it
    ) -> Declared[CustomServiceInputs]:
        """Return what is declared: nothing of it is looked up."""
        return declared

    def create(self, inputs: CustomServiceInputs) -> tuple[str, CustomServiceOutputs]:
        """Verify a service that a person has made."""
        found = self._verified(Partial(inputs), probing=True, worked_before=False)
        return inputs.client_id, self._outputs(inputs, found)

    def read(self, id_: str, state: Partial[CustomServiceOutputs]) -> CustomServiceOutputs | None:
        """Use the credentials again; a service that stopped working is reported, never dropped."""
        state = _with_client_id(id_, state)
        if not state.knows("client_secret"):
            return self._unverified(state)
        found = self._verified(state, probing=False, worked_before=True)
        if self._still_acts(found, state):
            self._say_still(state, found)
            return state.known
        _say_each(self.describe(state), found.problems)
        if not found.problems and state.known.unfinished:
            notices.say_once(self.describe(state), _NOTHING_WRONG)
        broken = [problem.property for problem in found.problems]
        words = f"{', '.join(broken)} no longer works" if broken else None
        return state.known.model_copy(
            update={"unfinished": broken or None, "found_by_refresh": words}
        )

    def get(self, id_: str, state: Partial[Properties]) -> tuple[str, CustomServiceOutputs]:  # noqa: ARG002 - as the base has it
        """Refuse: there is no call that finds a custom service."""
        raise ResourceError(
            f"cannot look up the custom service {id_!r}: Marketo has no call that lists custom "
            "services. Declare it with its credentials"
        )

    def update(
        self,
        id_: str,  # noqa: ARG002 - as the base has it
        state: Partial[CustomServiceOutputs],
        inputs: CustomServiceInputs,
    ) -> CustomServiceOutputs:
        """Verify what is declared now: there is nothing that could be sent to Marketo."""
        changed = changed_fields(CustomServiceInputs, state, inputs)
        if not _is_to_be_verified(changed) and not state.known.unfinished:
            return state.known.model_copy(update=dict(inputs))
        found = self._verified(Partial(inputs), probing=True, worked_before=True)
        if self._was_linked(found, state) or self._still_acts(found, state):
            self._say_still(Partial(inputs), found)
            return self._unfinished(inputs, state, found)
        return self._outputs(inputs, found)

    def delete(self, id_: str, state: Partial[CustomServiceOutputs]) -> None:
        """Forget the service and say what to click; where asked to, wait until it is done."""
        state = _with_client_id(id_, state)
        resource, name = self.describe(state), state.get("service_name", None)
        self._note_user(state)
        service = f"{name!r} ({id_})" if name else id_
        clicks = [
            _LAUNCHPOINT,
            f"select {name!r}" if name else f"select the service with the Client Id {id_}",
            "Service Actions > Delete Service",
        ]
        notices.say(resource, _DELETED.format(service, listed(clicks)))
        if state.known.wait_for_deletion:
            self._wait_for_deletion(resource, state, service)

    def _unverified(self, state: Partial[CustomServiceOutputs]) -> CustomServiceOutputs:
        notices.say_once(self.describe(state), _NOT_VERIFIED)
        return state.known.model_copy(
            update={"unfinished": ["client_secret"], "found_by_refresh": _UNREADABLE}
        )

    def _wait_for_deletion(
        self, resource: str, state: Partial[CustomServiceOutputs], service: str
    ) -> None:
        if not state.knows("client_secret"):
            notices.say(resource, _NO_WAIT)
            return
        notices.say(
            resource,
            f"waiting up to {state.known.wait_for_deletion} seconds for a person to delete it "
            "(interrupting twice stops the wait and breaks nothing).",
        )
        gone = wait_for(
            lambda _since: is_rejected(self.instance, state) or None,
            seconds=state.known.wait_for_deletion,
            pauses=FOR_A_PERSON,
            clock=self.instance.clock,
            announce=lambda left: notices.say(
                resource,
                f"still waiting for a person to delete the custom service {service}, for "
                f"{left:.0f} more seconds.",
            ),
        )
        if gone is None:
            notices.say(resource, "is still there after the wait; it is forgotten all the same.")

    def _note_user(self, properties: Partial[CustomServiceInputs]) -> None:
        name, *user = (
            properties.get(name, "") for name in ("service_name", "user_id", "email_address")
        )
        if name:
            self.instance.services.note(name, *user)

    @staticmethod
    def _was_linked(found: Verification, before: Partial[CustomServiceInputs]) -> bool:
        """Return whether the token is the user's that was declared before: an old one, perhaps."""
        names = (before.get("user_id", ""), before.get("email_address", ""))
        acts_as = found.acts_as
        return acts_as is not None and not acts_as.names.isdisjoint(map(str.lower, names))

    def _still_acts(self, found: Verification, state: Partial[CustomServiceOutputs]) -> bool:
        """Return whether the token of an earlier `up` may still be the one that is handed out."""
        if found.acts_as is None or state.known.acts_as not in found.acts_as.names:
            return False
        return state.known.acts_as_until is not None and self._now() < state.known.acts_as_until

    def _now(self) -> str:
        return datetime.fromtimestamp(self.instance.clock.epoch(), UTC).isoformat()

    def _say_still(self, inputs: Partial[CustomServiceInputs], found: Verification) -> None:
        if found.acts_as is not None:
            user = inputs.get("email_address", None) or inputs.get("user_id", "it")
            clicks = [_LAUNCHPOINT, "Edit Service", f"API Only User: {user}", "Save"]
            text = _STILL.format(found.acts_as, found.acts_as.at, user, listed(clicks))
            notices.say_once(self.describe(inputs), text)

    def _unfinished(
        self, inputs: CustomServiceInputs, state: Partial[CustomServiceOutputs], found: Verification
    ) -> CustomServiceOutputs:
        if found.acts_as is None:
            raise AssertionError("unreachable: it acts as another user")
        began, until = self._was_linked(found, state), found.acts_as.until.isoformat()
        made = self._verified_outputs(inputs, inputs.permissions or [])
        return made.model_copy(
            update={
                "unfinished": ["user_id"],
                "acts_as": str(found.acts_as) if began else state.known.acts_as,
                "acts_as_until": until if began else state.known.acts_as_until,
            }
        )

    def _outputs(self, inputs: CustomServiceInputs, found: Verification) -> CustomServiceOutputs:
        if found.problems:
            reasons = (f"{problem.property} {problem.reason}" for problem in found.problems)
            raise ResourceError("; ".join(reasons))
        return self._verified_outputs(inputs, found.unverified)

    def _verified_outputs(
        self, inputs: CustomServiceInputs, unverified: Iterable[str]
    ) -> CustomServiceOutputs:
        base_url = self.instance.base_url
        return CustomServiceOutputs(
            **dict(inputs),
            base_url=base_url,
            identity_url=f"{base_url}/identity",
            unverified_permissions=list(unverified),
        )

    def _verified(
        self, inputs: Partial[CustomServiceInputs], *, probing: bool, worked_before: bool
    ) -> Verification:
        found = verify_service(
            self.instance,
            inputs,
            probing=probing or self.instance.probe_permissions,
            worked_before=worked_before,
        )
        if found.acts_as is not None:
            name = inputs.get("service_name", inputs.known.client_id)
            service = f"the custom service {name!r} acts as it until {found.acts_as.at}"
            self.instance.services.note_old_token(service, *found.acts_as.names)
        return found


def _is_to_be_verified(changed: Iterable[str]) -> bool:
    return not set(held_fields(CustomServiceInputs)).isdisjoint(changed)


def _is_replaced(
    declared: Declared[CustomServiceInputs], before: Declared[CustomServiceInputs] | None
) -> bool:
    return declared.knows("client_id") and (
        before is None or declared.known.client_id != before.values.get("client_id", None)
    )


def _with_client_id(
    id_: str, state: Partial[CustomServiceOutputs]
) -> Partial[CustomServiceOutputs]:
    """Return what is recorded, with the client id, which is the id of the resource too."""
    return Partial(state.known.model_copy(update={"client_id": id_}))


def _say_each(resource: str, problems: Iterable[Problem]) -> None:
    for problem in problems:
        notices.say_once(resource, f"{problem.property} {problem.reason.removesuffix('.')}.")


_STILL = (
    "still acts as {0} until {1}, when its token ends: Identity goes on handing out that one. From "
    "then on it must act as {2}. If it is not linked yet, a person must:{3}\n`up` verifies it "
    "after that time."
)
_VERIFIED_AGAIN = (
    "a refresh recorded in found_by_refresh that {}. `up` verifies the service again, and fails "
    "while it does not work."
)
_NOTHING_WRONG = (
    "the refresh finds nothing wrong with the service now, so the state no longer records any "
    "trouble in found_by_refresh and unfinished."
)
_REPLACED = (
    "is replaced in the state only, and nothing is deleted in Marketo: if the custom service with "
    "the client_id {} is still there, its credentials work until a person deletes it."
)
_DELETED = (
    "the custom service {} is no longer managed here. Marketo has no call to delete one, "
    "so a person must:{}\nUntil then its credentials work, and its user cannot be deleted, unless "
    "the service is linked to another one with Edit Service."
)
_UNREADABLE = "client_secret cannot be read in the state"
_NOT_VERIFIED = (
    "client_secret cannot be read in the state, so the service was not verified. `up` verifies it "
    "with the secret that the program gives, and records that."
)
_NO_WAIT = (
    "client_secret cannot be read in the state, so nothing shows when the service is deleted: "
    "`wait_for_deletion` has no effect."
)
_LAUNCHPOINT = "Admin > Integration > LaunchPoint"
