"""Runs candidates' code in a sandbox; holds no database and no secrets."""
