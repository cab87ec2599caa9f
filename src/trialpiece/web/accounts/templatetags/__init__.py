"""Template tags of the pages for signing in."""
