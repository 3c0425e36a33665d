"""Whole loops on a fake GitHub, over HTTP, with the real PyGithub."""
