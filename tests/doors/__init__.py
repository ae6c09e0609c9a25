"""Contract servers: a vendor's published wire format over real HTTP, so that what cannot be reached is tried.

Standard library only: `make run` starts them beside the demonstration (`python -m tests.doors`).
"""
