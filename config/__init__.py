"""What we chose: settings, sources, milestones and the readings of official texts.

This package is the only reader of the environment.
"""
