"""The values of the loop and their rules, pure.

Nothing here reads a clock, a file or a socket, and nothing here imports another
part of the project.
"""
