"""Jira: the text dialects of its tickets, in and out of Markdown."""
