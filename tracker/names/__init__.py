"""Names of parties, in Chinese and English: how they are kept, compared and found again.

`tables` keeps them, `search` finds them. Everything here works on any SQLite connection and knows
nothing of the ledger.
"""
