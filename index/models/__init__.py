"""The model files: which ones OnRecord knows, where they come from, and whether those here are right."""

from index.models.folder import ModelFolder, ModelState, Verdict, default_models_folder

__all__ = ["ModelFolder", "ModelState", "Verdict", "default_models_folder"]
