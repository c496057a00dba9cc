"""The demonstration: invented people act on real project texts, through the commands."""
