"""A demo organisation, told by the same verbs that users call: `make demo` shows a process that is under way."""
