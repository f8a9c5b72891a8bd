"""How a site is asked, part by part; `scrapers.fetch` is the door."""
