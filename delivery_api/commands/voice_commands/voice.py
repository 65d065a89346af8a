"""The commands `mesur bank voice …`: what is read aloud to young learners is recorded ahead."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from io import StringIO
from pathlib import Path
from typing import Annotated

import typer

from delivery_api.access.refusals import Declined
from delivery_api.access.refusals import Reason as Refusal
from delivery_api.commands.command_context import SettingsFile, console, exit_on_refusal, listing, open_service_or_exit
from delivery_api.commands.voice_commands.voice_sentences import Place, Sentences, banks_to_hear, sentences_to_hear
from delivery_api.dates.clock import clock
from delivery_api.ledger.decisions import Decision
from delivery_api.lifecycle.service_setup import Service
from delivery_api.settings import InvalidSettings
from delivery_api.voice.approved_voices import WITHOUT_APPROVAL, decide_on_voice, voice_name
from delivery_api.voice.heard_sentences import HeardSentences, heard_sentences
from delivery_api.voice.recorded_sentences import SpokenSentence
from delivery_api.voice.recording_folder import MACHINE
from delivery_api.voice.recording_making import make_recordings, missing_recordings
from delivery_api.voice.voice_engine import VoiceEngine, VoiceFailed
from delivery_api.web.message_catalogue import translations
from itembank import ItemBankError
from itembank.commands.command_options import Lang, output_language
from itembank.commands.command_output import progress, refuse, write_and_report
from itembank.language import LANGUAGES, Language
from itembank.refusal_messages import refusal_message

HELP = (
    "Make the recordings that are read aloud to Years 2 and 3: one for each sentence and language.",
    "What pages say that a young learner meets, the questions and answers of numeracy, and feedback. Never a reading "
    "passage or its questions: reading them is what is measured. Mathematics is spoken in words, as a teacher would. "
    "Only what is missing is made, by a program of this machine; nothing is sent anywhere. Debian has the programs of "
    "the usual settings: `apt install espeak-ng lame`. Another program is a setting, `voice_engine`.",
    "A recording by a speaker goes before a machine’s: put it into the folder `people` of the recordings, under the "
    "name that `mesur bank voice missing --out script.csv` gives the sentence.",
    "A machine’s Welsh is heard by nobody until a named speaker has listened to a sample: `mesur bank voice approve`.",
    "Example: mesur bank voice --language cy",
)

app = typer.Typer(help="\n\n".join(HELP))

SAMPLED = 12
Languages = Annotated[str | None, typer.Option("--language", help="cy or en; both unless given.")]
OneLanguage = Annotated[str, typer.Option("--language", help="cy or en.")]
Year = Annotated[int, typer.Option(min=2, max=9, help="The last year group whose questions are recorded.")]
Bank = Annotated[str | None, typer.Option("--bank", help="This bank version instead of those in use.")]
By = Annotated[str, typer.Option(help="Who decides: the name that goes on record.")]
Reason = Annotated[str, typer.Option(help="Why: it goes on record beside the name.")]


@contextmanager
def _refusals(language: Language) -> Iterator[None]:
    with exit_on_refusal(VoiceFailed, OSError):
        try:
            yield
        except ItemBankError as error:
            refuse(refusal_message(error, language))


@app.callback(invoke_without_command=True)
def voice(
    context: typer.Context,
    languages: Languages = None,
    year: Year = 3,
    bank: Bank = None,
    settings: Path = SettingsFile,
    lang: Lang = None,
) -> None:
    if context.invoked_subcommand is not None:
        return
    language = output_language(lang)
    say, service = translations(language), open_service_or_exit(settings)
    with _refusals(language):
        heard, engine = _recordings(service), _engine(service)
        wanted = [each for one in _chosen(languages) for each in _all(_sentences(service, bank, one, year, language))]
        missing = missing_recordings(heard.folder, wanted)
        with progress() as bar:
            task = bar.add_task(say.gettext("Recording sentences"), total=len(missing))
            make_recordings(heard.folder, engine, missing, lambda: bar.advance(task))
    told = {"made": len(missing), "all": len({each.name for each in wanted})}
    console().print(say.gettext("Recordings made: %(made)d. Sentences with a recording: %(all)d.") % told)
    _tell_unapproved(heard, say)


@app.command()
def missing(
    languages: Languages = None,
    year: Year = 3,
    bank: Bank = None,
    out: Annotated[
        Path | None, typer.Option(help="Where what lacks a recording is written (CSV), for a speaker.")
    ] = None,
    settings: Path = SettingsFile,
    lang: Lang = None,
) -> None:
    """Count the sentences that have a recording and those that lack one; with --out, write a script for a speaker.

    The script has a line for each sentence without a recording: the name of its file, the language, what stands on the
    page, and the words to say. Exit code: 0 each sentence has a recording; 1 some lack one.

    Example: mesur bank voice missing --language cy --out script.csv
    """
    language = output_language(lang)
    say, service = translations(language), open_service_or_exit(settings)
    with _refusals(language):
        heard = _recordings(service)
        found = {one: _sentences(service, bank, one, year, language) for one in _chosen(languages)}
        lacking = [each for one in found.values() for each in missing_recordings(heard.folder, _all(one))]
        _print_counts(heard, found, say)
        if out is not None:
            write_and_report(out, _script(lacking), language)
    _tell_unapproved(heard, say)
    if lacking:
        raise typer.Exit(1)


@app.command()
def sample(language: OneLanguage = "cy", year: Year = 3, settings: Path = SettingsFile, lang: Lang = None) -> None:
    """List a sample of what a machine has recorded, from all that is read aloud, for a speaker to listen to.

    Example: mesur bank voice sample --language cy
    """
    reader = output_language(lang)
    say, service = translations(reader), open_service_or_exit(settings)
    with _refusals(reader):
        heard, (spoken,) = _recordings(service), _chosen(language)
        there = heard.folder.recordings()
        sentences = _sentences(service, None, spoken, year, reader)
        table = listing(say.gettext("On the page"), say.gettext("Spoken"), say.gettext("File"))
        for each in _spread(_all(sentences)):
            if (recording := there.get(each.name)) is not None and recording.by_machine:
                table.add_row(each.shown, each.spoken, recording.path.name)
        if not table.row_count:
            raise Declined(Refusal.NOTHING_TO_APPROVE)
        console().print(table)
        console().print(str(heard.folder.root / MACHINE), soft_wrap=True)


@app.command()
def approve(by: By, reason: Reason, language: OneLanguage = "cy", settings: Path = SettingsFile) -> None:
    """Record that a speaker of the language has listened to a sample of the machine’s voice and approves it.

    From then on it is heard. The approval holds for the program and the options that the settings give: with another
    voice it has to be given again. The name and the reason stand in the ledger.

    Example: mesur bank voice approve --language cy --by "Eleri Vaughan" --reason "sample of 12 sentences heard"
    """
    _decide(settings, language, (by, reason), is_approved=True)


@app.command()
def withdraw(by: By, reason: Reason, language: OneLanguage = "cy", settings: Path = SettingsFile) -> None:
    """Take an approval back: from then on the machine’s voice is not heard. Recordings of speakers go on being heard.

    Example: mesur bank voice withdraw --language cy --by "Eleri Vaughan" --reason "mutations are wrong"
    """
    _decide(settings, language, (by, reason), is_approved=False)


def _decide(settings: Path, language: str, who: tuple[str, str], *, is_approved: bool) -> None:
    reader = output_language(None)
    say, service = translations(reader), open_service_or_exit(settings)
    with _refusals(reader):
        decision = Decision(*who)
        heard, (spoken,) = _recordings(service), _chosen(language)
        recordings = heard.folder.recordings().values()
        if is_approved and not any(each.by_machine and each.language == spoken for each in recordings):
            raise Declined(Refusal.NOTHING_TO_APPROVE)
        if not is_approved and spoken in WITHOUT_APPROVAL:
            message = say.gettext(
                "--language: a machine’s voice in %(given)s is heard without approval, so there is none to take back. "
                "To have it heard no more, move its files out of the folder `machine` of the recordings"
            )
            refuse(message % {"given": spoken})
        name = voice_name(spoken, heard.folder.engine)
        with service.engine.begin() as connection:
            decide_on_voice(connection, service.ledger, name, decision, clock(), is_approved=is_approved)
    sentences = {
        True: say.gettext("Approved by %(by)s: the machine’s voice is heard (%(voice)s)."),
        False: say.gettext("Withdrawn by %(by)s: the machine’s voice is not heard (%(voice)s)."),
    }
    console().print(sentences[is_approved] % {"by": decision.by, "voice": name}, soft_wrap=True)


def _recordings(service: Service) -> HeardSentences:
    heard = heard_sentences(service.settings, service.ledger)
    if heard is None:
        raise InvalidSettings(
            None,
            "%(name)s: expected a folder for what is read aloud, as `/var/lib/mesur/recordings`; no setting names it",
            name="recordings",
        )
    return heard


def _engine(service: Service) -> VoiceEngine:
    return VoiceEngine(service.settings.voice_engine, service.settings.voice_encoder)


def _chosen(language: str | None) -> tuple[Language, ...]:
    chosen = tuple(each for each in LANGUAGES if language in (None, each))
    if not chosen:
        refuse(f"--language: cy | en ≠ {language!r}")
    return chosen


def _sentences(service: Service, bank: str | None, language: Language, year: int, reader: Language) -> Sentences:
    with service.engine.begin() as connection:
        return sentences_to_hear(banks_to_hear(connection, bank, reader), language, year)


def _all(sentences: Sentences) -> list[SpokenSentence]:
    return [each for place in Place for each in sentences[place]]


def _spread(sentences: list[SpokenSentence]) -> list[SpokenSentence]:
    """Sentences at even distances, so that a sample has some of each place."""
    return sentences[:: max(1, len(sentences) // SAMPLED)]


def _print_counts(heard: HeardSentences, found: dict[Language, Sentences], say: NullTranslations) -> None:
    there = heard.folder.recordings()
    places = {
        Place.PAGES: say.gettext("Pages"),
        Place.QUESTIONS: say.gettext("Questions"),
        Place.FEEDBACK: say.gettext("Feedback"),
    }
    heads = (say.gettext("Language"), say.gettext("Where"), say.gettext("Sentences"))
    table = listing(*heads, say.gettext("By a speaker"), say.gettext("By a machine"), say.gettext("Missing"))
    for language, sentences in found.items():
        for place in Place:
            by = [there[each.name].by_machine for each in sentences[place] if each.name in there]
            counts = (len(sentences[place]), by.count(False), by.count(True), len(sentences[place]) - len(by))
            table.add_row(language, places[place], *map(str, counts))
    console().print(table)


def _tell_unapproved(heard: HeardSentences, say: NullTranslations) -> None:
    """Say of which language a machine's recordings are there and heard by nobody."""
    made = {each.language for each in heard.folder.recordings().values() if each.by_machine}
    for language in sorted(made):
        if not heard.approved.is_heard(language, heard.folder.engine):
            sentence = say.gettext(
                "%(language)s: the machine’s recordings are not heard, since no named speaker has approved a sample: "
                "`mesur bank voice approve`."
            )
            console().print(sentence % {"language": language}, soft_wrap=True)


def _script(sentences: Iterable[SpokenSentence]) -> str:
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(("file", "language", "shown", "spoken"))
    writer.writerows((f"{each.name}.mp3", each.language, each.shown, each.spoken) for each in sentences)
    return file.getvalue()
