"""What an access profile holds, and how it is stored and named."""

from __future__ import annotations

import pytest

from delivery_api.access_profiles.setting_words import GROUPS, LABELS, summary, words_of
from delivery_api.identity.access_profile.profile_settings import (
    SETTINGS,
    AccessProfile,
    InvalidProfile,
    as_logged,
    from_text,
    logged_settings,
    to_text,
)
from delivery_api.web.message_catalogue import translations


def test_what_the_learner_chose_goes_before_what_staff_gave() -> None:
    profile = AccessProfile({"colours": "cream", "spacing": "wide"}, {"colours": "dark", "text_size": "4"})
    assert profile.settings == {"text_size": "4", "spacing": "wide", "colours": "dark"}
    assert profile.look == {"size": "4", "spacing": "wide", "theme": "dark"}
    assert list(profile.settings) == [name for name in SETTINGS if name in profile.settings]


@pytest.mark.parametrize(
    ("given", "chosen", "told"),
    [
        ({"dyslexia": "yes"}, {}, "expected settings of language, text_size, .*; got 'dyslexia'"),
        ({"colours": "plaid"}, {}, "colours: expected one of system, light, cream, dark, contrast; got 'plaid'"),
        ({}, {"overlay": "blue"}, "expected settings of language, text_size, colours, motion; got 'overlay'"),
    ],
)
def test_a_setting_that_there_is_not_is_refused_by_name(
    given: dict[str, str], chosen: dict[str, str], told: str
) -> None:
    with pytest.raises(InvalidProfile, match=told):
        AccessProfile(given, chosen)


def test_a_learner_goes_back_to_what_the_computer_is_set_to_whatever_staff_gave() -> None:
    profile = AccessProfile({"colours": "dark", "motion": "off"}, {"colours": "system", "text_size": "1"})
    assert profile.look == {"motion": "off"}
    assert [summary({"colours": "system"}, translations(each))[0] for each in ("cy", "en")] == [
        "Lliwiau: Fel y mae’r cyfrifiadur wedi’i osod",
        "Colours: As the computer is set",
    ]


def test_settings_are_read_back_and_those_of_a_newer_release_left_out() -> None:
    settings = {"colours": "dark", "text_size": "5"}
    assert from_text(to_text(settings)) == settings
    assert from_text('{"colours":"plaid","smell":"yes","motion":"off"}') == {"motion": "off"}
    assert logged_settings(as_logged(settings)) == settings


def test_all_settings_fit_into_their_column() -> None:
    longest = {name: max(each.values, key=len) for name, each in SETTINGS.items()}
    assert len(to_text(longest)) <= 1000


@pytest.mark.parametrize("language", ["cy", "en"])
def test_each_setting_and_value_has_its_words_and_its_place_on_the_page(language: str) -> None:
    say = translations(language)  # type: ignore[arg-type]
    assert LABELS.keys() == SETTINGS.keys()
    assert sorted(name for _, names in GROUPS.values() for name in names) == sorted(SETTINGS)
    for name, setting in SETTINGS.items():
        words = words_of(name, say)
        assert set(words.values) == {*setting.values} - {setting.usual}
        assert len({*words.values.values(), words.usual}) == len(words.values) + 1
        for value in setting.values:
            assert summary({name: value}, say)[0].startswith(words.name)
