"""HTML reports: self-contained pages with tables and SVG charts.

``standalone_page``: one HTML document with its style and script inside
``html_tables``: formatted numbers, tables, and charts with captions
``charts``: line, rank and range charts as SVG
``svg_axes``: axes, ticks and the SVG element that the charts share
"""
