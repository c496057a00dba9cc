"""The setting: clusters, venues, partners, the authority that decides and its words."""
