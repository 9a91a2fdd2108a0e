"""Which sentences promise a link, and which speak of a place, a moment or a tie."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.check.links.better_words import better_words
from composer.check.links.empty_words import says_nothing
from composer.check.links.promises import promises
from composer.check.sentences import Sentences

PROMISING = """
The form can be found here.
Application packs may be downloaded here
The slides will be available here after the event.
Guidance for schools is available online here.
The list of venues is here: please check it.
The minutes are here and the actions will follow.
Tickets can be booked here until Friday.
All the details you need are here.
Further guidance on the new rules here.
More background information can be found here
Read the full story here.
Find out more here.
Learn more about the awards here!
See the photographs of the day here.
You can book your place here by 4 May.
If you would like to take part, please sign up here.
To respond to the survey, click here.
Click here for the programme
Please click on this link.
Click on the link below to join.
Details of how to apply are here (closing date 3 May).
Watch the recording here.
Subscribe here.
Register for the webinar here
Follow the link to book a place.
Please use this link to register.
You can join via this link.
Please visit the following link.
The registration link is below.
Please see the links below for more.
The survey can be completed using the link below.
Please find attached the minutes of the last meeting.
The draft agenda is attached.
See attached for more information.
Nominate a colleague here before the end of June.
The new website is here!
An easy-read version is available to download here.
Copies can be ordered here, free of charge.
Slides can be downloaded from here.
Please download the slides of the day from here before Friday.
Register here to take part.
If you are new, please sign up here to receive it.
Book your place here to avoid disappointment.
You can apply here to become a governor.
Click below to book a place.
Please click on the button below.
For our other projects, visit our website here.
You can visit the council’s web page here.
I enclose the minutes.
We also enclose a copy of the annual report.
Please find enclosed the agenda.
The form is enclosed.
Please complete the enclosed questionnaire.
I attach the draft plan for comment.
""".strip().splitlines()

INNOCENT = """
We are here to help.
Here are the dates for the spring.
Here is what we have learned.
Here’s how it went.
From here on, things are simpler.
Where do we go from here?
The meeting will be held here in Newbury.
Staff here in the South East have done well.
The winter is here and so is the cold.
It is good to have you here.
I have worked here for ten years.
You can see how far we have come here.
People who live here can vote.
Wish you were here.
Same time, same place, here we are.
There is more to this than meets the eye.
Read more books to your children.
The team can be found in Room 4.
Join us here on Thursday.
We need more people here.
Three things matter here.
The point here is that costs rise.
The key finding here was about trust.
What works here may not work there.
No services are available here.
Follow the link road to the hospital.
The link officer will call you.
Use the link worker in your practice.
Research shows the link between diet and mood.
We are building links with colleges.
Keep the links with families strong.
The following links in the chain are weak.
A link will be sent to those who have booked.
We will send you the link on the day.
Joining links were sent out on Monday.
Follow the link in your invitation.
Click the mouse once to start.
The conditions attached to the grant are these.
Great importance is attached to play.
The nursery is attached to the school.
Attachment in the early years is the theme.
Bring the attached child’s parent along.
Two nurses are attached to each ward.
The service can be reached by telephone.
He came here as a boy, and can read and write four languages.
Children can read quietly here in the afternoons.
You can find us here every Tuesday.
The plan is to start here and then move on.
Hear, hear.
Adhere to the plan.
Neither here nor there.
Please arrive here by nine.
Everyone is welcome here.
What is said here stays here.
A lot can be learned here.
Good work is going on here.
Order is restored here, and we can move on.
Children come here to play.
Walkers meet here to walk the route.
Families arrive here to register.
Those who register here to vote will be told.
We do not download files from here.
The sea can be seen from here.
It is a long way from here to the coast.
The garden can be accessed from here.
Click or tap here to enter text.
Click here to enter a date.
The figures below are for 2019.
The rate fell below that of last year.
Visit our site here in Newbury.
Do visit us here.
They enclose the garden with a fence.
We enclose the play area with a hedge.
The enclosed garden is a joy.
The map is enclosed by a border.
We attach great importance to the plan.
We attach importance to guidance.
We attach a label to each form.
Please attach the form to your application.
A receipt must be enclosed with the claim form.
""".strip().splitlines()


def promised(sentence: str) -> list[str]:
    return [sentence[promise.start : promise.end] for promise in promises(sentence, 0, len(sentence))]


@pytest.mark.parametrize("sentence", PROMISING)
def test_a_promise_is_recognised(sentence):
    assert promised(sentence)


@pytest.mark.parametrize("sentence", INNOCENT)
def test_a_place_a_moment_and_a_tie_are_no_promise(sentence):
    assert promised(sentence) == []


@pytest.mark.parametrize("before", ["", "The plan was agreed. ", "“Well done!” ", "In 2019, 4.5 million came.\n"])
@pytest.mark.parametrize("behind", ["", " The next meeting is in May.", " “Good,” they said.", "\nMore is to come."])
def test_a_sentence_is_found_among_others(before, behind):
    words = f"{before}The form is here.{behind}"
    sentence = Sentences(words).around(len(before) + 3)

    assert words[slice(*sentence)].strip() == "The form is here."


EMPTY = """
here, Click here!, this link, the website, More information >>, read more, PDF, (pdf), 3, Link 2, Find out more online
see this page, download the file here, Sign up here, by clicking here, →, Click for report
""".strip().replace("\n", ", ")

NAMING = """
consultation, full report, Annex 3, about us, contact us, book a place, website of the LGA, GOV.UK
more about attendance, survey, register, minutes, how to apply, Here to help, 2019 figures
click and collect for families, website design
""".strip().replace("\n", ", ")


@pytest.mark.parametrize("label", EMPTY.split(", "))
def test_words_that_could_be_those_of_any_link_say_nothing(label):
    assert says_nothing(label)


@pytest.mark.parametrize("label", [*NAMING.split(", "), "", "  "])
def test_words_that_name_something_say_it(label):
    assert not says_nothing(label)


@pytest.mark.parametrize(
    ("before", "behind", "better"),
    [
        ("The annual report can be found ", ".", "annual report"),
        ("Our plan for 2020 is ", ".", "plan for 2020"),
        ("The day went well, and the slides are available ", ".", "slides"),
        ("Please click ", " to tell us what you think.", "tell us what you think"),
        ("Click ", " for the agenda, and come early.", "agenda"),
        ("For the list of venues, please click ", "", "list of venues"),
        ("You can download a poster for your school ", ".", "download a poster for your school"),
        ("More information is available ", ".", None),
        ("It is ", ".", None),
        ("", "", None),
        ("The report on everything that anybody has ever said about the many ways of doing this work is ", ".", None),
    ],
)
def test_better_words_are_those_of_the_sentence(before, behind, better):
    assert better_words(before, behind) == better


@given(
    st.text(max_size=200), st.text(max_size=200), st.sampled_from(["here", "link", "attached", "more", "Click here"])
)
def test_whatever_surrounds_it_a_promise_stands_in_the_sentence(before, behind, sign):
    words = f"{before} {sign} {behind}"
    start, end = Sentences(words).around(len(before) + 1)

    for promise in promises(words, start, end):
        assert start <= promise.start < promise.end <= end
    assert 0 <= start <= len(before) + 1 < end <= len(words)
