"""Feedback of learners, classes and schools over HTTP.

- ``learner_routes``: a learner's feedback as page, PDF and CSV
- ``like_routes``: a practice question like those that a learner met in a topic
- ``asked_questions``: what became of each question, from the log
- ``class_group_routes``: a class by topic, as groups and as a grid, and its results of all subjects for other systems
- ``completion_routes``: who of a class has not finished, and how many of each class of a school
- ``completion_reading``: how far learners have come in each subject
- ``parent_routes``: the page for parents, and its PDF
- ``file_routes``: the files of a whole class or school, as zip and as one PDF
- ``file_stream``: files of many learners as a response that is made while it is sent
- ``learner_files``: which files a class has, each read by itself
- ``class_routes``: a class's feedback as page, PDF and CSV
- ``school_routes``: a school's aggregated results as page and CSV
- ``transition_routes``: the learners who came from Year 6, for the head of the school they are at now
- ``score_background``: norms, versions and earlier scores beside a learner's score
- ``class_view``: a class with its learners' results, as these routes read it
- ``school_and_class``: where a learner is, for a page that is printed
- ``class_neighbours``: the class behind a learner's page, and who comes before and after in its list
- ``service``: fetches the results of finished sittings
- ``download_responses``: parameters, links and downloads that the routes share
"""
