"""The sentences of commands that decline: one for each reason."""

from __future__ import annotations

from collections.abc import Callable
from gettext import NullTranslations

from delivery_api.access.refusals import Declined, Reason, Refused
from delivery_api.http.problem_sentences import PROBLEMS
from delivery_api.storage.database_errors import DatabaseFailure

DECLINED_SENTENCES: dict[Reason, Callable[[NullTranslations], str]] = {
    Reason.UNKNOWN_TRIAL: lambda say: say.gettext("there is no trial %(trial)s; expected one of: %(there)s"),
    Reason.NO_TRIALS: lambda say: say.gettext("there is no trial %(trial)s, for there are no trials yet"),
    Reason.TRIAL_COMPLETED: lambda say: say.gettext(
        "%(trial)s was completed on %(on)s already; only an earlier day can be recorded, by `mesur trial "
        "amend-completion`"
    ),
    Reason.AMENDED_NOT_COMPLETED: lambda say: say.gettext("%(trial)s is not completed, so there is no day to amend"),
    Reason.AMENDED_LATER: lambda say: say.gettext(
        "%(trial)s was completed on %(completed)s; expected an earlier day, got %(on)s"
    ),
    Reason.AMENDED_TOO_LATE: lambda say: say.gettext(
        "the day of destruction of %(trial)s, %(due)s, has come: nothing is amended any more"
    ),
    Reason.COMPLETED_BEFORE_CREATED: lambda say: say.gettext(
        "%(trial)s was created on %(created)s, so it cannot have been completed on %(on)s"
    ),
    Reason.COMPLETED_IN_FUTURE: lambda say: say.gettext(
        "a completion date lies in the past or is today, not in the future"
    ),
    Reason.COMPLETED_TOO_LATE: lambda say: say.gettext(
        "%(trial)s ended by itself on %(latest)s, so it cannot have been completed on %(on)s"
    ),
    Reason.COMPLETED_BEFORE_LAST_ANSWER: lambda say: say.gettext(
        "%(trial)s was last answered on %(last)s, so it cannot have been completed on %(on)s"
    ),
    Reason.COMPLETE_BY: lambda say: say.gettext(
        "--complete-by: expected a day from %(first)s to %(last)s, a year at most, got %(got)s"
    ),
    Reason.UNKNOWN_SUBJECT_NAMED: lambda say: say.gettext(
        "there is no subject %(subject)s; expected one of: %(there)s"
    ),
    Reason.SAMPLE_DRAWN: lambda say: say.gettext("the schools of %(trial)s are drawn already"),
    Reason.CLASSES_INVITED: lambda say: say.gettext(
        "classes of %(trial)s are invited already, of schools too that a sample may not draw: create the trial again "
        "without --class and --all-classes, and then draw its schools"
    ),
    Reason.SCHOOL_NUMBER_UNKNOWN: lambda say: say.gettext(
        "--school: expected the number of a school on the roster, seven figures, got %(number)s"
    ),
    Reason.SCHOOL_NOT_SILENT: lambda say: say.gettext(
        "--school: expected a school that %(trial)s asked and that has not answered, got one that is “%(state)s”"
    ),
    Reason.SAMPLE_SIZE: lambda say: say.gettext(
        "--schools: expected from %(least)d, one for each stratum, to %(most)d, the schools with learners of these "
        "years, got %(got)d"
    ),
    Reason.ATTRIBUTE_MISSING: lambda say: say.gettext(
        "%(count)d of %(of)d schools have no attribute %(attribute)s (%(schools)s); import it with `mesur roster "
        "schools`, or name other --strata"
    ),
    Reason.NORMS_FILE: lambda say: say.gettext("%(path)s: expected norms that `mesur norms fit` wrote"),
    Reason.NORMS_SCALE: lambda say: say.gettext(
        "%(subject)s: expected norms of the reporting scale %(expected)s, got scale %(got)s"
    ),
    Reason.NORMS_NOT_USABLE: lambda say: say.gettext(
        "These norms may not be used: their checks failed. The report of `mesur norms fit` says why."
    ),
    Reason.NORMS_MADE_UP: lambda say: say.gettext(
        "These norms rest on a made-up sample. For a demonstration, say so: --fictional"
    ),
    Reason.NORMS_IN_USE: lambda say: say.gettext("%(subject)s: these norms are in use already"),
    Reason.NO_NORMS_IN_USE: lambda say: say.gettext(
        "%(subject)s: expected a subject with norms in use, there are none"
    ),
    Reason.SEEDING_TEXT: lambda say: say.gettext("%(option)s: expected 1 to %(most)d characters, got %(got)d"),
    Reason.SEEDING_PERIOD: lambda say: say.gettext(
        "--from and --until: expected a first day and a later last day that is not over on %(today)s, got %(first)s "
        "and %(last)s"
    ),
    Reason.SEEDING_ALLOWED: lambda say: say.gettext(
        "%(subject)s: unscored questions are allowed from %(first)s to %(last)s already; end that first"
    ),
    Reason.SEEDING_NOT_ALLOWED: lambda say: say.gettext(
        "%(subject)s: unscored questions are not allowed, so there is nothing to end"
    ),
    Reason.VIEWS_TEXT: lambda say: say.gettext("%(option)s: expected 1 to %(most)d characters, got %(got)d"),
    Reason.VIEWS_PERIOD: lambda say: say.gettext(
        "--from and --until: expected a first day and a later last day that is not over on %(today)s, got %(first)s "
        "and %(last)s"
    ),
    Reason.VIEWS_ALLOWED: lambda say: say.gettext(
        "%(audience)s: views of schools are allowed from %(first)s to %(last)s already; end that first"
    ),
    Reason.VIEWS_NOT_ALLOWED: lambda say: say.gettext(
        "%(audience)s: views of schools are not allowed, so there is nothing to end"
    ),
    Reason.TRIAL_NAME_TAKEN: lambda say: say.gettext(
        "%(trial)s is open and has the name %(name)s; expected another name"
    ),
    Reason.TRIAL_DESTROYED: lambda say: say.gettext("the responses of %(trial)s were destroyed on %(on)s"),
    Reason.NO_SCHOOL_YEAR: lambda say: say.gettext(
        "%(year)s: expected a school year whose responses are there (%(there)s)"
    ),
    Reason.SAMPLE_TOO_SMALL: lambda say: say.gettext(
        "expected at least %(least)d learners with a result that norms may rest on, got fewer"
    ),
    Reason.RELEASE_TOO_EARLY: lambda say: say.gettext(
        "%(year)s ends on %(last)s: expected a school year that is over, since later results would tell of the few "
        "who came after a release"
    ),
    Reason.NO_RELEASE_OF_YEAR: lambda say: say.gettext(
        "%(year)s: expected a school year with a release of the subject; make one by `mesur release national`"
    ),
    Reason.RELEASE_TOO_SMALL: lambda say: say.gettext(
        "expected at least %(least)d learners with a result that a release may count, got fewer"
    ),
    Reason.RELEASE_PROVISIONAL: lambda say: say.gettext(
        "%(share)s of the results are provisional: expected at most %(most)s, so adopt parameters that a trial measured"
    ),
    Reason.RELEASE_LOST: lambda say: say.gettext(
        "entry %(entry)d of the ledger tells of release %(release)s, which the database does not have in full: a new "
        "one would tell who came or left since then, so restore a backup that has it first"
    ),
    Reason.RELEASE_ALREADY_TOLD: lambda say: say.gettext(
        "earlier releases and the schools’ pages tell of a small group already, so no further one is made: %(group)s"
    ),
    Reason.PATH_TAKEN: lambda say: say.gettext("%(path)s: expected a path of its own, but %(owner)s is there"),
    Reason.PATH_TAKEN_BY_A_FILE: lambda say: say.gettext(
        "%(path)s: expected a path of its own, but another file is there"
    ),
    Reason.NO_STORED_BANK: lambda say: say.gettext(
        "%(given)s: expected the beginning of the hash of one stored bank version, at least six characters"
    ),
    Reason.FIT_WITHOUT_BANK: lambda say: say.gettext(
        "%(fit)s: expected a fit on the scale of a bank (mesur calibrate --anchors, or --bank for the first trial)"
    ),
    Reason.FIT_NOT_CONVERGED: lambda say: say.gettext("%(fit)s: expected a fit that converged, got: %(status)s"),
    Reason.FIT_NOT_CONNECTED: lambda say: say.gettext(
        "%(fit)s: expected a connected design, got %(islands)d sets of items that nobody’s answers connect"
    ),
    Reason.FIT_ANCHORS_APART: lambda say: say.gettext(
        "%(fit)s: expected anchors that agree, got some that moved; look at the link and fit again without those"
    ),
    Reason.FIT_DRIFT_UNCHECKED: lambda say: say.gettext(
        "%(fit)s: expected anchors that were compared with each other before they held the scale, got some that nothing"
        " compared; calibrate with --linking stocking-lord, which compares them, or with more responses to the anchors"
    ),
    Reason.FIT_OF_YEARS_AS_ONE: lambda say: say.gettext(
        "%(fit)s: expected groups, because %(trial)s has Years %(years)s and one population for all of them biases the"
        " difficulties; calibrate the extract’s folder, which takes year groups as groups"
    ),
    Reason.FIT_OF_OTHER_BANK: lambda say: say.gettext(
        "%(fit)s: expected a fit on the scale of bank version %(bank)s, got one on that of %(found)s; export that bank "
        "version and calibrate anew with it, or name the other with --bank"
    ),
    Reason.FIT_OF_UNKNOWN_EXTRACT: lambda say: say.gettext(
        "%(fit)s: expected responses of a registered extract, got others (SHA-256 %(extract)s); calibrate the folder "
        "that `mesur trial extract` wrote, with all its files as they were"
    ),
    Reason.FIT_OF_OTHER_TRIAL: lambda say: say.gettext(
        "%(fit)s: expected a fit of responses of %(trial)s, got one of %(found)s"
    ),
    Reason.FIT_NOT_OF_SUBJECT: lambda say: say.gettext(
        "%(fit)s: expected a fit that the subject has adopted (%(there)s), got %(got)s"
    ),
    Reason.FIT_NOT_THE_ADOPTED: lambda say: say.gettext(
        "%(fit)s: expected the fit that bank version %(bank)s was adopted from, got another one"
    ),
    Reason.NOT_ADOPTED_FROM_TRIAL: lambda say: say.gettext(
        "%(given)s: expected the hash of a bank version that was adopted from %(trial)s (%(there)s)"
    ),
    Reason.ANCHORS_PROVISIONAL: lambda say: say.gettext(
        "%(fit)s: expected anchors whose parameters are adopted, got provisional ones: %(items)s"
    ),
    Reason.FIT_ADOPTED: lambda say: say.gettext(
        "%(fit)s was adopted on %(on)s, as bank version %(bank)s; an adoption by mistake is discarded with `mesur bank "
        "discard-adoption`"
    ),
    Reason.NO_ADOPTION: lambda say: say.gettext(
        "expected the hash of a bank version that an adoption made, six digits at least, got %(given)s; there are: "
        "%(there)s"
    ),
    Reason.ADOPTION_PUBLISHED: lambda say: say.gettext(
        "bank version %(bank)s was published, or results were rescored by it, so that its adoption stays: adopt a new "
        "calibration instead"
    ),
    Reason.ADOPTION_FOLLOWED: lambda say: say.gettext(
        "%(newer)s was adopted from bank version %(bank)s: discard that adoption first"
    ),
    Reason.ADOPTION_DISCARDED: lambda say: say.gettext(
        "bank version %(bank)s rests on an adoption that was discarded on %(on)s: adopt the calibration anew with "
        "`mesur bank adopt`, and go on with the version that this makes"
    ),
    Reason.FIT_OF_OTHER_PLAN: lambda say: say.gettext(
        "%(fit)s: the trial was planned with bank version %(planned)s, and %(bank)s has other parameters of what it "
        "asked: %(items)s. Calibrate on the scale of the version that it was planned with"
    ),
    Reason.BANK_MOVED_ON: lambda say: say.gettext(
        "expected the newest bank version, got %(bank)s; it moved on to %(newer)s: calibrate on the scale of that one"
    ),
    Reason.DECISIONS_OF_OTHER_FIT: lambda say: say.gettext(
        "%(path)s: expected decisions on this fit and bank version, got some on others"
    ),
    Reason.DECISIONS_UNKNOWN_ITEM: lambda say: say.gettext(
        "%(path)s: expected provisional items of the bank that the fit has, got %(items)s"
    ),
    Reason.ADOPTION_WITHOUT_OUT: lambda say: say.gettext("expected --out, where the new bank version goes, got none"),
    Reason.NOTHING_ADOPTED: lambda say: say.gettext("%(path)s: expected at least one item that is kept, got none"),
    Reason.EXTRACT_TOO_LATE: lambda say: say.gettext(
        "the day of destruction of %(trial)s, %(due)s, has come: from it on nothing is extracted"
    ),
    Reason.EXTRACT_OF_FEW: lambda say: say.gettext(
        "%(trial)s: expected the answers of at least %(fewest)d persons, got those of fewer; nothing is extracted of "
        "so few, because it could be told who they are"
    ),
    Reason.PARQUET_NOT_INSTALLED: lambda say: say.gettext(
        'the library that writes Parquet is not installed here: `pip install "mesur[calibration]"`, or give '
        "--format csv"
    ),
    Reason.UNKNOWN_EXTRACT: lambda say: say.gettext(
        "%(path)s: expected an extract that was written there and is not destroyed, found none in the register"
    ),
    Reason.EXTRACT_IN_PLACE: lambda say: say.gettext(
        "%(path)s: the extract is there, so nobody needs to answer for it: the next run destroys it on its day"
    ),
    Reason.KEYS_MISSING: lambda say: say.gettext(
        "%(programme)s: its key (%(keys)s) is not in %(directory)s, so destroying its rows now would prove nothing; "
        "restore the file, or give --keys-lost with --by and --reason if it is gone for good"
    ),
    Reason.NO_LEDGER: lambda say: say.gettext(
        "%(path)s: expected the ledger of completions and destructions, found none; `mesur setup` makes one for a new "
        "service, and an older service gets it back from where the certificates are backed up"
    ),
    Reason.LEDGER_ALTERED: lambda say: say.gettext(
        "%(path)s: entry %(number)d does not hold (%(fault)s): the ledger was altered; get it back from a copy"
    ),
    Reason.LEDGER_CUT: lambda say: say.gettext(
        "%(path)s: the database knows entry %(number)d, and the ledger has %(entries)d entries or another one there: "
        "it was cut or replaced; get it back from a copy"
    ),
    Reason.BEHIND_LEDGER: lambda say: say.gettext(
        "%(path)s: the database has forgotten what the ledger says, as after a restore; run `mesur setup` first"
    ),
    Reason.NO_PROGRAM: lambda say: say.gettext(
        "expected PostgreSQL’s program %(name)s, found none; install the client programs of the server’s version, or "
        "give --programs"
    ),
    Reason.PROGRAM_FAILED: lambda say: say.gettext("%(name)s ended with an error: %(said)s"),
    Reason.NO_BACKUP: lambda say: say.gettext("%(path)s: expected a finished backup, as `mesur backup` makes it"),
    Reason.BACKUP_BROKEN: lambda say: say.gettext("%(path)s: the backup is damaged; take another one"),
    Reason.BACKUP_WITH_KEYS: lambda say: say.gettext(
        "%(path)s: expected a folder apart from the keys: a copy of both together undoes every destruction"
    ),
    Reason.RESTORE_TAKEN: lambda say: say.gettext(
        "%(path)s: expected nothing there, for a restore overwrites nothing; move it away, or restore elsewhere"
    ),
    Reason.DRILL_TAKEN: lambda say: say.gettext(
        "%(path)s: expected an empty folder and an empty database, for the drill fills them and destroys what it made"
    ),
    Reason.ANOTHER_RUN: lambda say: say.gettext("another retention run is under way; wait until it has finished"),
    Reason.ANOTHER_UPGRADE: lambda say: say.gettext("another upgrade is under way; wait until it has finished"),
    Reason.STILL_AT_WORK: lambda say: say.gettext(
        "migration %(revision)s needs release %(oldest)s everywhere, and workers of %(older)s are serving; start this "
        "release in their place first, or give --even-so to `mesur database upgrade` if they may fail"
    ),
    Reason.DATABASE_BEHIND: lambda say: say.gettext(
        "release %(release)s needs migrations that the database has not had (%(lacking)s); run `mesur database upgrade "
        "--expand` first, beside the release that is serving, or `mesur setup` for a new service"
    ),
    Reason.RELEASE_TOO_OLD: lambda say: say.gettext(
        "this is release %(release)s, and the database has been changed for %(oldest)s and later; start one of those"
    ),
    Reason.LOG_IN_USE: lambda say: say.gettext(
        "%(database)s: the write-ahead log is in use by a reader; try again when it has finished"
    ),
    Reason.NO_ROSTER: lambda say: say.gettext(
        "%(path)s: expected a roster: a .csv file, a OneRoster folder or a .zip file, or an https address"
    ),
    Reason.ROSTER_TOO_LARGE: lambda say: say.gettext(
        "%(path)s: unpacked it is larger than %(most)d MB, which no roster of its size is"
    ),
    Reason.ROSTER_AWAY: lambda say: say.gettext(
        "%(address)s: expected the answer of a OneRoster 1.2 service, got something else (%(what)s)"
    ),
    Reason.LOOKS_WRONG: lambda say: say.gettext(
        "this looks like a mistake, so nothing was changed; if it is right, give --even-so"
    ),
    Reason.NOT_SEPTEMBER: lambda say: say.gettext(
        "the school year of %(on)s has not begun; give --preview to see what it would bring"
    ),
    Reason.UNKNOWN_KEY: lambda say: say.gettext(
        "there is no key %(given)s to do this with; expected one of: %(there)s"
    ),
    Reason.KEY_JUST_CHANGED: lambda say: say.gettext(
        "the key for %(purpose)s was changed at %(at)s; give --again if it is to be changed once more"
    ),
    Reason.KEY_NEEDS_NO_DECISION: lambda say: say.gettext(
        "expected --by and --reason for audit and ledger alone, got them for %(purpose)s; nothing was changed"
    ),
    Reason.AUDIT_UNLINKED: lambda say: say.gettext(
        "workers of an earlier release may be writing the audit; run `mesur database upgrade` when they have gone"
    ),
    Reason.SEGMENT_DOUBTED: lambda say: say.gettext(
        "segments %(segments)s of the audit were altered, so nothing of them was removed; get them back from a backup "
        "of the database, and run `mesur audit verify`"
    ),
    Reason.KEY_NOT_LOST: lambda say: say.gettext("%(path)s: the key is not lost, its file is there"),
    Reason.KEY_FOLDER: lambda say: say.gettext(
        "%(path)s: expected a folder that is neither the key directory nor with the database"
    ),
    Reason.UNKNOWN_KEY_BACKUP: lambda say: say.gettext(
        "no backup of the keys is known on %(host)s in %(folder)s; known are: %(there)s"
    ),
    Reason.KEY_BACKUP_IN_PLACE: lambda say: say.gettext(
        "%(folder)s: keys are there, so nobody needs to answer for the folder: `mesur keys backup` brings it in line"
    ),
    Reason.UNKNOWN_KEY_FOLDER: lambda say: say.gettext(
        "no host has a key folder with the id %(given)s; known are: %(there)s"
    ),
    Reason.KEY_FOLDER_AT_WORK: lambda say: say.gettext(
        "%(host)s was at work with its key folder at %(at)s, within a day, or it is this host’s: it destroys its keys "
        "itself"
    ),
    Reason.KEY_BACKUP_BROKEN: lambda say: say.gettext("%(path)s: expected a copy of the key of that name, got another"),
    Reason.NOT_ERASED: lambda say: say.gettext("nobody with this identifier was erased"),
    Reason.NOT_RESTRICTED: lambda say: say.gettext("this person’s data are not restricted"),
    Reason.HOLD_UNTIL: lambda say: say.gettext(
        "--until: expected a day after %(first)s and not after %(last)s, a year at most, got %(got)s; a hold that is "
        "needed for longer is ordered again"
    ),
    Reason.NOTHING_TO_HOLD: lambda say: say.gettext(
        "expected a trial or school year that is not destroyed, or a person whose record is held, got %(thing)s"
    ),
    Reason.ONE_TO_HOLD: lambda say: say.gettext(
        "expected either a trial or school year (--programme) or a person (--person)"
    ),
    Reason.NOT_HELD: lambda say: say.gettext("no legal hold keeps it (%(thing)s)"),
    Reason.NO_OFFICER: lambda say: say.gettext("expected the sign-in name of the data-protection officer"),
    Reason.NOT_NAMED: lambda say: say.gettext(
        "expected an identifier, and names of 1 to %(most)d characters for the person and the organisation"
    ),
    Reason.KNOWN_ALREADY: lambda say: say.gettext(
        "somebody with this identifier can sign in already, through a roster or because they were appointed"
    ),
    Reason.NOT_APPOINTED: lambda say: say.gettext(
        "nobody who was appointed has the id %(given)s; `mesur people list` shows who has"
    ),
    Reason.WRONG_ORGANISATION: lambda say: say.gettext(
        "a stakeholder is of a Welsh local authority (--authority, 660 to 681) or of the government (--government), "
        "and nobody else is"
    ),
    Reason.MANY_LAPSE: lambda say: say.gettext(
        "%(count)d of %(of)d people would leave because nobody has seen them for a year, after %(before)d in the last "
        "30 days; without a named person at most %(most)d leave in 30 days. If rosters and sign-ins have been missing, "
        "import the roster first. If it is right, run `mesur retention run --many-lapse --by NAME --reason TEXT` "
        "today; if nobody can explain it, somebody may have changed the database: run `mesur audit verify`"
    ),
    Reason.NOBODY_SAID: lambda say: say.gettext(
        "expected who decides (--by, at most %(longest_name)d characters) and why (--reason, at most "
        "%(longest_reason)d characters)"
    ),
    Reason.NAMES_UNREADABLE: lambda say: say.gettext(
        "the names of %(people)s were altered and do not open: a dash stands for each until the next roster gives the "
        "name again, and `mesur audit verify` names the rows; everything else was done"
    ),
    Reason.NAME_KEY_UNFIT: lambda say: say.gettext(
        "%(keys)s: the key does not open the names that this service has sealed under it, so its file has changed; the "
        "names stay as they are. Move the file out of the key directory, run `mesur keys restore FOLDER` with the "
        "backup of the keys, and run this again; everything else was done"
    ),
    Reason.SITTINGS_OR_ALL: lambda say: say.gettext("expected either the ids of sittings or --all"),
    Reason.SITTING_NOT_LOST: lambda say: say.gettext("%(sittings)s: `mesur sitting missing` does not list them"),
    Reason.ITEM_NEVER_MOVED: lambda say: say.gettext(
        "no item version %(item)s has been approved yet, so there is nothing to take out"
    ),
    Reason.NOT_RESCORABLE: lambda say: say.gettext(
        "%(new)s cannot take the place of %(old)s for rescoring: expected the same %(what)s"
    ),
    Reason.TRIAL_NAME: lambda say: say.gettext(
        "expected a name of 1 to %(most)d characters for the trial, got one of %(got)d"
    ),
    Reason.NO_RECEIPT: lambda say: say.gettext(
        "expected a receipt as the service gives it to a learner for their sitting; the file is none"
    ),
    Reason.TIMESTAMP: lambda say: say.gettext(
        "what the time-stamp service answered is no time-stamp of what was sent (%(why)s)"
    ),
    Reason.TIMESTAMP_AWAY: lambda say: say.gettext(
        "the time-stamp service at %(url)s does not answer as it should; no anchor was written"
    ),
    Reason.ONE_WORKER: lambda say: say.gettext(
        "%(workers)d workers need PostgreSQL: SQLite takes one writer at a time, so more would only wait for each other"
    ),
    Reason.NO_PLANNED_TRIAL: lambda say: say.gettext(
        "%(file)s: expected a planned trial as `mesur trial plan` writes it (%(format)s); got something else "
        "(%(fault)s)"
    ),
    Reason.SAMPLE_NOT_PLANNED: lambda say: say.gettext(
        "the trial’s plan has no `[sample]`: give `--schools`, how many take part"
    ),
    Reason.PLANNED_TRIAL_ALTERED: lambda say: say.gettext(
        "%(file)s: this planned trial (%(format)s) was altered after `mesur trial plan` wrote it, and what it promises "
        "may not hold. Change the plan’s TOML file, and run `mesur trial plan` again"
    ),
    Reason.PLANNED_BANK_MOVED_ON: lambda say: say.gettext(
        "the trial was planned with bank version %(planned)s, and %(current)s is in use now: plan it anew with "
        "`mesur trial plan`"
    ),
    Reason.OTHER_TRIAL_BANK: lambda say: say.gettext(
        "the booklets were planned to make bank version %(planned)s and make %(made)s: plan the trial anew with "
        "`mesur trial plan`"
    ),
    Reason.PLAN_AND_LATEST_DAY: lambda say: say.gettext(
        "a planned trial has its subject and its latest day of completion in the plan: leave --subject and "
        "--complete-by out"
    ),
    Reason.LATEST_DAY_MISSING: lambda say: say.gettext(
        "expected the latest day of completion of a trial without a plan: give --complete-by YYYY-MM-DD"
    ),
    Reason.NO_CLASS: lambda say: say.gettext("expected at least one class to invite: give --class ID or --all-classes"),
    Reason.KEY_FILES_UNPROTECTED: lambda say: say.gettext(
        "expected the setting `key_secret`, as a systemd credential `mesur.key_secret` or a file named by "
        "`MESUR_KEY_SECRET_FILE`; without it key files stay as they are"
    ),
    Reason.EXTRA_NOT_INSTALLED: lambda say: say.gettext(
        'what this command needs is not installed here: `pip install "mesur[%(extra)s]"`, or, in a clone of Mesur, '
        "`make install`"
    ),
    Reason.NOTHING_TO_APPROVE: lambda say: say.gettext("expected recordings by a machine: run `mesur bank voice`"),
    Reason.UNKNOWN_CLASS: lambda say: say.gettext(
        "--class: expected the id of a class, as it stands in its page’s address, got %(given)s"
    ),
}

FAILURE_SENTENCES: dict[DatabaseFailure, Callable[[NullTranslations], str]] = {
    DatabaseFailure.NOT_SET_UP: lambda say: say.gettext("the database is not set up: run `mesur setup` first"),
    DatabaseFailure.AWAY: lambda say: say.gettext(
        "the database cannot be reached: check that it runs and that the setting database_url is right; a new one "
        "needs `mesur setup`"
    ),
    DatabaseFailure.LOGIN_REFUSED: lambda say: say.gettext(
        "the database runs and refuses this user or password: check both in the setting database_url (%(what)s)"
    ),
    DatabaseFailure.FORBIDDEN: lambda say: say.gettext(
        "the database’s user may not do this (%(what)s); make the database with this user as its owner, or let an "
        "administrator run `GRANT CREATE, USAGE ON SCHEMA public TO` it"
    ),
    DatabaseFailure.BUSY: lambda say: say.gettext("the database is very busy: wait a moment and try again"),
    DatabaseFailure.FULL: lambda say: say.gettext("the disk of the database is full: make room on it, then try again"),
    DatabaseFailure.READ_ONLY: lambda say: say.gettext(
        "the database takes no changes: it is a standby, or was set to read only (%(what)s)"
    ),
    DatabaseFailure.FAULT: lambda say: say.gettext("the database could not do this: %(what)s"),
}


def declined_sentence(error: Declined, say: NullTranslations) -> str:
    """Return the sentence for a declined command."""
    return DECLINED_SENTENCES[error.reason](say) % error.facts


def refused_sentence(error: Refused, say: NullTranslations) -> str:
    """Return the sentence for a refusal of the service: its title, what it is about, and the detail."""
    problem = PROBLEMS[error.code](say)
    about = ", ".join(map(str, error.facts.values()))
    return f"{problem.title} ({about}). {problem.detail}" if about else f"{problem.title}. {problem.detail}"


def protected_key_sentence(key_id: str, protected_by: str, say: NullTranslations) -> str:
    """Return the sentence for a key file that is sealed under a secret which was not given."""
    sentence = say.gettext(
        "the file of key %(key)s is sealed under a secret (%(secret)s) that was not given: give it as "
        "`key_secret` or `old_key_secret`"
    )
    return sentence % {"key": key_id, "secret": protected_by}


def plain_key_sentence(key_id: str, say: NullTranslations) -> str:
    """Return the sentence for a key file that is not sealed, in a folder whose keys were."""
    sentence = say.gettext(
        "the file of key %(key)s is not sealed, though every key of this folder was: somebody else may have put it "
        "there; move it away, and restore the key from the backup of the keys"
    )
    return sentence % {"key": key_id}


def missing_key_sentence(key_id: str, say: NullTranslations) -> str:
    """Return the sentence for a missing key file."""
    sentence = say.gettext(
        "key %(key)s is not in the key directory, so what it sealed cannot be read: restore its file from the backup "
        "of the keys"
    )
    return sentence % {"key": key_id}


def failure_sentence(failure: DatabaseFailure, what: object, say: NullTranslations) -> str:
    """Return the sentence for a failure of the database, by its class, with the database's own message (`what`)."""
    return FAILURE_SENTENCES[failure](say) % {"what": str(what).partition("\n")[0]}
