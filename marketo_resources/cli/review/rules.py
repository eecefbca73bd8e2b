"""The rules of an access review: one small function each, and a table that names them.

The page, the CSV and JSON files, `--fail-on` and docs/review.md are all made of the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase

from marketo_resources.cli.review.facts import Day
from marketo_resources.cli.review.own_user import own_remedy
from marketo_resources.cli.review.reviewed import Reviewed, ReviewedUser

__all__ = ["RULES", "Acceptance", "Finding", "Rule", "findings_of"]

NEAR_QUOTA = 0.8
"""A day's calls are near the daily quota from this part of it on."""

THE_SUBSCRIPTION = "the subscription"


@dataclass(frozen=True)
class Breach:
    """Who or what breaks a rule.

    Attributes:
        subject: The user's address, the resource, or the subscription.
        detail: What breaks it, in words; empty where the rule's name says it all.
        userid: The user's id, where it is about a user of Marketo.
        urn: The resource's URN, where it is about one of a stack.
        is_own: Whether it is the user behind the credentials in use.
    """

    subject: str
    detail: str = ""
    userid: str = ""
    urn: str = ""
    is_own: bool = False


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        name: What `--fail-on` calls it.
        title: What the page calls it.
        meaning: Why it matters.
        remedy: What to do.
        weight: How much it matters: `high`, `medium` or `low`.
        breaches: Yields who breaks it.
        needs_states: Whether it can be judged only with the states of stacks.
    """

    name: str
    title: str
    meaning: str
    remedy: str
    weight: str
    breaches: Callable[[Reviewed], Iterator[Breach]]
    needs_states: bool = False


@dataclass(frozen=True)
class Acceptance:
    """A finding that somebody has decided to live with.

    Attributes:
        rule: The name of the rule, or `*`.
        pattern: Whom it is accepted of: an address, or a pattern of addresses.
    """

    rule: str
    pattern: str

    def covers(self, rule: Rule, breach: Breach) -> bool:
        """Return whether it is about this."""
        subject = breach.subject.casefold()
        return self.rule in {"*", rule.name} and fnmatchcase(subject, self.pattern.casefold())


@dataclass(frozen=True)
class Finding:
    """A rule that somebody breaks, and whether that has been accepted."""

    rule: Rule
    breach: Breach
    is_accepted: bool = False

    @property
    def remedy(self) -> str:
        """What to do about it: never something that would break the credentials in use."""
        own = own_remedy(self.rule.name, self.breach.subject) if self.breach.is_own else None
        return own or self.rule.remedy


def findings_of(reviewed: Reviewed, accepted: Sequence[Acceptance] = ()) -> list[Finding]:
    """Return what breaks rules, in the order of the table; without states, rules that need none."""
    judged = [rule for rule in RULES.values() if reviewed.has_states or not rule.needs_states]
    return [
        Finding(rule, breach, any(one.covers(rule, breach) for one in accepted))
        for rule in judged
        for breach in rule.breaches(reviewed)
    ]


def _each_user(
    judge: Callable[[ReviewedUser, Reviewed], str | None],
) -> Callable[..., Iterator[Breach]]:
    """Return a function that yields each user for which `judge` returns a text, even ""."""

    def breaches(reviewed: Reviewed) -> Iterator[Breach]:
        for one in reviewed.users:
            if (detail := judge(one, reviewed)) is not None:
                yield Breach(one.address, detail, one.user.userid, is_own=one.is_own)

    return breaches


def _standard_role(one: ReviewedUser, _reviewed: Reviewed) -> str | None:
    is_broken = one.user.api_only and one.standard_grants
    return ", ".join(one.standard_grants) if is_broken else None


def _unmanaged(one: ReviewedUser, _reviewed: Reviewed) -> str | None:
    if not one.user.api_only or one.managed_by:
        return None
    return "it is the user behind the credentials in use" if one.is_own else ""


def _differs(one: ReviewedUser, _reviewed: Reviewed) -> str | None:
    return "; ".join(one.differences) or None


def _managed_twice(one: ReviewedUser, _reviewed: Reviewed) -> str | None:
    return " and ".join(map(str, one.managed_by)) if len(one.managed_by) > 1 else None


def _calls_of_a_person(one: ReviewedUser, _reviewed: Reviewed) -> str | None:
    return None if one.user.api_only or not one.all_calls else _calls(one.all_calls)


def _no_expiry(one: ReviewedUser, _reviewed: Reviewed) -> str | None:
    return "" if one.user.api_only and one.user.expires_at is None else None


def _several_services(one: ReviewedUser, _reviewed: Reviewed) -> str | None:
    services = {service.id: service for service in one.services}
    return " and ".join(map(str, services.values())) if len(services) > 1 else None


def _unprotected(one: ReviewedUser, _reviewed: Reviewed) -> str | None:
    open_ones = [managed for managed in one.managed_by if not managed.is_protected]
    if not one.all_calls or not open_ones:
        return None
    return f"{_calls(one.all_calls)}; {' and '.join(map(str, open_ones))}"


def _ended(one: ReviewedUser, _reviewed: Reviewed) -> str | None:
    return f"ended on {one.user.expires_at:%Y-%m-%d}" if one.has_expired else None


def _ends_soon(one: ReviewedUser, reviewed: Reviewed) -> str | None:
    limit = timedelta(days=reviewed.thresholds.ends_within_days)
    if one.left is None or not timedelta() < one.left <= limit:
        return None
    within = f"within {one.left.days + 1} days" if one.left.days else "within a day"
    return f"ends on {one.user.expires_at:%Y-%m-%d}, {within}"


def _never_used(one: ReviewedUser, _reviewed: Reviewed) -> str | None:
    return None if one.user.last_login_at or one.is_in_use else ""


def _not_used(one: ReviewedUser, reviewed: Reviewed) -> str | None:
    last, days = one.user.last_login_at, reviewed.thresholds.not_used_days
    if last is None or one.is_in_use or one.read_at - last <= timedelta(days=days):
        return None
    return f"last login on {last:%Y-%m-%d}, {(one.read_at - last).days} days ago"


def _locked(one: ReviewedUser, _reviewed: Reviewed) -> str | None:
    reason = one.user.locked_reason
    # Marketo locks a user whose access has ended, which the rule `ended` reports.
    ended = one.has_expired and (not reason or "expired" in reason.casefold())
    return reason if one.user.is_locked and not ended else None


def _gone(reviewed: Reviewed) -> Iterator[Breach]:
    for one in reviewed.gone:
        yield Breach(one.email_address or one.name, str(one), urn=one.urn)


def _near_quota(reviewed: Reviewed) -> Iterator[Breach]:
    quota = reviewed.thresholds.calls_a_day
    for day in reviewed.facts.days:
        if day.total >= NEAR_QUOTA * quota:
            yield Breach(THE_SUBSCRIPTION, _of_day(day, reviewed))


def _of_day(day: Day, reviewed: Reviewed) -> str:
    quota = reviewed.thresholds.calls_a_day
    assumed = "" if reviewed.thresholds.daily_quota else " (assumed)"
    most = sorted(day.by_caller.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    callers = ", ".join(f"{caller} {count:,}" for caller, count in most)
    return (
        f"{day.date}: {day.total:,} calls, {day.total / quota:.0%} of the daily quota of "
        f"{quota:,}{assumed}; most by {callers or 'nobody that is named'}"
    )


def _calls(count: int) -> str:
    return f"{count:,} {'call' if count == 1 else 'calls'} in the last seven days"


_ALL = (
    Rule(
        "standard-role",
        "Holds a role that is not API-only",
        "Roles such as Admin and Standard User are for persons. An integration that holds one can "
        "do far more than its job, and whoever has its secret can too.",
        "Make a role with only the permissions that the integration needs "
        "(Admin > Users & Roles > Roles), grant it, and take the standard role away.",
        "high",
        _each_user(_standard_role),
    ),
    Rule(
        "differs",
        "Differs from its stack",
        "Somebody changed the user in Marketo since the state was written, or the last `up` could "
        "not finish. Grants that Marketo has beyond the state are marked with +.",
        "Look at it with `pulumi preview --refresh` in its stack. `pulumi up --refresh` makes it "
        "as declared; to keep the change, declare it.",
        "high",
        _each_user(_differs),
        needs_states=True,
    ),
    Rule(
        "gone",
        "In a state, gone from Marketo",
        "A stack manages a user or role that Marketo no longer has: somebody deleted it.",
        "Run `pulumi up --refresh` in its stack to make a user again, or remove it from the "
        "program. A role is made again by a person.",
        "high",
        _gone,
        needs_states=True,
    ),
    Rule(
        "person-calls",
        "A person's user makes API calls",
        "Calls of an integration and of a person cannot be told apart, and the integration stops "
        "when the person leaves.",
        "Make an API-only user for the integration, and link its custom service to that user "
        "(Admin > Integration > LaunchPoint).",
        "high",
        _each_user(_calls_of_a_person),
    ),
    Rule(
        "unmanaged",
        "Managed by no stack",
        "Nobody reviews changes of this user, and no program says what it is for. It is managed "
        "by none of the stacks whose states were given.",
        "Take it over with `marketo-resources import`, or delete it if nobody needs it "
        "(Admin > Users & Roles > Users). If another stack manages it, give its state too.",
        "high",
        _each_user(_unmanaged),
        needs_states=True,
    ),
    Rule(
        "managed-twice",
        "Managed by several resources",
        "Two resources change one user in turn, and deleting one deletes the user of the other.",
        "Keep one. Take the others out of their stacks with `pulumi state delete URN`, and then "
        "out of their programs.",
        "high",
        _each_user(_managed_twice),
        needs_states=True,
    ),
    Rule(
        "near-quota",
        "Near the daily quota",
        "The subscription used 80 % or more of its calls of a day. When they are used up, every "
        "integration stops until midnight US Central Time.",
        "Let the integrations that are named call less: fewer polls, bulk extracts instead of "
        "single calls. Or buy more calls from Adobe.",
        "medium",
        _near_quota,
    ),
    Rule(
        "unprotected",
        "In use, and not protected in Pulumi",
        "The user made calls in the last seven days, and nothing keeps a mistake in its program "
        "from deleting it.",
        "Declare it with `opts=pulumi.ResourceOptions(protect=True)`, and run `pulumi up`.",
        "medium",
        _each_user(_unprotected),
        needs_states=True,
    ),
    Rule(
        "several-services",
        "One user behind several services",
        "The calls of these custom services cannot be told apart, each may do what any of them "
        "needs, and none can be cut off alone.",
        "Give each service its own API-only user, and link it to that user "
        "(Admin > Integration > LaunchPoint), which keeps its client id and secret.",
        "medium",
        _each_user(_several_services),
        needs_states=True,
    ),
    Rule(
        "no-expiry",
        "No expiry",
        "The access lasts until somebody remembers to end it.",
        "Declare `expires_at`, perhaps with `marketo.access_period_end`, which moves it on as long "
        "as the stack is applied.",
        "medium",
        _each_user(_no_expiry),
    ),
    Rule(
        "ends-soon",
        "Ends soon",
        "The integration stops when the access of its user ends.",
        "Declare a later `expires_at` and run `pulumi up`, or let it end.",
        "medium",
        _each_user(_ends_soon),
    ),
    Rule(
        "ended",
        "Ended",
        "Marketo locks a user whose access has ended and refuses its calls.",
        "Delete it if nobody misses it, or give access back with a later `expires_at`.",
        "low",
        _each_user(_ended),
    ),
    Rule(
        "never-used",
        "Never used",
        "Marketo shows no login of this user, and no call in the last seven days.",
        "Ask who wanted it, and delete it if nobody needs it.",
        "low",
        _each_user(_never_used),
    ),
    Rule(
        "not-used",
        "Not used for long",
        "The last login is longer ago than `--not-used-days` allows, and there was no call in the "
        "last seven days.",
        "Ask who uses it, and delete it if nobody does.",
        "low",
        _each_user(_not_used),
    ),
    Rule(
        "locked",
        "Locked",
        "Marketo lets the user do nothing: an administrator or failed logins locked it.",
        "Find out why. A person can unlock it in Admin > Users & Roles > Users.",
        "low",
        _each_user(_locked),
    ),
)
RULES = {rule.name: rule for rule in _ALL}
"""The rules by name, those that matter most first."""
