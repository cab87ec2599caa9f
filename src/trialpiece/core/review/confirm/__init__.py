"""Holds static findings against what was seen while the submission ran."""
