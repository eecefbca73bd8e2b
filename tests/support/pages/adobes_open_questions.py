"""Map places where the reference marks Adobe's pages as silent or contradictory to table rows."""

from __future__ import annotations

CONTRADICTIONS = {
    "ER's table names only the first ": "The permissions of the user calls",
    'should use the generated GUID." ': "What a userid is",
    '`apiOnly` ("Default is false") ': "Whether an update takes `apiOnly`",
    "SW, number 3381 in UM's sample ": "The type of `subscriptionId`",
    '`{"input":[…]}`, `input` required ': "The body that grants and takes roles",
    "`isHidden`, `isOnlyAllZones` ": "The spelling of a role's fields",
    "may simply fail on IMS ": "Whether invitations can be read on Adobe identity",
    "do it for API-only users ": "Which API manages users on Adobe identity",
    'basis") read as adding up ': "What several roles of one user mean",
    "them in workspace instances ": "Which boxes count for API users",
    ":mm:ss.SSS't'Z`; CData passes ISO ": "The date in an update",
    "(MK:managing-marketo-users.md) ": "How long an invitation lasts",
    "SW describes it as login expiry ": "What `expiresAt` of an invitation is",
    "EC: code is a **quoted** integer ": "The type of an error's code",
    "say Read-Only or Read-Write ": "What bulk extracts need",
    "readable since May 2022 (BL) ": "Whether companies are readable with a CRM",
    'subscription", minimum 10,000 ': "The size of the daily quota",
    "v2 asset specs still require it ": "When tokens in addresses end",
    "### 9.1 ": "Whether programs may make, change and delete users on Adobe identity",
    "### 9.4 ": "Which workspaces a bulk extract reads",
}
"""The last words before each mark, and the first cell of its row in docs/marketo-api.md."""

UNKNOWNS = {
    "the role must be held in is ": "In which workspace the caller must hold its role",
    "yes | minimum length not stated ": "Whether an invitation may grant nothing",
    "What the API answers then is ": "What another subscription's address answers",
    "without it clears the flag: ": "Whether an update without `apiOnly` clears it",
    "mail change is allowed there is ": "Whether an address may change on Adobe identity",
    'Clearing expiresAt (null or ""): ': "Whether an expiry can be removed",
    'or ""): [U]. Past expiresAt: ': "What an expiry in the past does",
    "on IMS gets (mail or GUID) is ": "The userid of an API-only user on Adobe identity",
    "uniqueness inside `allusers` is ": "Whether an address is unique in the list",
    "invitees appear in `allusers` is ": "Whether pending users are in the list",
    "by name. Is a role name unique? ": "Whether names of roles are unique",
    "& Partitions, use 0 [I] (or 1: ": "Which workspace is answered where there is one only",
    "and on the Identity endpoint: ": "What an ended access does to running tokens",
    "is pending / exists elsewhere | ": "What is answered for an address that exists or is invited",
    "not there | SW lists 404; body ": "The body for a user that is not there",
    "| delete twice | ": "What a second deletion answers",
    "same pair twice in one call | ": "What granting twice, or taking what is not held, answers",
    "role with a real workspace | ": "What taking the last grant, or an unknown id, answers",
    "(403 in SW, 401 possible), code ": "The code of a missing permission for user calls",
    'out and back in"; for API tokens ': "When a changed permission reaches a token",
    "only in another workspace is ": "What a permission held in another workspace only opens",
    "is checked before existence ": "Whether a permission is checked before existence",
    "daylight saving is followed is ": "Whether the quota's midnight follows daylight saving",
    "e-mail; on IMS e-mail or GUID ": "What `scope` holds on Adobe identity",
    "code and words a refusal has: ": (
        "With which code and words a subscription keeps programs from users"
    ),
    "can be edited. For the API: ": "Whether a user that a service uses can be edited",
    "token keeps the old user's rights: ": (
        "Whom a running token acts as once its service is linked to another user"
    ),
    "09a656c) [D]; the API: ": (
        "Whether an update can untick *API Only* or blank an expiry, as the admin pages can"
    ),
}
"""The same of what is not documented."""
