"""`python -m itembank.reading.check cy`: validates the passages of a language, prints their balance and shares."""

import sys
from collections.abc import Iterator

from itembank.language import LANGUAGES, Language
from itembank.reading.answer_balance import answer_balance
from itembank.reading.passage_files import passages
from itembank.reading.passage_validation import validation_errors
from itembank.reading.process_shares import process_shares, share_faults, without_word_meaning
from itembank.reading.reading_bank import reading_bank


def main(language: str) -> int:
    """Print the errors, the balance, and what the questions in reach of each year group ask for.

    Returns
    -------
    the number of errors
    """
    (known,) = (each for each in LANGUAGES if each == language)
    read = passages(known)
    found = [fault for passage in read for fault in validation_errors(passage)]
    for fault in found:
        sys.stdout.write(f"{fault}\n")
    counts = answer_balance(read)
    sys.stdout.write(f"{len(read)} passages, {sum(counts.types.values())} questions, {len(found)} faults\n")
    for counter in (counts.passages, counts.processes, counts.types):
        sys.stdout.write(", ".join(f"{name}: {count}" for name, count in sorted(counter.items())) + "\n")
    sys.stdout.write(f"the longest option is right in {counts.longest_is_right:.0%} of choices, ")
    sys.stdout.write(f"the shortest in {counts.shortest_is_right:.0%}\n")
    lacking = without_word_meaning(read)
    sys.stdout.write(f"passages without a question of word meaning: {len(lacking)} ({', '.join(lacking) or 'none'})\n")
    out_of_bounds = list(_shares(known))
    for share in out_of_bounds:
        sys.stdout.write(f"{share}\n")
    return len(found) + len(out_of_bounds)


def _shares(language: Language) -> Iterator[str]:
    """Print a line for each year group, and yield each share that is not as it should be."""
    bank = reading_bank(language)
    read = tuple(passage for passage in passages(language) if not passage.practice)
    for design in bank.designs:
        for year in design.years:
            shares = process_shares(bank, read, design, year)
            told = ", ".join(f"{process} {share:.0%}" for process, share in shares.by_process.items())
            sys.stdout.write(f"Year {year}: {shares.questions} questions: {told}; one word {shares.single_words:.0%}\n")
            yield from share_faults(bank, design, year, shares)


if __name__ == "__main__":
    sys.exit(min(main(*sys.argv[1:]), 1))
