"""The replies that made-up learners give, to every type of response."""

import random

import pytest

from delivery_api.demo.simulated_replies import right_reply, simulated_reply, wrong_reply
from itembank import PRACTICE, score


@pytest.mark.parametrize("response_type", PRACTICE)
def test_a_right_reply_earns_all_and_a_wrong_one_less(response_type: str) -> None:
    item, chance = PRACTICE[response_type], random.Random(3)
    assert score(item, right_reply(item)) == item.most
    wrong = [wrong_reply(item, chance) for _ in range(20)]
    assert all(reply is not None and score(item, reply) < item.most for reply in wrong)


@pytest.mark.parametrize("response_type", PRACTICE)
def test_who_is_able_enough_is_right_and_who_is_not_is_not(response_type: str) -> None:
    item, chance = PRACTICE[response_type], random.Random(3)
    assert simulated_reply(item, 30.0, chance) == right_reply(item)
    assert score(item, simulated_reply(item, -30.0, chance)) < item.most
