"""Items: control codes, HS numbers and free words, and whether a measure reaches what they name."""
