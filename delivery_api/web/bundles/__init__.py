"""The scripts and style sheets of pages, each joined into one file with an address that changes with its content.

* ``bundled_files``: a page's script and sheet, ready to send
* ``bundle_routes``: sends them, compressed, to be kept for good
* ``module_joining``: one script from ES modules
* ``style_trimming``: a style sheet without the rules that no page uses
"""
