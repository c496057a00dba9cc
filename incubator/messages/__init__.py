"""What a founder and the team write to each other about a dossier."""
