"""The archive: articles read, split, embedded, stored and searched. Knows nothing of the LLM or the UI."""
