"""The command line: one file a command; `main` collects them.

Installed as `afteraction.cli`. Not here: decisions; a command reads its options, calls
the loop and prints what came of it.
"""
