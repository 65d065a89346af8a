"""Set-up from a bare machine: plain Python, nothing but the standard library. `make help` lists what uses it."""
