"""Pulumi's dynamic providers over the core."""
