"""What the sites say: how they are asked, and what is read in their texts. Imports events only."""
