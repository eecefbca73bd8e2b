"""Adapt the core to Pulumi's dynamic providers."""
