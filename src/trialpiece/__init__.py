"""Hire AI people on evidence: readiness, scoping, take-homes, blind review, decisions, and what came of them."""

__version__ = "0.1.0"
