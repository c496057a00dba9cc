"""Letters: what a decision looks like once it is set in type."""
