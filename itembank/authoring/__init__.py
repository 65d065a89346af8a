"""A folder of an author's own: passages, scenarios and tables of items outside the package, with all their faults.

* ``author_folder``: the files of a folder, their banks and their faults
* ``author_file``: what one file holds
* ``author_faults``: a fault with its file and line
* ``author_remarks``: what an author is asked to look at once more
* ``field_lines``: the line of a field in a TOML file
* ``item_checks``: the checks of every bank, item by item
* ``passage_file``: a file with a passage
* ``scenario_file``: a file with a scenario
* ``items_file``: a file with a table of items
* ``reviews``: comments and approvals of reviewers
* ``review_file``: the file beside an author's file that keeps them, and the folder's own settings
* ``review_list``: what is open and what is not approved, as a list
* ``review_html``: what reviewers said of an item, and a form to say more
* ``review_messages``: messages on reviews in both languages
* ``live_page``: a page that shows a folder as it is, with its style sheet and script
* ``new_folder``: the files that a new folder begins with
* ``authoring_messages``: messages in both languages
"""

from itembank.authoring.author_faults import AuthorFault
from itembank.authoring.author_file import AuthorFile
from itembank.authoring.author_folder import AuthorFolder, read_author_file, read_author_folder
from itembank.authoring.new_folder import KINDS, Kind, new_files

__all__ = [
    "KINDS",
    "AuthorFault",
    "AuthorFile",
    "AuthorFolder",
    "Kind",
    "new_files",
    "read_author_file",
    "read_author_folder",
]
