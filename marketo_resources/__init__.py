"""Adobe Marketo Engage API access as Pulumi resources."""
