"""Let Marketo hold any names and ids: only our errors, calls in their path, harmless texts."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from marketo_simulator.faults import Fault
from tests.support.faults.operations import EMAIL, Stack, declared, prepared
from tests.support.properties.engine_model import NOUN
from tests.support.properties.hostile import EMPTY, NASTY, TEXTS, assert_harmless, error_of

QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck))
EXAMPLES, LONG = 150, 3000
FIELDS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("userid", "email_address", "first_name", "last_name", "locked_reason"), TEXTS
    ),
)
NAMES = st.fixed_dictionaries(
    {"role": st.just("Warehouse API") | TEXTS, "place": st.just("Default") | TEXTS}
)


def furnish(stack: Stack, fields: dict[str, str], names: dict[str, str]) -> None:
    """Give a role and a workspace these names, and make a user who holds them."""
    subscription = stack.marketo.subscription
    role = subscription.role_named("Warehouse API")
    assert role
    role.name, subscription.workspaces[1].name = names["role"], names["place"]
    user = subscription.add_user(EMAIL, "By", "Hand", grants=[(role.id, 1)])
    for name, value in fields.items():
        setattr(user, name, value)


def live(fields: dict[str, str], names: dict[str, str]) -> None:
    """Adopt, read, change and delete such a user, and declare such a role."""
    with prepared(EMPTY) as stack:
        furnish(stack, fields, names)
        email = fields.get("email_address", EMAIL)
        grants = [{"role_id": str(_role_id(stack, names)), "workspace_id": "1"}]
        program = {
            "r": {NOUN: "ApiOnlyRole", "role_name": names["role"]},
            "u": declared(
                email_address=email, roles=grants, adopt=True, delete_adopted=True, first_name="New"
            ),
        }
        texts = [error_of(stack.engine.up, program), error_of(stack.engine.refresh)]
        texts.append(error_of(stack.engine.up, program))
        event("applied" if "u" in stack.engine.state else "refused")
        _drift(stack, fields)
        texts += [error_of(stack.engine.refresh), error_of(stack.engine.up, program)]
        texts.append(error_of(stack.engine.up, {}))
        assert_harmless(stack, *texts)


def _role_id(stack: Stack, names: dict[str, str]) -> int:
    role = stack.marketo.subscription.role_named(names["role"])
    assert role
    return role.id


def _drift(stack: Stack, fields: dict[str, str]) -> None:
    """Give the user values that no program could declare, as an administrator may."""
    for user in stack.marketo.subscription.users:
        if any(user.userid == one.identity for one in stack.engine.state.values()):
            user.first_name = fields.get("last_name", "X")
            user.email_address = fields.get("first_name", user.email_address)


@settings(QUIET, max_examples=EXAMPLES)
@given(FIELDS, NAMES)
@example({}, {"role": "x" * 300, "place": "Default"})
@example({}, {"role": "Warehouse API", "place": "x" * 300})
@example({"userid": "../../x"}, {"role": "Warehouse API", "place": "Default"})
@example({"userid": "x" * 70_000}, {"role": "Warehouse API", "place": "Default"})
def test_any_name_and_id_in_marketo_is_taken_as_it_is_or_refused(
    fields: dict[str, str], names: dict[str, str]
) -> None:
    """In state, messages and calls."""
    live(fields, names)


@pytest.mark.parametrize(
    "userid", ["../../x", "a/b?c", "a b", "%2e%2e", "a#b", "\u00e9@x.com", "."]
)
def test_a_userid_stays_one_segment_of_the_path(userid: str) -> None:
    """A user with such an id is adopted, changed and deleted; "." is refused before it is sent."""
    with prepared(EMPTY) as stack:
        furnish(stack, {"userid": userid}, {"role": "Warehouse API", "place": "Default"})
        text = error_of(stack.engine.up, {"u": declared(adopt=True, delete_adopted=True)})
        if userid == ".":
            assert "cannot be the id" in text
            return
        assert stack.engine.state["u"].identity == userid
        assert not error_of(stack.engine.up, {})
        assert stack.marketo.subscription.user_of_email(EMAIL) is None
        assert_harmless(stack, text)


@pytest.mark.parametrize("text", [text for text in NASTY if len(text) < 200], ids=ascii)
def test_marketos_words_cannot_control_a_terminal(text: str) -> None:
    """Errors quote them, without the characters on which a terminal would act."""
    with prepared(EMPTY) as stack:
        stack.marketo.app.faults.add(Fault("code", "roles.json", code=709, message=text))
        error = error_of(stack.engine.up, {"u": declared()})
        assert "refused the call" in error or "business rule" in error
        assert_harmless(stack, error)


@pytest.mark.long
def test_thousands_of_names_and_ids_are_taken_as_they_are_or_refused() -> None:
    """The same with more examples."""

    @settings(QUIET, max_examples=LONG)
    @given(FIELDS, NAMES)
    def lives(fields: dict[str, str], names: dict[str, str]) -> None:
        live(fields, names)

    lives()
