"""Answers as pages for people, on a terminal."""
