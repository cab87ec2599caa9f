"""The sheet of questions for the conversation about a submission."""
