"""What the sites say: the readers of the sources arrive here. Imports events only."""
