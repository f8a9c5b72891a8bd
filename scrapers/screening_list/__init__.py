"""The Consolidated Screening List: one file of the day for the lists of three departments."""
