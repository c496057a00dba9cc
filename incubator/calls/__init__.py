"""Calls for applications: their calendar, their form, their rubric."""
