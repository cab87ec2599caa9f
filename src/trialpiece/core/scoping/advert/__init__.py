"""Reads an advert or a description of work by its duties: role, level, engagement, conflicts, each with its sentences."""
