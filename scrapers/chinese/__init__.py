"""Reading Chinese legal texts; `scrapers.cn_pages` is the door."""
