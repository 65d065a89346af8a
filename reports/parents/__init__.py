"""What a school gives to parents: one page over all subjects of a child, in a formal register.

``parent_report``: the page as a letter
``home_activities``: things to do at home, by area
"""
