"""SVG drawings with text alternatives in both languages.

``svg``: SVG elements without style sheets, ids or style attributes
``scale``: a scale of marks, and how to describe a position on it without giving its value
``angles``: angles, a protractor and arrows
``base_ten_blocks``: base-ten blocks
``charts``: block graphs, bar charts and pictograms, each with a title and direct labels
``circles_and_solids``: circles, cuboids and prisms with measurements
``clock_face``: an analogue clock
``coins``: British coins
``coordinate_grids``: coordinate grids, maps of squares, and a compass rose
``counted_objects``: objects to count, in rows, boxes and bags, and children in a queue
``fraction_shapes``: a bar cut into equal parts
``graphs``: line graphs, conversion graphs, scatter diagrams and pie charts
``hotspot_panels``: panels of four drawings, one of which is to be selected
``measuring_jug``: a measuring jug, and jars of one size
``number_line``: a number line, with marks and without
``plane_shapes``: shapes on squared paper and of shapes with labelled sides
``polygons``: plane shapes without measurements, and squared paper with a mirror line
``ruler``: a pencil on a ruler, and pencils side by side
``solids``: solids without measurements
``sorting_diagrams``: a Venn diagram
``tally_marks``: a tally chart
``thermometer``: a thermometer
``unit_cubes``: a cuboid built of unit cubes
``weighing_scale``: a round weighing scale
"""
