"""Reading the English of rules and orders, sentence by sentence."""
