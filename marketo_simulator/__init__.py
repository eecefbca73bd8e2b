"""A stand-in for Marketo's user management, held to Adobe's specification."""

from .simulator import Simulator

__all__ = ["Simulator"]
