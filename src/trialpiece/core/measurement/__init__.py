"""What scores and outcomes say, and how certainly."""
