"""`python -m itembank.reading.check cy`: validates the passages of a language and prints their balance."""

import sys

from itembank.language import LANGUAGES
from itembank.reading.answer_balance import answer_balance
from itembank.reading.passage_files import passages
from itembank.reading.passage_validation import validation_errors


def main(language: str) -> int:
    """Print the errors and the balance.

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
    return len(found)


if __name__ == "__main__":
    sys.exit(min(main(*sys.argv[1:]), 1))
