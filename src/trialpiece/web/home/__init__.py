"""What waits for me, and where we stand."""
