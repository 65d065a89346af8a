"""The sentences of refusals: what happened, and what to do now; `error_mapping` sends them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from gettext import NullTranslations


@dataclass(frozen=True)
class Problem:
    """The HTTP status of a refusal and its sentences: what happened, and what to do now."""

    status: int
    title: str
    detail: str
    what_to_do: str = ""


ProblemSentences = Callable[[NullTranslations], Problem]

PROBLEMS: dict[str, ProblemSentences] = {
    "not_signed_in": lambda say: Problem(
        401,
        say.gettext("You are not signed in"),
        say.gettext("Your sign-in has ended, or this browser has not signed in. Nothing you have answered is lost."),
        say.gettext("Go to the first page and sign in."),
    ),
    "sign_in_stale": lambda say: Problem(
        403,
        say.gettext("Sign in again to do this"),
        say.gettext(
            "This cannot be undone, or takes data out of the service, so we ask first that it is still you. Nothing "
            "has been changed."
        ),
        say.gettext("Sign in again. You come back to the page that you were on."),
    ),
    "sign_in_weak": lambda say: Problem(
        403,
        say.gettext("Your role needs a stronger sign-in"),
        say.gettext("You signed in with a password alone. Your role needs a second step, such as a code or a key."),
        say.gettext("Set a second step up for your account, then sign in again."),
    ),
    "not_found": lambda say: Problem(
        404,
        say.gettext("Not found"),
        say.gettext("There is nothing here that you can see."),
        say.gettext("Check the address, or go back to the first page."),
    ),
    "own_act": lambda say: Problem(
        409,
        say.gettext("A colleague has to confirm this"),
        say.gettext("You asked for it yourself, so somebody else with the right to give assessments confirms it."),
        say.gettext("Ask a colleague or the head to open the page of finished results set aside or moved."),
    ),
    "waits_already": lambda say: Problem(
        409,
        say.gettext("This result waits for a colleague already"),
        say.gettext("Somebody has asked to set it aside or to move it, and a colleague has not decided yet."),
        say.gettext("Open the page of finished results set aside or moved."),
    ),
    "head_needed": lambda say: Problem(
        409,
        say.gettext("The head has to give this one"),
        say.gettext("Two assessments of each of these learners ended this school year before they had a score."),
        say.gettext("Ask the head to give it."),
    ),
    "result_unverified": lambda say: Problem(
        409,
        say.gettext("This result cannot be shown: its record does not verify"),
        say.gettext(
            "Something was changed where results are stored, outside this service. The operator has been told."
        ),
        say.gettext("The result is shown again when the operator has put it right."),
    ),
    "reply_conflict": lambda say: Problem(
        409,
        say.gettext("This question has been answered already"),
        say.gettext("Another answer to this question was saved before, and it stays. Nothing has been changed."),
        say.gettext("Load the assessment again: it goes on at the right question."),
    ),
    "sequence_gap": lambda say: Problem(
        409,
        say.gettext("An answer before this one is missing"),
        say.gettext("This answer comes before the answer to an earlier question. Nothing has been saved."),
        say.gettext("Load the assessment again: it goes on at the right question."),
    ),
    "sitting_paused": lambda say: Problem(
        409,
        say.gettext("Your teacher has paused the assessment"),
        say.gettext("Nothing is lost. It goes on by itself when your teacher says so."),
    ),
    "no_break_left": lambda say: Problem(
        409,
        say.gettext("There is no break left"),
        say.gettext("You have had all the breaks that there are in this assessment. Nothing is lost."),
    ),
    "no_break_now": lambda say: Problem(
        409,
        say.gettext("There can be no break just now"),
        say.gettext("A break is for while you answer questions. Nothing is lost."),
        say.gettext("Load the assessment again."),
    ),
    "sitting_discarded": lambda say: Problem(
        409,
        say.gettext("This assessment has been taken away"),
        say.gettext("Your teacher has ended it, and it does not count. You have done nothing wrong."),
        say.gettext("Ask your teacher what to do now."),
    ),
    "sitting_expired": lambda say: Problem(
        409,
        say.gettext("The time for this assessment is over"),
        say.gettext("The days in which it could be done have passed."),
        say.gettext("Tell your teacher: there can be more time for you."),
    ),
    "not_open_yet": lambda say: Problem(
        409,
        say.gettext("This assessment has not opened yet"),
        say.gettext("Your class starts it on a later day."),
        say.gettext("Ask your teacher when that is."),
    ),
    "practice_limit": lambda say: Problem(
        409,
        say.gettext("You have practised enough for today"),
        say.gettext("You have practised this subject as many times as you can in one day."),
        say.gettext("You can practise again tomorrow."),
    ),
    "assessment_under_way": lambda say: Problem(
        409,
        say.gettext("Finish your assessment first"),
        say.gettext("You have started an assessment that is not over yet."),
        say.gettext("You can practise again when it is over."),
    ),
    "nothing_to_practise": lambda say: Problem(
        404,
        say.gettext("There is nothing to practise here yet"),
        say.gettext("No practice questions have been made for this subject and your year."),
        say.gettext("You can try every kind of question."),
    ),
    "illegal_move": lambda say: Problem(
        409,
        say.gettext("That cannot be done to this assessment now"),
        say.gettext("It has moved on since you looked, or is over. Nothing has been changed."),
        say.gettext("Look at the class again: what can be done now is shown there."),
    ),
    "nothing_answered": lambda say: Problem(
        409,
        say.gettext("There is nothing to finish"),
        say.gettext("No question has been answered that counts, so there would be nothing to report."),
        say.gettext("Set it aside instead, or let the learner go on."),
    ),
    "nothing_to_extend": lambda say: Problem(
        409,
        say.gettext("There is no time to add to"),
        say.gettext(
            "More minutes need an assessment with a time limit, and a later day one with a window. The day lies in "
            "this school year and not before today. Nothing has been changed."
        ),
    ),
    "other_under_way": lambda say: Problem(
        409,
        say.gettext("That learner cannot take this assessment over"),
        say.gettext("They have one of this subject under way, or have finished two this school year."),
        say.gettext("Let them finish it first, or set one of the two aside."),
    ),
    "two_already": lambda say: Problem(
        409,
        say.gettext("Two in a school year is the most"),
        say.gettext("A learner takes an assessment of a subject at most twice in a school year, and these have."),
    ),
    "window_refused": lambda say: Problem(
        422,
        say.gettext("Those days cannot be booked"),
        say.gettext("The last day is not before the first, nor before today, and both lie in this school year."),
        say.gettext("Go back and choose other days."),
    ),
    "booking_begun": lambda say: Problem(
        409,
        say.gettext("Somebody has started already"),
        say.gettext(
            "So the starting level and the time limit of this booking stay as they are; its days can be changed."
        ),
        say.gettext("Give a learner more time on the page “Watch and pause”."),
    ),
    "nothing_to_cancel": lambda say: Problem(
        409,
        say.gettext("There is nothing to cancel any more"),
        say.gettext("Everybody it was for has started or has finished, and answers are not taken back by cancelling."),
        say.gettext("Pause, end or set aside what was started on the page “Watch and pause”."),
    ),
    "nobody_chosen": lambda say: Problem(
        422,
        say.gettext("Nobody is ticked"),
        say.gettext("It is to be for some learners alone, and none of them is ticked."),
        say.gettext("Go back and tick them."),
    ),
    "monitor_form": lambda say: Problem(
        422,
        say.gettext("The form is not complete"),
        say.gettext("A reason is needed, of at most 200 characters, and numbers and days in figures."),
        say.gettext("Go back, look at each box and try again."),
    ),
    "not_started": lambda say: Problem(
        409,
        say.gettext("The assessment has not been started"),
        say.gettext("There is no question to answer yet. Nothing has been saved."),
        say.gettext("Start the assessment first."),
    ),
    "unknown_item": lambda say: Problem(
        422,
        say.gettext("There is no such question"),
        say.gettext("The answer names a question that this assessment does not have. Nothing has been saved."),
        say.gettext("Load the assessment again."),
    ),
    "unknown_hint": lambda say: Problem(
        422,
        say.gettext("There is no such hint"),
        say.gettext("The hints of a question come one after the other. Nothing has been saved."),
        say.gettext("Load the assessment again."),
    ),
    "invalid_request": lambda say: Problem(
        422,
        say.gettext("The request is not in the right form"),
        say.gettext("Something is missing from it or of the wrong kind. Nothing has been saved."),
        say.gettext("Load the page again."),
    ),
    "other_site": lambda say: Problem(
        403,
        say.gettext("This request came from another site"),
        say.gettext("Changes are only accepted from the pages of this service. Nothing has been changed."),
        say.gettext("Open the page here and try again."),
    ),
    "programme_missing": lambda say: Problem(
        503,
        say.gettext("Assessments cannot start just now"),
        say.gettext("There is no place yet to keep this school year’s answers, so none are taken."),
        say.gettext("Tell the person who looks after the service."),
    ),
    "trial_closed": lambda say: Problem(
        409,
        say.gettext("The trial is over"),
        say.gettext("This trial has been completed, so no more answers are taken."),
    ),
    "trial_no_place": lambda say: Problem(
        409,
        say.gettext("You are not taking part in this trial"),
        say.gettext("Your school takes no part in this trial, or it was noted that you do not want to."),
        say.gettext("You need not do anything."),
    ),
    "trial_not_for_year": lambda say: Problem(
        409,
        say.gettext("The trial has no questions for your year"),
        say.gettext("This trial asks other year groups than the one that you are in now."),
        say.gettext("Tell your teacher. Nothing you have answered is lost."),
    ),
    "trial_answered": lambda say: Problem(
        409,
        say.gettext("Your school has answered already"),
        say.gettext("This invitation was answered, or the trial is over. Nothing has been changed."),
        say.gettext("Open the page of the trial again: it says what your school has answered."),
    ),
    "not_their_identifier": lambda say: Problem(
        422,
        say.gettext("This is not the learner’s identifier"),
        say.gettext("It belongs to somebody else, or to nobody. Nothing has been changed."),
        say.gettext("Check the UPN, or leave it out: then the objection holds from the learner’s next sign-in on."),
    ),
    "no_survey": lambda say: Problem(
        409,
        say.gettext("There are no questions about this one"),
        say.gettext("Only a trial asks how it was, and only when it is finished. Nothing has been changed."),
    ),
    "year_over": lambda say: Problem(
        409,
        say.gettext("This assessment was for last school year"),
        say.gettext("It was never started, and that school year is over. Nothing you have answered is lost."),
        say.gettext("Tell your teacher: there can be a new one for you."),
    ),
    "no_bank": lambda say: Problem(
        503,
        say.gettext("This assessment is not ready"),
        say.gettext("No questions have been published for it yet."),
        say.gettext("Tell the person who looks after the service."),
    ),
    "newer_release": lambda say: Problem(
        503,
        say.gettext("A newer version is on its way"),
        say.gettext(
            "This assessment has gone on in a newer version, which will be here too in a moment. "
            "What has been answered is safe."
        ),
        say.gettext("Wait a moment and try again."),
    ),
    "form_incomplete": lambda say: Problem(
        422,
        say.gettext("The form is not complete"),
        say.gettext("Something is missing from it, or has a form that is not taken. Nothing has been saved."),
        say.gettext("Go back, look at each box and try again."),
    ),
    "case_incomplete": lambda say: Problem(
        422,
        say.gettext("The case is not complete"),
        say.gettext("Something about it is missing, or does not go together. Nothing has been saved."),
        say.gettext("Go back, look at each box and try again."),
    ),
    "under_hold": lambda say: Problem(
        409,
        say.gettext("A legal hold keeps these data"),
        say.gettext(
            "Somebody has ordered that they are kept for now, so they cannot be erased. Nothing has been changed."
        ),
        say.gettext("Erase them when the hold has ended or was released; the case stays open until then."),
    ),
    "clock_doubted": lambda say: Problem(
        409,
        say.gettext("The service’s clock is doubted"),
        say.gettext(
            "It is more than two days from what it was at the last retention run or confirmation, and days are counted "
            "by it. Nothing has been changed. If it is right now, somebody who runs the service says so by name with "
            "`mesur retention run --clock-confirmed-by`."
        ),
        say.gettext("Tell the person who looks after the service, and try again when they have looked at the clock."),
    ),
    "step_not_possible": lambda say: Problem(
        409,
        say.gettext("This step cannot be taken now"),
        say.gettext("The case has moved on, or something must be done before this. Nothing has been saved."),
        say.gettext("Load the page of the case again: it shows the steps that are open."),
    ),
    "sign_in_failed": lambda say: Problem(
        400,
        say.gettext("Signing in did not work"),
        say.gettext("The sign-in was not completed, or came back too late, so we did not let it through."),
        say.gettext("Go to the first page and sign in again."),
    ),
    "notice_refused": lambda say: Problem(
        400,
        say.gettext("This sign-out notice is not believed"),
        say.gettext("It is not signed by the sign-in provider for this service, or it has come before."),
    ),
    "not_on_roster": lambda say: Problem(
        403,
        say.gettext("We cannot find you in a school"),
        say.gettext("You have signed in, but your account is on no school’s list here."),
        say.gettext(
            "If you are a learner, tell your teacher. If you are a teacher, ask the person at your school who looks "
            "after the lists to add you, then sign in again."
        ),
    ),
    "provider_away": lambda say: Problem(
        503,
        say.gettext("The sign-in service does not answer"),
        say.gettext("We cannot reach the place where you sign in. Anyone who is already signed in can carry on."),
        say.gettext(
            "Wait a minute and try again. If your teacher has a PIN for your class, come in with it from the "
            "first page."
        ),
    ),
    "came_by_pin": lambda say: Problem(
        403,
        say.gettext("Your feedback waits for your school account"),
        say.gettext("You came in with your class’s PIN, so we cannot be sure that it is you. Nothing is lost."),
        say.gettext("Sign in with your school account when that works again: your feedback is there."),
    ),
    "pin_unknown": lambda say: Problem(
        404,
        say.gettext("That is no class’s PIN just now"),
        say.gettext("It may have ended, or a letter or figure of it is another one."),
        say.gettext("Look at it again, or ask your teacher."),
    ),
    "pin_name_taken": lambda say: Problem(
        409,
        say.gettext("Somebody has come in under this name already"),
        say.gettext("A name can be chosen once. What has been answered under it is safe."),
        say.gettext("Tell your teacher: they can let you in once more."),
    ),
    "pin_form": lambda say: Problem(
        422,
        say.gettext("The form is not complete"),
        say.gettext(
            "A learner needs a name and a year group from 2 to 9, and a visit a learner of your school’s list."
        ),
        say.gettext("Go back, look at each box and try again."),
    ),
    "pin_days": lambda say: Problem(
        422,
        say.gettext("A PIN lets a class in today, or for a week"),
        say.gettext("No PIN was made."),
        say.gettext("Go back and choose one of the two."),
    ),
    "pin_answer": lambda say: Problem(
        422,
        say.gettext("Tell us yes or no"),
        say.gettext("We did not understand whether it was you."),
        say.gettext("Go back and press one of the two buttons."),
    ),
    "row_forged": lambda say: Problem(
        403,
        say.gettext("This cannot be opened just now"),
        say.gettext("Something about this account has been changed in a way that we cannot trust."),
        say.gettext("Tell your school."),
    ),
    "sitting_put_back": lambda say: Problem(
        409,
        say.gettext("This assessment cannot go on"),
        say.gettext("You have done nothing wrong. Something was changed where your answers are kept."),
        say.gettext("Tell your teacher. They can set this assessment aside and give you another."),
    ),
    "earlier_sitting_cut": lambda say: Problem(
        409,
        say.gettext("This assessment cannot start yet"),
        say.gettext("You have done nothing wrong. Something was changed where your earlier answers are kept."),
        say.gettext("Tell your teacher. They can set the earlier assessment aside, or have it put right."),
    ),
    "overdue": lambda say: Problem(
        410,
        say.gettext("These answers are past their time"),
        say.gettext("The day on which they had to be destroyed is past. Until they are, nobody can read them."),
    ),
    "no_feedback": lambda say: Problem(
        404,
        say.gettext("There is no feedback yet"),
        say.gettext("Feedback comes as soon as an assessment is finished."),
    ),
    "busy": lambda say: Problem(
        503,
        say.gettext("The service is very busy"),
        say.gettext("Your request could not be done just now. What was saved before is safe."),
        say.gettext("Wait a moment and try again."),
    ),
    "too_many": lambda say: Problem(
        429,
        say.gettext("That was too much at once"),
        say.gettext("More has been asked for in a short time than we can do. What was saved before is safe."),
        say.gettext("Wait a moment and try again."),
    ),
    "answers_too_fast": lambda say: Problem(
        429,
        say.gettext("That was too fast"),
        say.gettext("Answers came faster than anybody can read. What was saved before is safe."),
        say.gettext("Wait a moment and send the answer again."),
    ),
    "too_large": lambda say: Problem(
        413,
        say.gettext("That is too long to take in"),
        say.gettext("More was sent than any answer or form here needs. Nothing has been saved."),
        say.gettext("Load the page again."),
    ),
    "too_slow": lambda say: Problem(
        408,
        say.gettext("Only a part of it has arrived"),
        say.gettext("The rest did not come in time. Nothing has been saved, and what was saved before is safe."),
        say.gettext("Try again."),
    ),
    "method": lambda say: Problem(
        405,
        say.gettext("That cannot be done here"),
        say.gettext("This address does not take this kind of request."),
    ),
    "internal": lambda say: Problem(
        500,
        say.gettext("Something went wrong on our side"),
        say.gettext("The request was not carried out. What was saved before is safe."),
        say.gettext("Try again. If it happens again, give the reference below to whoever helps you."),
    ),
}

# Shown to a learner beside a response of the wrong form, which stays in its box.
INVALID_REPLY_SENTENCES: dict[str, Callable[[NullTranslations], str]] = {
    "not_a_number": lambda say: say.gettext("Write your answer as a number, in figures."),
    "not_whole": lambda say: say.gettext("Write a whole number in each box, in figures."),
    "half_filled": lambda say: say.gettext("There is still something missing in your answer."),
    "zero_denominator": lambda say: say.gettext("The bottom number of a fraction cannot be 0."),
    "not_on_12_hour_clock": lambda say: say.gettext(
        "There is no such time. On this clock the hours go from 1 to 12, and the minutes from 0 to 59."
    ),
    "not_on_24_hour_clock": lambda say: say.gettext(
        "There is no such time. On a 24-hour clock the hours go from 0 to 23, and the minutes from 0 to 59."
    ),
    "other_unit": lambda say: say.gettext("Look at the unit beside the box. Write your answer in that unit."),
    "unknown_unit": lambda say: say.gettext("Write only the number."),
    "empty": lambda say: say.gettext("Write an answer first."),
    "too_long": lambda say: say.gettext("That is too long for an answer to this question."),
    "wrong_length": lambda say: say.gettext("Look again: there is too much or too little in your answer."),
    "out_of_range": lambda say: say.gettext("Choose a place on the scale, between its lowest number and its highest."),
    "repeated_option": lambda say: say.gettext("Use each one once."),
    "unknown_option": lambda say: say.gettext("Choose one of the answers shown."),
    "wrong_type": lambda say: say.gettext("That is not the kind of answer this question asks for."),
}
