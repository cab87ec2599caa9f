"""Which submissions to one exercise share more than the task explains: an index, pairs to look at, people's judgements."""
