"""The logs of sittings as they are kept: sealed events, appended and never changed."""
