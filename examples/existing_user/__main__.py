"""Shows: a program that reads what others manage in Marketo, and manages nothing of it.

`ApiOnlyUser.get` reads a user into the state, as a resource that is never changed; the lookups
answer the program itself. Here they compare the user's access with what it should be.
"""

import pulumi

import marketo_resources as marketo

email = pulumi.Config().require("email")

user = marketo.ApiOnlyUser.get("warehouse", email)
pulumi.export("user_id", user.user_id)
pulumi.export("expires_at", user.expires_at)

granted = marketo.get_user_output(user.email_address).roles
role = marketo.get_role("Warehouse API")
default = marketo.get_workspace("Default")
pulumi.export(
    "holds_the_role",
    granted.apply(lambda roles: (role.role_name, default.name) in roles),
)

programs = marketo.get_users(api_only=True)
pulumi.export("api_only_users", sorted(one.email_address for one in programs))
