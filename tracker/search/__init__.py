"""Words found in what is on file: titles, quotes, official numbers, names, in two languages."""
