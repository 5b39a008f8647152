"""Metrics, one concept a file; each is a function of plain values and knows nothing of runs."""
