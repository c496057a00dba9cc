"""Jurors declare their interests, read dossiers and score them, each without the others."""
