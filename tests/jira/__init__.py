"""Whole loops on a fake Jira, in both dresses."""
