"""Pages of assessments, of respondents, and of audits of data."""
