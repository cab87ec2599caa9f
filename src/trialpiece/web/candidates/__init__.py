"""People who apply, and their applications."""
