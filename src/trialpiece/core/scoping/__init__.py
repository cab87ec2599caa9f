"""What the work is, and which role, team and contract it wants."""
