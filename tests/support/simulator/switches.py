"""Set every switch of the simulator's command line to a value that is not its default."""

EVERY_SWITCH = [
    "--invitations-readable", "no", "--user-calls", "refused", "--edit-in-use", "refused",
    "--relinked-token", "new",
    "--include-role-workspace", "--identity", "adobe", "--roles-body", "input",
    "--errors", "body", "--dates", "iso", "--spelling", "specification",
    "--order", "by-name", "--plan", "basic", "--crm", "--calls-a-day", "7",
    "--visible-after", "1.5", "--pending", "--no-limits",
]  # fmt: skip
