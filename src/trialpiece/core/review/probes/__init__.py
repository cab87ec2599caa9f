"""Questions for the conversation about a submission, made from what was found in it."""
