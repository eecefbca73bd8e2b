"""What the resources have in common: models, comparing, one instance, ownership, waiting.

Nothing here knows of Pulumi or of a single kind of resource; each noun has a folder of its own.
"""
