"""The lists of the Chinese sites: their API, their rows, and how they are walked."""
