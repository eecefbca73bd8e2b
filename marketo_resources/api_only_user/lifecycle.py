"""Check, make, read, change and delete an API-only user."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from marketo_resources import marketo
from marketo_resources.api_only_user import adoption
from marketo_resources.api_only_user.access_state import say_expiry, say_lock, say_refreshed
from marketo_resources.api_only_user.by_hand import making
from marketo_resources.api_only_user.by_hand.deleting import Doomed
from marketo_resources.api_only_user.by_hand.refusals import Refusal, why_no_program_may
from marketo_resources.api_only_user.changes import bring_in_line, recorded
from marketo_resources.api_only_user.checks import (
    announce_offline,
    check_declaration,
    check_roles_are_here,
    check_user,
)
from marketo_resources.api_only_user.comparison import held
from marketo_resources.api_only_user.deletion import delete_user
from marketo_resources.api_only_user.grant_order import check_copied, in_order, recorded_grants
from marketo_resources.api_only_user.invitation import (
    find_made_meanwhile,
    find_pending,
    invite,
)
from marketo_resources.api_only_user.owner import note_checked, note_user
from marketo_resources.api_only_user.properties import (
    HELD_BY_MARKETO,
    ApiOnlyUserInputs,
    ApiOnlyUserOutputs,
    half_made,
)
from marketo_resources.api_only_user.reading import read_user
from marketo_resources.core import notices
from marketo_resources.core.finding import find_user
from marketo_resources.core.lifecycle import HalfMade, Lifecycle
from marketo_resources.core.ownership import named
from marketo_resources.core.properties import (
    Declared,
    Partial,
    Problem,
    Properties,
    changed_fields,
)
from marketo_resources.core.unknown import Unknown
from marketo_resources.errors import ResourceError
from marketo_resources.marketo.errors import MarketoError, NotFoundError
from marketo_resources.role_grants.changes import grant_changes
from marketo_resources.role_grants.grant import Grant, arranged, is_resolved
from marketo_resources.role_grants.resolution import Catalogue

if TYPE_CHECKING:
    from marketo_resources.marketo.models import InvitedUser, User, UserSummary

__all__ = ["ApiOnlyUserLifecycle"]

DeclaredUser = Declared[ApiOnlyUserInputs]
Grants = Sequence[Grant | Unknown]


class ApiOnlyUserLifecycle(Lifecycle[ApiOnlyUserInputs, ApiOnlyUserOutputs]):
    """Check, make, read, change and delete an API-only user."""

    noun = "ApiOnlyUser"
    inputs = ApiOnlyUserInputs
    outputs = ApiOnlyUserOutputs

    def verify(
        self, declared: DeclaredUser, before: DeclaredUser | None
    ) -> tuple[DeclaredUser, list[Problem]]:
        """Resolve the grants, and find what Marketo would refuse."""
        note_checked(self.instance.ownership, declared, before)
        problems: list[Problem] = []
        catalogue = Catalogue.of(self.instance)
        if elsewhere := check_roles_are_here(self.instance.host, declared):
            return declared, [elsewhere]
        declared = declared.replace(roles_on=None)
        if declared.knows("roles"):
            roles, problems = catalogue.resolve(declared.known.roles, recorded_grants(before))
            problems = list(check_copied(declared, roles, before)) or problems
            declared = in_order(declared.replace(roles=roles), before)
        if not problems:
            self._say_declared_grants(declared, before)
        resource = self.describe(declared.values)
        problems.extend(check_user(self.instance, resource, declared, before))
        return declared, problems

    def verify_offline(
        self, declared: DeclaredUser, before: DeclaredUser | None
    ) -> tuple[DeclaredUser, list[Problem]]:
        """Find what is wrong with the declaration, by itself or together with the others."""
        note_checked(self.instance.ownership, declared, before)
        declared = self.carry_over(declared.replace(roles_on=None), before)
        self._say_declared_grants(declared, before)
        resource = self.describe(declared.values)
        problems = list(check_declaration(self.instance, resource, declared, before))
        if self.instance.by_hand.always and not problems:
            announce_offline(self.instance, resource, declared, before)
        return declared, problems

    @staticmethod
    def carry_over(declared: DeclaredUser, before: DeclaredUser | None) -> DeclaredUser:
        """Complete grants by what was resolved before, for a preview that does not ask Marketo."""
        if before is None or not (declared.knows("roles") and before.knows("roles")):
            return declared
        known = [grant for grant in before.known.roles if isinstance(grant, Grant)]
        roles = [
            next((old for old in known if isinstance(new, Grant) and new.may_mean(old)), new)
            for new in declared.known.roles
        ]
        return in_order(declared.replace(roles=roles), before)

    def recognize(self, id_: str, declared: DeclaredUser) -> None:
        """Note the user of a declared resource; refuse one that another resource has too."""
        note_user(self.instance.ownership, declared, id_)

    def create(self, inputs: ApiOnlyUserInputs) -> tuple[str, ApiOnlyUserOutputs]:
        """Invite the user; adopt or continue with one that is there, where that is allowed."""
        _require_resolved(inputs)
        if found := self.instance.users_with(inputs.email_address):
            return self._take_over(found, inputs)
        if why := why_no_program_may(self.instance, "make"):
            return self._let_a_person_make(inputs, why)
        user = invite(self.instance, inputs)
        if isinstance(user, Refusal):
            return self._go_on_after(user, inputs)
        self._hold(user.userid, inputs)
        if isinstance(user, marketo.models.InvitedUser):
            return user.userid, self._pending(user, inputs)
        return user.userid, recorded(self.instance, user, inputs, adopted=False)

    def read(self, id_: str, state: Partial[ApiOnlyUserOutputs]) -> ApiOnlyUserOutputs | None:
        """Return the user as Marketo holds it, or None if neither call nor list shows it."""
        try:
            user = read_user(self.instance, id_)
        except NotFoundError:
            return self._gone_or_invited(id_, state)
        outputs = held(user, Catalogue.of(self.instance), state)
        resource = self.describe(state)
        recorded_roles = state.get("roles", outputs.roles)
        self._say_grants(state, recorded_roles, outputs.roles, "changed in Marketo: ")
        say_expiry(resource, outputs.expires_at, self.instance.expiry_notice)
        say_lock(resource, user)
        say_refreshed(resource, state.known, outputs)
        return outputs

    def get(self, id_: str, state: Partial[Properties]) -> tuple[str, ApiOnlyUserOutputs]:
        """Look a user up by its userid or its e-mail address."""
        user = read_user(self.instance, find_user(self.instance, id_).userid)
        outputs = held(user, Catalogue.of(self.instance), state)
        return user.userid, outputs.model_copy(update={"context": self._here(state)})

    def update(
        self, id_: str, state: Partial[ApiOnlyUserOutputs], inputs: ApiOnlyUserInputs
    ) -> ApiOnlyUserOutputs:
        """Send what differs from state; the next preview lists what else differs in Marketo."""
        names = {*changed_fields(ApiOnlyUserInputs, state, inputs), *(state.known.unfinished or [])}
        if state.known.found_by_refresh:
            names.add("api_only")
        if names.isdisjoint({*HELD_BY_MARKETO, "api_only"}):
            roles = arranged(state.known.roles, inputs.roles)
            recorded_only = inputs.recorded_only()
            return state.known.model_copy(update={**recorded_only, "roles": roles})
        _require_resolved(inputs)
        try:
            user = read_user(self.instance, id_)
        except NotFoundError:
            raise ResourceError(self._cannot_update(id_)) from None
        if "roles" in names:
            live = held(user, Catalogue.of(self.instance), state)
            self._say_grants(inputs, live.roles, inputs.roles)
        user = bring_in_line(self.instance, user, inputs, names)
        return recorded(self.instance, user, inputs, adopted=state.known.adopted)

    def delete(self, id_: str, state: Partial[ApiOnlyUserOutputs]) -> None:
        """Delete the user, unless it was adopted, is in use, a person's, or the one we act as."""
        ownership, email = self.instance.ownership, state.get("email_address", id_)
        # In a replacement the new resource comes first, and has continued with the same user.
        if (keeper := ownership.keeper(id_, email, deleted=state.resource)) is not None:
            self._say(
                state, f"{id_} is held by the resource {named(keeper)} now, so it is not deleted."
            )
        elif state.known.adopted and not state.known.delete_adopted:
            ownership.note_left_adopted(id_)
            self._say(state, f"{id_} was adopted, so it stays in Marketo and is only forgotten.")
        else:
            wait = state.get("wait_for_person", 0)
            there = partial(self._is_there, id_, state)
            delete_user(self.instance, Doomed(self.describe(state), id_, email, wait, there))

    def _is_there(self, id_: str, state: Partial[ApiOnlyUserOutputs]) -> bool:
        try:
            read_user(self.instance, id_)
        except NotFoundError:
            return self._confirm_gone(id_, state) is not None
        return True

    def _say_declared_grants(self, declared: DeclaredUser, before: DeclaredUser | None) -> None:
        if before is not None and declared.knows("roles") and before.knows("roles"):
            self._say_grants(declared.values, before.known.roles, declared.known.roles)

    def _say_grants(
        self,
        properties: Properties | Partial[Properties],
        before: Grants,
        after: Grants,
        introduction: str = "",
    ) -> None:
        catalogue = None if self.instance.is_offline else Catalogue.of(self.instance)
        if changes := grant_changes(before, after, catalogue):
            notices.say_once(self.describe(properties), introduction + changes)

    def _take_over(
        self,
        found: list[UserSummary],
        inputs: ApiOnlyUserInputs,
        *,
        since_it_was_looked_for: bool = False,
    ) -> tuple[str, ApiOnlyUserOutputs]:
        verdict = adoption.judge(self.instance, found, Partial(inputs))
        if verdict.problems or verdict.user is None:
            reasons = "; ".join(problem.reason for problem in verdict.problems)
            is_anothers = since_it_was_looked_for and verdict.user is not None
            raise ResourceError(reasons + (_OF_ANOTHER_STACK if is_anothers else ""))
        if since_it_was_looked_for and not verdict.adopted:
            # No interrupted `up` left this one: somebody is working on it now.
            raise ResourceError(_MADE_MEANWHILE.format(inputs.email_address))
        self._hold(verdict.user.userid, inputs)
        return self._finished(verdict.user, inputs, adopted=verdict.adopted)

    def _go_on_after(
        self, refusal: Refusal, inputs: ApiOnlyUserInputs
    ) -> tuple[str, ApiOnlyUserOutputs]:
        # Somebody may have made it since the list was read: another stack, say.
        if found := find_made_meanwhile(self.instance, inputs.email_address, refusal.error):
            return self._take_over(found, inputs, since_it_was_looked_for=True)
        if pending := find_pending(self.instance, inputs.email_address):
            raise ResourceError(_INVITED.format(pending.userid))
        why = making.why_a_person_must(self.instance, inputs, refusal)
        return self._let_a_person_make(inputs, why)

    def _let_a_person_make(
        self, inputs: ApiOnlyUserInputs, why: str
    ) -> tuple[str, ApiOnlyUserOutputs]:
        user = making.made_by_a_person(self.instance, inputs, why)
        self._hold(user.userid, inputs)
        return self._brought_in_line(user, inputs, adopted=False)

    def _brought_in_line(
        self, user: User, inputs: ApiOnlyUserInputs, *, adopted: bool
    ) -> tuple[str, ApiOnlyUserOutputs]:
        live = held(user, Catalogue.of(self.instance), Partial(inputs))
        self._say_grants(inputs, live.roles, inputs.roles)
        return self._finished(user, inputs, adopted=adopted)

    def _finished(
        self, user: User, inputs: ApiOnlyUserInputs, *, adopted: bool
    ) -> tuple[str, ApiOnlyUserOutputs]:
        userid = user.userid
        try:
            user = bring_in_line(self.instance, user, inputs, HELD_BY_MARKETO)
        except MarketoError as failure:
            raise HalfMade(failure, userid, half_made(inputs, userid, adopted=adopted)) from None
        return userid, recorded(self.instance, user, inputs, adopted=adopted)

    def _hold(self, userid: str, inputs: ApiOnlyUserInputs) -> None:
        other = self.instance.ownership.note_made(inputs.resource, userid)
        if other is not None:
            raise ResourceError(
                f"{userid} is the user of the resource {named(other)} already: one user can be "
                "declared once only"
            )

    def _pending(self, user: InvitedUser, inputs: ApiOnlyUserInputs) -> ApiOnlyUserOutputs:
        self._say(
            inputs,
            f"Marketo holds {user.userid} as a pending invitation: until it is accepted, what was "
            "sent cannot be read back or changed.",
        )
        return ApiOnlyUserOutputs.model_construct(
            **dict(inputs), user_id=user.userid, adopted=False, unfinished=None
        )

    def _gone_or_invited(
        self, id_: str, state: Partial[ApiOnlyUserOutputs]
    ) -> ApiOnlyUserOutputs | None:
        invited = self._confirm_gone(id_, state)
        if invited is None:
            notices.say_once(self.describe(state), _GONE.format(id_))
        return invited

    def _confirm_gone(
        self, id_: str, state: Partial[ApiOnlyUserOutputs]
    ) -> ApiOnlyUserOutputs | None:
        if find_pending(self.instance, id_):
            return state.known
        listed = self.instance.user_with_id
        if listed(id_) and listed(id_, again=True):
            raise ResourceError(
                f"Marketo lists the user {id_}, but answers that it is not there when asked for "
                "it. Nothing was recorded. Run the same command again in a minute"
            )
        return None

    def _cannot_update(self, id_: str) -> str:
        if find_pending(self.instance, id_):
            return (
                f"{id_} is still a pending invitation, which Marketo lets nobody edit: wait until "
                "it is accepted, or take it back with `pulumi destroy --target` and run `pulumi up`"
            )
        return f"the user {id_} is gone from Marketo: run `pulumi up --refresh` to make it again"

    def _say(self, properties: Properties | Partial[Properties], text: str) -> None:
        notices.say(self.describe(properties), text)


def _require_resolved(inputs: ApiOnlyUserInputs) -> None:
    # A grant without ids would silently be missing from the request.
    if not is_resolved(inputs.roles):
        named = ", ".join(str(grant) for grant in inputs.roles)
        raise ResourceError(
            f"the grants {named} could not be found in Marketo: run `pulumi preview` again"
        )


_GONE = (
    "the user {} is gone from Marketo. `up` makes it again if the program declares it. A custom "
    "service that acted as it is gone or stopped with it: a person must make another one for the "
    "new user."
)
_INVITED = (
    "{} is invited already, as a pending invitation. Marketo does not show whether it is for an "
    "API-only user, so `up` does not continue with it: wait until it is accepted, or delete it in "
    "Admin > Users & Roles > Users, and run `pulumi up` again"
)
_MADE_MEANWHILE = (
    "another stack or an administrator made an API-only user of {0} while this `up` ran, so "
    "Marketo refuses to invite it. Nothing was changed. If another stack declares {0}, take it out "
    "of one of the two: one user belongs to one stack. If none does, run `pulumi up` again"
)
_OF_ANOTHER_STACK = (
    ". It was made while this `up` ran: if another stack declares it, take it out of one of the "
    "two instead, because one user belongs to one stack"
)
