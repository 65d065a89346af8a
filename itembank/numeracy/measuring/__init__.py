"""Item families of the measuring strand, one module for each topic or task.

``angles``: turns and angles
``durations``: durations, timetables and time zones
``hotspots``: items answered on a drawing: a clock, an angle, or a place on a thermometer
``length``: length
``mass_capacity``: mass and capacity
``matching_measures``: items that match times, lengths and masses
``perimeter_area``: perimeter and area
``position``: compass points, grid references, coordinates and bearings
``rates``: compound measures such as speed
``shapes``: names, sides and corners of plane shapes
``solids``: solids and their faces, edges and vertices
``symmetry``: symmetry
``telling_time``: reading clocks
``temperature``: temperature
``unit_conversion``: converting units
``volume``: volume
"""
