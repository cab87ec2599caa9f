"""Attempts to get out of the sandbox, each of which must come to nothing.

`python -m trialpiece.runner.escape` makes them all and prints the list. Each has a control: the same
attempt where the protection is absent, which must succeed, so that an attempt that fails for another
reason is noticed.
"""
