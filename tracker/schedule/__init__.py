"""When each source is looked at, and that each look happens once, whatever happens to us."""
