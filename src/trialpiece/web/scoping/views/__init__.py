"""Pages of work briefs and adverts."""
