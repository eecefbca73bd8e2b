"""Role grants: how they are declared, and what they mean against Marketo's roles and workspaces."""
