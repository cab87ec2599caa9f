"""The work that comes back: submissions read, and evidence found in them."""
