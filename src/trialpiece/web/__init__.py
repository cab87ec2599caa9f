"""The Django product, cut by feature with the same layers in each."""
