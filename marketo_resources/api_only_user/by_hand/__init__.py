"""What a person does with API-only users where Marketo lets no program."""
