"""Test designs as readable TOML files: read with every fault by line, written back, checked against a bank."""
