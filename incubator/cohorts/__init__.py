"""Start-ups in residence: their cohort, their milestones, their figures."""
