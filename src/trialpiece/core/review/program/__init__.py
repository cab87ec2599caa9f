"""A submission's code as programs: which file is run, and which it imports."""
