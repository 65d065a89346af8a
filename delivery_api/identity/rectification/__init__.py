"""Values of a person that were put right on request: what stood there before, and what stands there now.

* ``rectified_values``: both values, sealed under the key of the person's name
* ``store``: the SQL of rectifications
"""
