"""What happened: the facts of the ledger and the ledger itself. Imports nothing of ours."""
