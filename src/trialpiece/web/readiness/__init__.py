"""Is the organisation ready: assessments by several respondents, and audits of its data."""
