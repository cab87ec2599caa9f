"""Debrief, decision and feedback."""
