"""What schools are sampled by: language medium, size and further attributes.

* ``attribute_file``: reads the CSV
* ``store``: SQL, also of how many learners a school has
"""
