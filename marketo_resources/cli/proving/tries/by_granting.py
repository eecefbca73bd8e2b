"""Answer the questions that take granting roles to the user that was made, and taking them."""

from __future__ import annotations

from typing import Any

from marketo_resources.cli.proving.bench import Bench, Pair
from marketo_resources.cli.proving.exchanges import Answer, of_user
from marketo_resources.cli.proving.questions import question
from marketo_resources.cli.proving.readings import Conclusion, Inconclusive

_NO_ROLE = 2**31 - 1
"""The largest id that the specification allows: no role has it."""


@question(
    "Which body do the calls that grant and take roles accept?",
    "The body that grants and takes roles",
    calls=5,
)
def roles_body(bench: Bench) -> Conclusion:
    """Grant another role or workspace with each documented body, and take it again."""
    by_list = _grant(bench, [bench.chosen.other])
    if by_list.is_done:
        _take(bench, [bench.chosen.other])
    by_object = _grant(bench, {"input": [bench.chosen.other]})
    _put_back(bench)
    if by_list.is_done and by_object.is_done:
        return Conclusion("either")
    if by_list.is_done:
        return Conclusion("array", f"an object is {by_object.outcome}")
    if by_object.is_done:
        return Conclusion("input", f"a list is {by_list.outcome}")
    raise Inconclusive(f"neither body was taken ({by_list.in_words}; {by_object.in_words})")


@question(
    "What does granting twice, or taking what is not held, answer?",
    "What granting twice, or taking what is not held, answers",
    calls=8,
)
def no_op_grants(bench: Bench) -> Conclusion:
    """Grant what is held, and take what is not."""
    again = _changed(bench, "create", bench.chosen.base)
    missing = _changed(bench, "delete", bench.chosen.other)
    _put_back(bench)
    return Conclusion(
        f"granting twice: {again.outcome}; taking what is not held: {missing.outcome}"
    )


@question(
    "What do an unknown role and taking the last grant answer?",
    "What taking the last grant, or an unknown id, answers",
    calls=8,
)
def wrong_grants(bench: Bench) -> Conclusion:
    """Grant a role that is not there, and take the only grant; give it back if it is gone."""
    unknown = _changed(bench, "create", bench.chosen.base | {"accessRoleId": _NO_ROLE})
    last = _changed(bench, "delete", bench.chosen.base)
    _put_back(bench)
    return Conclusion(f"an unknown role: {unknown.outcome}; the last grant: {last.outcome}")


def _changed(bench: Bench, call: str, pair: Pair) -> Answer:
    """Send a change in the list, and then in the object, where the list is refused."""
    answer = _send(bench, call, [pair])
    return answer if answer.is_done else _other(answer, _send(bench, call, {"input": [pair]}))


def _other(first: Answer, second: Answer) -> Answer:
    """Return the answer that is about the content rather than the body."""
    about_form = {609, None}
    return second if second.is_done or first.code in about_form else first


def _put_back(bench: Bench) -> None:
    """Leave the user with what it was given at first."""
    wanted = _ids(bench.chosen.base)
    held = bench.held()
    if wanted not in held:
        _changed(bench, "create", bench.chosen.base)
    for role, workspace in held - {wanted}:
        _changed(bench, "delete", {"accessRoleId": role, "workspaceId": workspace})


def _ids(pair: Pair) -> tuple[int, int]:
    return pair["accessRoleId"], pair["workspaceId"]


def _grant(bench: Bench, body: Any) -> Answer:  # noqa: ANN401 - both documented bodies
    return _send(bench, "create", body)


def _take(bench: Bench, body: Any) -> Answer:  # noqa: ANN401 - both documented bodies
    return _send(bench, "delete", body)


def _send(bench: Bench, call: str, body: Any) -> Answer:  # noqa: ANN401 - both documented bodies
    return bench.marketo.post(of_user(bench.subject(), f"roles/{call}.json"), body)
