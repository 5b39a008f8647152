"""Evaluation: a test set in; a run, its metrics, a comparison with another run and a report out."""
