"""`python -m itembank.reading.check cy`: the passages of a language, with what is wrong with them."""

import sys

from itembank.language import LANGUAGES
from itembank.reading.answer_balance import balance
from itembank.reading.passage_files import passages
from itembank.reading.passage_validation import faults


def main(language: str) -> int:
    """Print the faults and the balance; the number of faults."""
    (known,) = (each for each in LANGUAGES if each == language)
    read = passages(known)
    found = [fault for passage in read for fault in faults(passage)]
    for fault in found:
        sys.stdout.write(f"{fault}\n")
    told = balance(read)
    sys.stdout.write(f"{len(read)} passages, {sum(told.types.values())} questions, {len(found)} faults\n")
    for counts in (told.passages, told.processes, told.types):
        sys.stdout.write(", ".join(f"{name}: {count}" for name, count in sorted(counts.items())) + "\n")
    sys.stdout.write(f"the longest option is right in {told.longest_is_right:.0%} of choices\n")
    return len(found)


if __name__ == "__main__":
    sys.exit(min(main(*sys.argv[1:]), 1))
