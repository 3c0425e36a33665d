"""Trackers that keep state and can be made to fail, for tests."""
