"""Item families of the data strand, one module for each topic or task.

``averages``: the mean, median, mode and range
``bar_charts``: block graphs and bar charts
``data_tables``: tables and lists
``graphs``: line graphs and conversion graphs
``pictograms``: pictograms
``pie_charts``: pie charts
``probability``: probability
``scatter_diagrams``: scatter diagrams and correlation
``sorting_diagrams``: Venn and Carroll diagrams
``surveys``: surveys whose answers the charts and tables show
``table_and_chart_completion``: items answered by filling in a table or drawing bars
``tally_charts``: tally charts
"""
