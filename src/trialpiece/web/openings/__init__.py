"""Posts to fill, and the plan of stages."""
