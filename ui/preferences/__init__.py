"""The Settings tab: the model in force, the length of answers, the theme, and what readers thought of the answers."""
