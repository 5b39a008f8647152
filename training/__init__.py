"""Fine-tunes the attribution tagger; the only place that needs torch. Not part of the installed package."""
