"""The comparison of a feed with what is held: done twice it does nothing, and rows have no order."""

from __future__ import annotations

import random
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from delivery_api.identity.roster_import.roster_difference import (
    CurrentRoster,
    OpenEnrolment,
    OpenMembership,
    RosterChanges,
    RosterPlace,
    learner_changes,
    staff_changes,
)

few = settings(max_examples=50)

TODAY = date(2026, 11, 25)
SCHOOLS = [UUID(int=number) for number in range(1, 5)]
PEOPLE = [UUID(int=100 + number) for number in range(6)]
CLASSES = {
    school: [UUID(int=1000 + 10 * index + number) for number in range(3)] for index, school in enumerate(SCHOOLS)
}
SCHOOL_OF = {class_: school for school, classes in CLASSES.items() for class_ in classes}

days = st.dates(TODAY - timedelta(days=900), TODAY - timedelta(days=1))


@st.composite
def places(draw: st.DrawFn, schools: list[UUID] = SCHOOLS) -> RosterPlace:
    school = draw(st.sampled_from(schools))
    return RosterPlace(
        school,
        draw(st.integers(2, 9)),
        draw(st.sampled_from([None, "4D", "5B"])),
        frozenset(draw(st.lists(st.sampled_from(CLASSES[school]), max_size=2))),
        draw(st.none() | days),
        draw(st.booleans()),
    )


@st.composite
def feeds(draw: st.DrawFn, schools: list[UUID] = SCHOOLS) -> dict[UUID, tuple[RosterPlace, ...]]:
    """A feed as it is after merger: one place at a school, one year group, no two newest mains."""
    found = {}
    for person in draw(st.lists(st.sampled_from(PEOPLE), unique=True)):
        given_ = {place.school: place for place in draw(st.lists(places(schools), min_size=1, max_size=3))}
        year = next(iter(given_.values())).year_group
        found[person] = tuple(place._replace(year_group=year) for place in given_.values())
    return found


def applied(held: CurrentRoster, changes: RosterChanges) -> CurrentRoster:
    """What is held after the changes."""
    gone, over = set(changes.close_enrolments), set(changes.close_memberships)
    rows = [row for rows in held.enrolments.values() for row in rows if row not in gone] + changes.open_enrolments
    in_classes = [row for rows in held.memberships.values() for row in rows if row not in over]
    in_classes += changes.open_memberships
    people = {row.person for row in (*rows, *in_classes)}
    stays = dict(held.previous_stays)
    for row in gone:
        stays[row.person, row.school] = max(row.began_on, stays.get((row.person, row.school), row.began_on))
    return CurrentRoster(
        {
            person: tuple(row for row in rows if row.person == person)
            for person in people
            if any(r.person == person for r in rows)
        },
        {person: tuple(row for row in in_classes if row.person == person) for person in people},
        stays,
        held.rectified_years,
    )


def everything(changes: RosterChanges) -> tuple[object, ...]:
    return (
        set(changes.close_enrolments),
        set(changes.open_enrolments),
        set(changes.close_memberships),
        set(changes.open_memberships),
        changes.moving,
        changes.leaving,
        changes.joining,
        changes.year_changed,
        changes.superseded,
    )


def after(
    *days_feeds: dict[UUID, tuple[RosterPlace, ...]], scope: frozenset[UUID] = frozenset(SCHOOLS)
) -> CurrentRoster:
    held, day = CurrentRoster(), TODAY - timedelta(days=len(days_feeds))
    for feed in days_feeds:
        held = applied(held, learner_changes(feed, held, scope, day))
        day += timedelta(days=1)
    return held


@few
@given(feeds(), feeds())
def test_importing_the_same_feed_again_changes_nothing(earlier: dict, feed: dict) -> None:
    held = after(earlier)
    held = applied(held, learner_changes(feed, held, frozenset(SCHOOLS), TODAY))
    again = learner_changes(feed, held, frozenset(SCHOOLS), TODAY)
    assert not any((again.close_enrolments, again.open_enrolments, again.close_memberships, again.open_memberships))
    assert not any((again.moving, again.leaving, again.joining, again.year_changed))


@few
@given(feeds(), feeds(), st.randoms())
def test_the_order_of_people_and_places_is_irrelevant(earlier: dict, feed: dict, chance: random.Random) -> None:
    held = after(earlier)
    people = list(feed)
    chance.shuffle(people)
    shuffled = {person: tuple(chance.sample(feed[person], len(feed[person]))) for person in people}
    first = learner_changes(feed, held, frozenset(SCHOOLS), TODAY)
    assert everything(learner_changes(shuffled, held, frozenset(SCHOOLS), TODAY)) == everything(first)


@few
@given(feeds(), feeds(SCHOOLS[:2]))
def test_a_feed_says_nothing_of_who_is_only_at_other_schools(earlier: dict, feed: dict) -> None:
    held, scope = after(earlier), frozenset(SCHOOLS[:2])
    changes = learner_changes(feed, held, scope, TODAY)
    untouched = {
        person
        for person, rows in held.enrolments.items()
        if person not in feed and not scope & {row.school for row in rows}
    }
    assert not untouched & {row.person for row in (*changes.close_enrolments, *changes.close_memberships)}
    assert not untouched & set(changes.leaving)


@few
@given(feeds(), feeds())
def test_a_learner_has_one_main_enrolment_at_most_and_is_in_classes_of_their_schools_alone(
    earlier: dict, feed: dict
) -> None:
    held = after(earlier, feed)
    for person, rows in held.enrolments.items():
        assert sum(row.main for row in rows) <= 1
        assert len({row.school for row in rows}) == len(rows)
        assert {row.school for row in held.memberships.get(person, ())} <= {row.school for row in rows}
    assert all(held.enrolments.get(person) for person in feed)
    assert set(held.enrolments) == set(feed)


@few
@given(feeds(), days, days)
def test_the_newest_enrolment_wins_whichever_feed_comes_last(earlier: dict, first: date, second: date) -> None:
    person, (old, new) = PEOPLE[0], SCHOOLS[:2]
    places_ = {
        school: RosterPlace(school, 4, None, frozenset(CLASSES[school][:1]), began)
        for school, began in ((old, first), (new, second))
    }
    for order in ((old, new), (new, old)):
        held = CurrentRoster()
        for day, school in enumerate(order):
            when = TODAY + timedelta(days=day)
            held = applied(held, learner_changes({person: (places_[school],)}, held, frozenset((school,)), when))
        (row,) = held.enrolments[person]
        if first != second:
            assert row.school == (old if first > second else new)
        else:
            assert row.school == order[0]  # on the same day the one that is held stays


def test_a_school_that_still_lists_a_mover_without_a_date_does_not_get_them_back() -> None:
    person, (old, new) = PEOPLE[0], SCHOOLS[:2]
    at = {school: {person: (RosterPlace(school, 4, None, frozenset(CLASSES[school][:1])),)} for school in (old, new)}
    held = CurrentRoster()
    for day, school in enumerate((old, new, old, old)):
        when = TODAY + timedelta(days=day)
        changes = learner_changes(at[school], held, frozenset((school,)), when)
        held = applied(held, changes)
    assert [row.school for row in held.enrolments[person]] == [new]
    assert changes.superseded == {person}
    gone = learner_changes({}, held, frozenset((new,)), TODAY + timedelta(days=5))
    assert gone.leaving == {person: new}
    back = learner_changes(at[old], applied(held, gone), frozenset((old,)), TODAY + timedelta(days=6))
    assert back.joining == {person: old}


@few
@given(feeds())
def test_a_year_group_that_was_put_right_holds_until_the_feed_agrees(feed: dict) -> None:
    held = after(feed)
    right = {person: 9 if rows[0].year_group != 9 else 2 for person, rows in held.enrolments.items()}
    held = CurrentRoster(
        {p: tuple(row._replace(year_group=right[p]) for row in rows) for p, rows in held.enrolments.items()},
        {p: tuple(row._replace(year_group=right[p]) for row in rows) for p, rows in held.memberships.items()},
        held.previous_stays,
        frozenset(held.enrolments),
    )
    against = learner_changes(feed, held, frozenset(SCHOOLS), TODAY)
    assert against.year_held == set(feed)
    assert against.open_enrolments == against.close_enrolments == against.open_memberships == []
    agreeing = {p: tuple(place._replace(year_group=right[p]) for place in rows) for p, rows in feed.items()}
    agreed = learner_changes(agreeing, held, frozenset(SCHOOLS), TODAY)
    assert (agreed.year_agreed, agreed.year_held) == (set(feed), set())


def test_staff_join_teach_and_leave() -> None:
    stay, go, come = PEOPLE[:3]
    school, (one, two, _) = SCHOOLS[0], CLASSES[SCHOOLS[0]]
    held = CurrentRoster({}, {p: (OpenMembership(one, p, school, TODAY, "teacher", None),) for p in (stay, go)})
    wanted = {stay: (school, frozenset((one, two))), come: (school, frozenset((two,)))}
    changes = staff_changes(wanted, held, {stay: school, go: school}, TODAY)
    assert (changes.joining, changes.leaving) == ({come: school}, {go: school})
    assert {(row.person, row.class_id) for row in changes.open_memberships} == {(stay, two), (come, two)}
    assert [row.person for row in changes.close_memberships] == [go]


def test_what_is_held_of_a_row_that_differs_is_closed_and_opened_from_today() -> None:
    person, school = PEOPLE[0], SCHOOLS[0]
    row = OpenEnrolment(person, school, date(2026, 9, 1), date(2025, 9, 1), 4, "4D", True)
    held = CurrentRoster({person: (row,)})
    changes = learner_changes({person: (RosterPlace(school, 5, "4D", frozenset()),)}, held, frozenset((school,)), TODAY)
    assert changes.close_enrolments == [row]
    assert changes.open_enrolments == [row._replace(joined_on=TODAY, year_group=5)]
    assert changes.year_changed == {person: school}
