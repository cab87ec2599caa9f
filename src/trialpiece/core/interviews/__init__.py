"""What to ask and how: practices, plans, kits and probes."""
