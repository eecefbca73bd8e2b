"""Answer the questions that take a second user or a deletion: last, because they end the user."""

from __future__ import annotations

import uuid

from marketo_resources.cli.proving.bench import Bench
from marketo_resources.cli.proving.exchanges import Answer, of_user
from marketo_resources.cli.proving.questions import question
from marketo_resources.cli.proving.readings import Conclusion, Inconclusive
from marketo_resources.cli.proving.subject import FIRST_NAME, all_users_of, same_address
from marketo_resources.marketo.client import USERS

_CALLS = ("invite", "update", "delete")
_FORBIDDEN = 403
_DENIED = 603


@question(
    "What does inviting an address that a user has answer?",
    "What is answered for an address that exists or is invited",
    "Whether an address is unique in the list",
    calls=1,
)
def same_address_again(bench: Bench) -> Conclusion:
    """Invite the user once more; the clean-up takes every user of the address that it made."""
    if "invite" not in bench.outcomes or not bench.outcomes["invite"].is_done:
        raise Inconclusive(f"no user was made by a program: {bench.why_none}")
    answer = bench.marketo.post(f"{USERS}/invite.json", bench.invitation())
    return Conclusion(answer.outcome, answer.quoted)


@question("What does a second deletion answer?", "What a second deletion answers", calls=4)
def second_deletion(bench: Bench) -> Conclusion:
    """Delete the user that was made, and delete it once more."""
    path = of_user(bench.subject(), "delete.json")
    if bench.by_person:
        raise Inconclusive("Marketo lets no program delete the user")
    if not bench.user().api_only or bench.user().first_name != FIRST_NAME:
        raise Inconclusive("the user is no longer what was made, so it is not deleted")
    first = bench.marketo.post(path)
    bench.outcomes["delete"] = first
    if not first.is_done:
        raise Inconclusive(f"the first one was refused ({first.in_words})")
    bench.userid, bench.why_none = "", "it is deleted"
    return Conclusion(bench.marketo.post(path).outcome)


@question("May an invitation grant nothing?", "Whether an invitation may grant nothing", calls=2)
def invitation_without_roles(bench: Bench) -> Conclusion:
    """Invite the deleted user again without roles; the clean-up takes it if that worked."""
    if "delete" not in bench.outcomes or not bench.outcomes["delete"].is_done:
        raise Inconclusive("no user was made and deleted before")
    listed = all_users_of(bench.marketo)
    if any(same_address(one.email_address, bench.chosen.address) for one in listed):
        raise Inconclusive("the deleted user, or a second one, is still in the list")
    body = bench.invitation() | {"userRoleWorkspaces": []}
    answer = bench.marketo.post(f"{USERS}/invite.json", body)
    return Conclusion("yes" if answer.is_done else "no", answer.outcome)


@question(
    "May programs make, change and delete API-only users?",
    "Whether programs may make, change and delete users on Adobe identity",
    "Which API manages users on Adobe identity",
    "With which code and words a subscription keeps programs from users",
    calls=2,
)
def user_calls(bench: Bench) -> Conclusion:
    """Conclude it from what was done, or from how a user that nobody has is refused."""
    tried = {call: one for call, one in bench.outcomes.items() if call in _CALLS}
    done = [call for call, one in tried.items() if one.is_done]
    if len(done) == len(_CALLS):
        return Conclusion("allowed")
    if not tried:
        raise Inconclusive("none of the calls was answered")
    if done:
        answered = ", ".join(f"{call} {one.outcome}" for call, one in tried.items())
        raise Inconclusive(f"only some of the calls were done or could be tried: {answered}")
    return _kept_from(next(iter(tried.values())), _of_nobody(bench))


def _of_nobody(bench: Bench) -> list[Answer]:
    """Update and delete a user that nobody has: where programs may, it is not there."""
    nobody = f"{uuid.uuid4()}@example.invalid"
    update = bench.marketo.post(of_user(nobody, "update.json"), {"firstName": FIRST_NAME})
    return [update, bench.marketo.post(of_user(nobody, "delete.json"))]


def _kept_from(refused: Answer, others: list[Answer]) -> Conclusion:
    same = {(one.status, one.code) for one in [refused, *others]}
    if len(same) > 1 or any(one.is_done for one in others):
        answered = ", ".join(one.outcome for one in others)
        raise Inconclusive(
            f"the call was refused ({refused.in_words}), and the same calls about nobody "
            f"otherwise: {answered}"
        )
    if refused.status == _FORBIDDEN and refused.code is None:
        return Conclusion("forbidden", refused.in_words)
    if refused.code in {None, _DENIED}:
        raise Inconclusive(f"the refusal may be for another reason ({refused.in_words})")
    return Conclusion("refused", refused.in_words)
