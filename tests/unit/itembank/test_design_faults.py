"""Every kind of fault that a design's file can have, by the line and column where it is told."""

import pytest

from itembank.design_files import fault_messages as messages
from itembank.design_files.bank_compatibility import compatibility_faults
from itembank.design_files.design_faults import InvalidDesign
from itembank.design_files.design_reading import read_design
from itembank.language import Text
from itembank.reading.reading_bank import reading_bank
from itembank.welsh_mutations import soft
from tests.support.sample_bank import sample_bank
from tests.support.sample_design import VALID_DESIGN
from tests.support.small_bank import small_numeracy_bank

FEW, SAMPLE = small_numeracy_bank(), sample_bank()


def faults(text: str) -> list[tuple[int, int, str, str]]:
    """Line, column, key and English sentence of each; each is said in Welsh too."""
    with pytest.raises(InvalidDesign) as refused:
        read_design(text, "trial.toml")
    told = refused.value.faults
    assert all(fault.message.cy.strip() and fault.message.cy != fault.message.en for fault in told)
    return [(fault.at.line, fault.at.column, fault.name, fault.message.en) for fault in told]


EXPECTED = (
    *(messages.A_WHOLE_NUMBER, messages.A_NUMBER, messages.TEXT, messages.TEXT_OR_A_NUMBER, messages.A_LIST),
    *(messages.A_LIST_OF, messages.A_TABLE, messages.A_LIST_OF_TABLES, messages.A_PAIR, messages.A_BOUND),
    *(messages.A_VALUE_FOR_EACH_ITEM, messages.IDS_OF_ITEMS, messages.A_METHOD, messages.METHODS, messages.A_DATE),
)


@pytest.mark.parametrize("expected", EXPECTED)
def test_what_stands_after_neu_is_softened(expected: Text) -> None:
    """ "rhif, neu restr": the mutations of the questions, which this package may not import."""
    assert messages.either(messages.A_NUMBER, expected).cy == f"rhif, neu {soft(expected.cy)}"


def changed(old: str, new: str) -> str:
    assert old in VALID_DESIGN
    return VALID_DESIGN.replace(old, new)


WRONG = [
    ("length = 12\n", "length = 12.5\n", 2, 10, "length", "found 12.5, expected a whole number. Write, for example,"),
    ("length = 12\n", "length = 0\n", 2, 10, "length", "found a length of 0, expected 1 or more. Write `length = 30`."),
    ("length = 12\n", "length = 12\ndependence = 'x'\n", 3, 14, "dependence", "expected a number. Write, for example,"),
    (
        "length = 12\n",
        "length = 12\ndependence = -1\n",
        3,
        14,
        "dependence",
        "found a standard deviation of -1, expected",
    ),
    ("length = 12\n", "length = 12\nmax_se = 'x'\n", 3, 10, "max_se", "expected a number. Write, for example,"),
    ("length = 12\n", "length = 12\nmax_se = 0\n", 3, 10, "max_se", "found an SE of 0, expected more than 0."),
    ("length = 12\n", "lenght = 12\n", 2, 1, "lenght", "found a key that does not belong here; expected one of name,"),
    (
        "length = 12\n",
        "lenght = 12\n",
        2,
        1,
        "lenght",
        "seeding, masks, blueprint, max_se, dependence, …. Write `length`.",
    ),
    ('report = "WLE"\n', "", 1, 1, "", "found nothing under the key report; expected the name of a method"),
    ('report = "WLE"\n', "", 1, 1, "", 'Write, for example, `report = "WLE"`.'),
    ('report = "WLE"\n', "report = 3\n", 4, 10, "report", "found 3, expected the name of a method, or a table with it"),
    ('"WLE"', '"WEL"', 4, 10, "report", 'found "WEL", expected one of "EAP", "MAP", "MLE", "WLE"'),
    ('"WLE"', '"WEL"', 4, 10, "report", 'Write `"WLE"`.'),
    (
        '"WLE"',
        '{ method = "WLE", se = "bootstrap" }',
        4,
        33,
        "report.se",
        'found "bootstrap", expected "information" or "sandwich"',
    ),
    ('"target-success"', '"TargetSuccess"', 5, 21, "select.method", 'Write `"target-success"`.'),
    ('method = "target-success", ', "", 5, 1, "select", "found nothing under the key method; expected the name of a"),
    ("rate = 0.7", "rate = 1.7", 5, 46, "select.rate", "expected what the engine takes: TargetSuccess needs a rate"),
    ("rate = 0.7", "rat = 0.7", 5, 39, "select.rat", "expected one of rate. Write `rate`."),
    ("rate = 0.7", "rate = true", 5, 46, "select.rate", "found true, expected a number. Write, for example, `rate ="),
    ("rate = 0.7", "rate = 1979-05-27", 5, 46, "select.rate", "found a date or time, expected a number."),
    ("rate = 0.7", 'rate = "@yaer"', 5, 46, "select.rate", 'expected one of "@year", "@population", "@solved". Write'),
    ('"@population"', '"@year"', 3, 38, "estimate.prior", "expected @population, for the year group’s own or a table."),
    ("limit = 0.35, ", "", 6, 9, "stop[1]", "found nothing under the key limit; expected a number. Write, for"),
    ("at_least = 6", "at_least = 0", 6, 57, "stop[1].at_least", "found 0, expected a whole number."),
    (
        '"SE-below", limit = 0.35',
        '"time-limit", limit = 3',
        6,
        34,
        "stop[1].limit",
        "time-limit has none. Take it out.",
    ),
    ('"SE-below", limit = 0.35', '"max-items", n = 9', 6, 37, "stop[1].n", "found a length of 9, expected 12, the"),
    (
        'stop = [{ method = "SE-below"',
        'stop = "time-limit" # [{',
        6,
        8,
        "stop",
        'found "time-limit", expected a list of',
    ),
    ("mean = -2.1, ", "", 10, 1, "population.3", "found nothing under the key mean; expected a number."),
    (
        "sd = 1.3 }\n4",
        "sd = 0 }\n4",
        10,
        25,
        "population.3.sd",
        "expected more than 0. Write, for example, `sd = 1.3`.",
    ),
    ("4 = {", "10 = {", 11, 1, "population.10", "found 10, expected the number of a year group, 2 to 9."),
    ("4 = { mean = -0.9, sd = 1.3 }", "4 = 3", 11, 5, "population.4", "found 3, expected a table. Write, for example,"),
    ('"shadow"', '"shade"', 14, 10, "blueprint.method", 'expected one of "shadow", "masks". Write `"shadow"`.'),
    ('method = "shadow"\n', "", 13, 1, "blueprint", "found nothing under the key method; expected text in quotes."),
    ("ceiling =", "cieling =", 15, 1, "blueprint.cieling", "Write `ceiling`."),
    ('attribute = "introduced_year", ', "", 15, 1, "blueprint.ceiling", "found nothing under the key attribute;"),
    ('limit = "@year"', 'limit = "four"', 15, 52, "blueprint.ceiling.limit", 'found "four", expected a number.'),
    (
        "minimum = 5,",
        "minimum = 9,",
        17,
        36,
        "blueprint.count[1].minimum",
        "found a minimum of 9 above the maximum of 8",
    ),
    (
        "minimum = 5,",
        "minimum = 9,",
        17,
        36,
        "blueprint.count[1].minimum",
        "Write a minimum of at most 8, or a maximum",
    ),
    (
        "minimum = 4 ",
        "minimum = 9 ",
        18,
        49,
        "blueprint.count[2].minimum",
        "minima of strand that add up to 14; expected",
    ),
    (
        "minimum = 4 ",
        "minimum = 9 ",
        18,
        49,
        "blueprint.count[2].minimum",
        "at most 12, the length. Write lower minima, or",
    ),
    ("minimum = 5,", "minimum = -5,", 17, 36, "blueprint.count[1].minimum", "found -5, expected a whole number."),
    (
        ", minimum = 5, maximum = 8 ",
        " ",
        17,
        5,
        "blueprint.count[1]",
        "found neither minimum nor maximum, expected one of",
    ),
    ('{ strand = "number"', '{ strnd = "number"', 17, 7, "blueprint.count[1].strnd", "Write `strand`."),
    ('{ strand = "number",', "{", 17, 5, "blueprint.count[1]", "found nothing under the key strand; expected text in"),
    (
        '{ strand = "number"',
        '{ topic = "x", strand = "y"',
        17,
        5,
        "blueprint.count[1]",
        "found 2 attributes in one count,",
    ),
    (
        '{ strand = "number"',
        "{ strand = []",
        17,
        16,
        "blueprint.count[1].strand",
        "found a list, expected text in quotes or",
    ),
    (
        '["measuring", "data"]',
        '"number"',
        18,
        5,
        "blueprint.count[2]",
        "a second time, expected each once. Take one of",
    ),
    (
        "count = [",
        'relax = ["number"]\ncount = [',
        16,
        10,
        "blueprint.relax[1]",
        'expected one of "ceiling of introduced_year"',
    ),
    (
        "count = [",
        "easy_start = 3\ncount = [",
        16,
        14,
        "blueprint.easy_start",
        "found 3, expected a table. Write, for example, `{ attribute = ",
    ),
    ("count = [", "sum = 3\ncount = [", 16, 7, "blueprint.sum", "found 3, expected a list of tables."),
    ('"shadow"', '"masks"', 16, 1, "blueprint.count", "found several values in one count in a blueprint that is kept"),
    (
        "[blueprint]\n",
        "[year.5]\nlength = 9\n[blueprint]\n",
        13,
        1,
        "year.5",
        "found Year 5, which has no population here;",
    ),
    ("[blueprint]\n", "[year.4]\nlenth = 9\n[blueprint]\n", 14, 1, "year.4.lenth", "Write `length`."),
    ("[blueprint]\n", "[year.4]\nlength = 6\n[blueprint]\n", 20, 49, "blueprint.count[2].minimum", "add up to 9;"),
    ('"WLE"\n', "WLE\n", 4, 10, "", "found what is not TOML; expected words in straight quotes"),
    ('name = "trial"', 'name = "trial', 1, 14, "", "found what is not TOML"),
]


@pytest.mark.parametrize(("old", "new", "line", "column", "key", "told"), WRONG)
def test_a_fault_is_told_where_it_stands_and_what_to_write(
    old: str, new: str, line: int, column: int, key: str, told: str
) -> None:
    found = faults(changed(old, new))
    assert (line, column, key) in [each[:3] for each in found]
    assert any(told in each[3] for each in found if each[:3] == (line, column, key)), found
    assert len(found) == 1, found


SETS = 'sets = { attribute = "stimulus", minimum = 4, maximum = 4, fewest = 4, most = 4 }\ncount = ['


def test_sets_that_do_not_fit_into_a_sitting_are_told_with_the_number_that_does() -> None:
    ((*where, told),) = faults(changed("count = [", SETS))
    assert where == [16, 69, "blueprint.sets.fewest"]
    assert told.endswith("16 together; expected at most 12, the length. Write `fewest = 3`, or a lower minimum.")


def test_all_faults_of_a_file_are_told_at_once_in_the_order_of_the_lines() -> None:
    text = (
        VALID_DESIGN.replace('"WLE"', '"WEL"').replace("rate = 0.7", "rate = 7").replace("minimum = 5", "minimum = 9")
    )
    text = text.replace("[population]", "[populations]").replace("name =", "nam =")
    assert [(line, key) for line, _, key, _ in faults(text)] == [
        (1, "nam"),
        (4, "report"),
        (5, "select.rate"),
        (9, "populations"),
        (17, "blueprint.count[1].minimum"),
    ]


def test_a_fault_is_one_line_that_names_the_file() -> None:
    with pytest.raises(InvalidDesign) as refused:
        read_design(changed("rate = 0.7", "rat = 0.7"), "designs/trial.toml")
    told = "found a key that does not belong here; expected one of rate. Write `rate`."
    assert str(refused.value) == f"designs/trial.toml:5:39: select.rat: {told}"
    welsh = "cafwyd allwedd nad yw’n perthyn yma; disgwylid un o’r rhain: rate. Ysgrifennwch `rate`."
    assert refused.value.faults[0].sentence("d.toml", "cy") == f"d.toml:5:39: select.rat: {welsh}"


def test_minima_of_counts_that_share_a_value_need_not_fit_beside_each_other() -> None:
    both = '["measuring", "data", "number"], minimum = 9'
    read_design(changed('["measuring", "data"], minimum = 4', both))


def test_masks_and_a_blueprint_of_masks_are_not_both_said() -> None:
    masks = 'masks = [{ method = "year-ceiling", attribute = "introduced_year", year = "@year" }]\n[population]'
    text = changed("[population]", masks).replace('"shadow"', '"masks"').replace('["measuring", "data"]', '"data"')
    assert [(line, key) for line, _, key, _ in faults(text)] == [(9, "masks")]


def test_constraints_are_said_in_one_way() -> None:
    found = faults(changed("count = [", "constraints = []\ncount = ["))
    assert [(line, key) for line, _, key, _ in found] == [(15, "blueprint.ceiling"), (17, "blueprint.count")]
    assert found[1][3].startswith("found both constraints and count; expected either.")


def test_what_only_a_shadow_test_can_keep_is_told_in_a_blueprint_of_masks() -> None:
    text = changed('"shadow"', '"masks"\nrelax = []').replace('["measuring", "data"]', '"data"')
    ((line, _, key, told),) = faults(
        text.replace('limit = "@year"', 'limit = "@year", back = 2').replace("relax = []\n", "")
    )
    assert (line, key) == (15, "blueprint.ceiling.back")
    assert told.startswith("found back in a blueprint that is kept item by item;")
    assert [(line, key) for line, _, key, _ in faults(text)] == [(15, "blueprint.relax")]


# Held against a bank

ABSENT = [
    ('"number"', '"nmber"', 17, 16, 'found "nmber" as a strand, which no item of the bank numeracy-procedural has;'),
    ('"number"', '"nmber"', 17, 16, 'expected one of number, measuring, data. Write `"number"`.'),
    ('strand = "number"', 'process = "review"', 17, 7, "found the attribute process, which no item of the bank"),
    (
        '"introduced_year"',
        '"introduced_yaer"',
        15,
        25,
        "expected one of strand, topic, introduced_year, template, family, context, person, difficulty. Write",
    ),
    ('"introduced_year"', '"strand"', 15, 25, "expected one that is a number: introduced_year, difficulty. Write"),
    ("count = [", 'enemies = [["a", "b"]]\ncount = [', 16, 13, 'found "a", which is no item’s id in the bank'),
    (
        "minimum = 4 ",
        "minimum = 2, maximum = 3 ",
        18,
        62,
        "add up to 11; expected at least 12, the length. Write higher",
    ),
]


@pytest.mark.parametrize(("old", "new", "line", "column", "told"), ABSENT)
def test_what_a_bank_has_not_is_told_by_line(old: str, new: str, line: int, column: int, told: str) -> None:
    found = compatibility_faults(read_design(changed(old, new)), FEW)
    assert [fault.at for fault in found][:1] == [(line, column)], found
    assert told in found[0].message.en
    assert found[0].message.cy != found[0].message.en


def test_dependence_within_passages_needs_passages() -> None:
    (fault,) = compatibility_faults(read_design(changed("length = 12\n", "length = 12\ndependence = 0.7\n")), FEW)
    assert (fault.at.line, fault.name) == (3, "dependence")
    assert "no item of the bank numeracy-procedural has a passage or scenario" in fault.message.en


def test_a_sound_design_has_no_fault_against_its_bank() -> None:
    assert compatibility_faults(read_design(VALID_DESIGN), FEW) == ()


def test_sets_too_few_for_the_length_are_told_where_no_item_stands_alone() -> None:
    text = changed("count = [", SETS.replace("fewest = 4, most = 4", "fewest = 1, most = 2")).split("count = [")[0]
    bank = reading_bank("en")
    (fault,) = compatibility_faults(read_design(text), bank)
    assert (fault.at.line, fault.name) == (16, "blueprint.sets.most")
    assert fault.message.en.endswith("expected at least 12, the length. Write `most = 3`, or a higher maximum.")
    assert {item.stimulus for item in SAMPLE.items} > {None}  # some stand alone there, so that two sets may do
    assert compatibility_faults(read_design(text), SAMPLE) == ()
