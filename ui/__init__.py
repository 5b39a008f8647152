"""The chat, served with Gradio."""

import os

# Gradio reads this when it is imported; nothing that a journalist asks may leave the machine.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
