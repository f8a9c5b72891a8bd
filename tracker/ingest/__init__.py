"""From what the sources publish to facts on file: read, compare with what is known, append.

The only room that knows both the scrapers and the ledger.
"""
