"""Let a person make, change or delete an API-only user where Marketo lets no program do so."""
