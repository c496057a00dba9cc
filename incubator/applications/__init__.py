"""Dossiers: draft, submission and receipt, admissibility."""
