"""The product for programs."""
