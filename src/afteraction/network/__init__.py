"""Talking to a tracker over a network: what is tried again, when, and for how long.

Every tracker with a network uses this one policy (law 3): it decides, nobody's client
library does. Not here: how a tracker says no (each adapter's own), and bytes.
"""
