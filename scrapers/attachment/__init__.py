"""Files attached to a page, opened in a child with limits; `scrapers.attachments` is the door."""
