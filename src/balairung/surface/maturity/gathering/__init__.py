"""Evidence by itself: what the platform's own running proves in a year, subject by subject.

Each module counts one subject with what its room counts already. Nothing in it says who a citizen is or what they
wrote, and what is secret or about somebody of the house stands in no sum.
"""
