"""A replica of the official sites on 127.0.0.1: their shapes and their traps, offline."""
