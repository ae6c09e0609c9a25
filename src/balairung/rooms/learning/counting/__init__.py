"""Days counted: minutes by pure arithmetic, facts read in few queries, days closed once."""
