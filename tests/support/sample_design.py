"""A valid test design in the readable TOML form."""

VALID_DESIGN = """\
name = "trial"
length = 12
estimate = { method = "EAP", prior = "@population" }
report = "WLE"
select = { method = "target-success", rate = 0.7 }
stop = [{ method = "SE-below", limit = 0.35, at_least = 6 }]
exposure = { method = "randomesque", n = 3 }

[population]
3 = { mean = -2.1, sd = 1.3 }
4 = { mean = -0.9, sd = 1.3 }

[blueprint]
method = "shadow"
ceiling = { attribute = "introduced_year", limit = "@year" }
count = [
    { strand = "number", minimum = 5, maximum = 8 },
    { strand = ["measuring", "data"], minimum = 4 },
]
"""
