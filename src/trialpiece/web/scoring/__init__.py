"""Blind scorecards, reveal and revisions."""
