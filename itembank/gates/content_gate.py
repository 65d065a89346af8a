"""Gates on content: every item complete in the bank's languages, every key scored in full."""

from itembank.content.item_versions import ItemVersion
from itembank.content.shown_texts import all_texts
from itembank.errors import InvalidReply
from itembank.gates import gate_messages as messages
from itembank.gates.gate_finding import Gate, GateFinding
from itembank.scoring.keyed_reply import keyed_reply
from itembank.scoring.scoring import check_reply, score
from itembank.versions.bank_version import BankVersion


def content_findings(bank: BankVersion) -> tuple[GateFinding, GateFinding]:
    """Findings of the gates on languages and on keys."""
    wordless = [item.item for item in bank.all_items if not _complete(bank, item)]
    keyless = [item.item for item in bank.all_items if not _resolves(item)]
    spoken, size = ", ".join(bank.languages), len(bank.all_items)
    complete = messages.COMPLETE.filled(spoken, size)
    languages = messages.INCOMPLETE.filled(len(wordless), wordless[0]) if wordless else complete
    resolved = messages.RESOLVED.filled(size)
    keys = messages.UNRESOLVED.filled(len(keyless), keyless[0]) if keyless else resolved
    return GateFinding(Gate.LANGUAGES, None, not wordless, languages), GateFinding(Gate.KEYS, None, not keyless, keys)


def _complete(bank: BankVersion, item: ItemVersion) -> bool:
    """Whether each text of an item has words in all languages of the bank, or, as a unit may, in none."""
    shown = (item.prompt, item.response, bank.stimulus_of(item), item.hints)
    filled = ([bool(text[language].strip()) for language in bank.languages] for text in all_texts(shown))
    words = [bool(item.prompt[language].strip()) for language in bank.languages]
    return all(words) and all(all(each) or not any(each) for each in filled)


def _resolves(item: ItemVersion) -> bool:
    reply = keyed_reply(item)
    try:
        check_reply(item, reply)
    except InvalidReply:
        return False
    return score(item, reply) == item.most and score(item, None) == 0
