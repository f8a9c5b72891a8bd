"""The command line: one verb for each question, and the verbs of watching."""

from tracker.cli.questions import main as main
