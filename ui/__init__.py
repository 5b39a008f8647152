"""The chat, served with Gradio."""
