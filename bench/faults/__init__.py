"""Everything breaks while people work, and then it is counted: `make prove` (see __main__.py)."""
