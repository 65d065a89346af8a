"""Where the garbage collector looks during a run of the tests."""

import gc


def collect_only_what_tests_make() -> None:
    """Leave out all that is there now, as a worker does, and look through all the rest only now and then.

    Modules and tests are a million objects that stay to the end, and an app is a heap of short-lived cycles: to look
    through everything for each few apps took a third of the processor.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 100)
