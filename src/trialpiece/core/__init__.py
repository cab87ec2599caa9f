"""The hiring science: pure Python that knows nothing of Django, the database or the network."""
