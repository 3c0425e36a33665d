"""Tests of Jira's text dialects."""
