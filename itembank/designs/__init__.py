"""Test designs of the built-in banks: ``numeracy-procedural``, ``numeracy-reasoning``, ``reading-cy``, ``reading-en``.

One TOML file for each subject, with ``design.schema.json`` for editors; docs/designs.md describes the format.
"""
