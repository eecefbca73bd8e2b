"""Share what all resources need: models, comparing, one instance, ownership, waiting.

Nothing here knows of Pulumi or of a single kind of resource; each noun has its own folder.
"""
