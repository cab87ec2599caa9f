"""Which submissions share passages that neither the exercise nor common practice explains; people judge what it means."""
