"""The first page of each role, and the pages that show several features together."""
