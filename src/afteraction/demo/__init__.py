"""The loop walked aloud on real, well-known outages; its tickets ship beside it.

Not here: any rule of the loop. The demo runs the same code as a team's own sync.
"""
