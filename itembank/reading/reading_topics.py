"""The topics of reading, with their feedback sentences: three kinds of text by three skills."""

from itembank.content.topics import Topic
from itembank.language import Text
from itembank.reading.passage import PassageKind, Process

_KIND = {
    "story": (Text("stori", "a story"), Text("straeon", "stories")),
    "information": (Text("testun gwybodaeth", "an information text"), Text("testunau gwybodaeth", "information texts")),
    "verse": (Text("cerdd", "a poem"), Text("cerddi", "poems")),
}

_SKILL: dict[Process, str] = {"retrieval": "find", "local": "infer", "global": "infer", "judgement": "judge"}


def topic_id(kind: PassageKind, process: Process) -> str:
    """The topic of a question: its skill and the kind of its text."""
    return f"{_SKILL[process]}-{kind}"


def _topic(kind: str, skill: str, label: Text, can: Text, practise: Text) -> Topic:
    return Topic(f"{skill}-{kind}", kind, 2, label, can, practise)


def _find(kind: str) -> Topic:
    one, many = _KIND[kind]
    return _topic(
        kind,
        "find",
        Text(f"dod o hyd i wybodaeth mewn {many.cy}", f"finding information in {many.en}"),
        Text(
            f"Rwyt ti’n gallu dod o hyd i’r hyn sy’n cael ei ddweud mewn {one.cy}.", f"You can find what {one.en} says."
        ),
        Text(
            f"Y cam nesaf: chwilia mewn {one.cy} am y geiriau sy’n profi dy ateb.",
            f"Next step: look in {one.en} for the words that prove your answer.",
        ),
    )


def _infer(kind: str) -> Topic:
    one, many = _KIND[kind]
    return _topic(
        kind,
        "infer",
        Text(f"darllen rhwng y llinellau mewn {many.cy}", f"reading between the lines of {many.en}"),
        Text(
            f"Rwyt ti’n gallu gweithio allan beth mae {one.cy} yn ei awgrymu heb ei ddweud.",
            f"You can work out what {one.en} suggests without saying it.",
        ),
        Text(
            f"Y cam nesaf: wrth ddarllen {one.cy}, gofynna pam mae pethau’n digwydd a beth sydd heb ei ddweud.",
            f"Next step: as you read {one.en}, ask why things happen and what is left unsaid.",
        ),
    )


def _judge(kind: str) -> Topic:
    one, many = _KIND[kind]
    return _topic(
        kind,
        "judge",
        Text(f"barnu sut mae {many.cy} wedi’u hysgrifennu", f"judging how {many.en} are written"),
        Text(
            f"Rwyt ti’n gallu dweud pam mae {one.cy} wedi’i hysgrifennu fel y mae."
            if kind != "information"
            else "Rwyt ti’n gallu dweud pam mae testun gwybodaeth wedi’i ysgrifennu fel y mae.",
            f"You can say why {one.en} is written the way it is.",
        ),
        Text(
            f"Y cam nesaf: ar ôl darllen {one.cy}, meddylia pam y dewisodd yr awdur y geiriau hynny.",
            f"Next step: after reading {one.en}, think about why the author chose those words.",
        ),
    )


TOPICS = tuple(make(kind) for kind in _KIND for make in (_find, _infer, _judge))
