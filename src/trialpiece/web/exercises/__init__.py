"""Exercise packs, shown to those who plan."""
