"""Who is told what: stories made from the ledger and the calendar, matched, queued and sent."""
