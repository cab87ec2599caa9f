"""What the candidate sees."""
