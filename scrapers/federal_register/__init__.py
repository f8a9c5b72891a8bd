"""The Federal Register: its search, its rows, its documents; `scrapers.us_pages` reads them."""
