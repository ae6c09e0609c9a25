"""Finding what is owed by the words in it."""
