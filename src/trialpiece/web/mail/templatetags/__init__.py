"""Template tags for e-mails."""
