"""The tab that evaluates: test sets, runs, results, comparison, and proposed cases to look through."""
