"""The assistant: a question in, a grounded answer with exact citations out."""
