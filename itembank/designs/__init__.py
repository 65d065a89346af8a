"""The test designs of the banks that come with Mesur, one TOML file a subject (docs/designs.md)."""
