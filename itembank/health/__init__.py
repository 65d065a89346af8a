"""The health of a bank: where it lacks items, what that costs in SE, and the items to write next.

``bank_health``: computes the health of a bank under a design
``health_findings``: the results
``candidate_pool``: the bank's items, items that could be written, and placeholders, as one pool
``item_requests``: items, passages and scenarios that could be written
``optimal_mix``: exposure rates that maximise information under constraints, by linear programming
``set_information``: the information of item sets whose answers depend on each other, as values of items and sets
``year_group``: a year group's eligible items and attainable precision
``ability_cells``: the supply of items for each strand and half logit
``request_pricing``: upper bounds on what each request saves, from dual prices
``next_items``: the greedy choice of the items to write next
``thin_topics``: the topics with the fewest items near a difficulty
``health_json``: the results as JSON
``health_page``: the results as an HTML page
``heat_map``: a map of ability by strand as SVG
``health_table_rows``: table rows for the page and the command line
``health_sentences``: sentences for item writers
``health_messages``: messages in both languages
"""

from itembank.health.bank_health import DEFAULT_ITEMS, bank_health, progress_steps
from itembank.health.health_findings import BankHealth

__all__ = ["DEFAULT_ITEMS", "BankHealth", "bank_health", "progress_steps"]
