"""Readings of submissions as durable work."""
