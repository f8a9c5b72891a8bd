"""Was this party listed: who stands on which list, found by name, with the state of a day."""
