"""Fits what is learned: the attribution tagger (with torch), the verifier (scikit-learn). Not part of the package."""
