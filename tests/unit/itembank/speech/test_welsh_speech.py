"""Mathematics in the words of a Welsh-speaking teacher: decimal numbers, genders and mutations."""

import pytest

from itembank.speech import spoken_text
from itembank.speech.welsh_numbers import cardinal, counted, fraction

SPOKEN = {
    "3 + 4": "tri adio pedwar",
    "9 − 4 = □": "naw tynnu pedwar yn hafal i fwlch",
    "5 = 3": "pump yn hafal i dri",
    "4 × 8": "pedwar lluosi ag wyth",
    "88 ÷ 11": "wyth deg wyth rhannu ag un deg un",
    "£10 ÷ £1": "deg punt rhannu ag un bunt",
    "3 < 8": "tri yn llai nag wyth",
    "3 ≤ 4": "tri yn llai na neu’n hafal i bedwar",
    "4 × 5": "pedwar lluosi â phump",
    "14 ÷ 2": "un deg pedwar rhannu â dau",
    "Cyfrifa (3/4) o 18.": "Cyfrifa dri chwarter o un deg wyth.",
    "1/2": "hanner",
    "2/3": "dau draean",
    "2/5": "dau bumed",
    "3/5": "tri phumed",
    "1/10": "un degfed",
    "7/13": "saith dros un deg tri",
    "1 1/2": "un a hanner",
    "2(3/4)": "dau a thri chwarter",
    "3(1/5)": "tri ac un pumed",
    "£1": "un bunt",
    "£2": "dwy bunt",
    "£3.40": "tair punt pedwar deg",
    "£5.04": "pum punt a phedair ceiniog",
    "2p": "dwy geiniog",
    "6p": "chwe cheiniog",
    "22p": "dau ddeg dwy geiniog",
    "7:30": "saith, tri deg",
    "8:05": "wyth, dim pump",
    "11:00": "un ar ddeg o’r gloch",
    "Mae’n chwarter i 11.": "Mae’n chwarter i un ar ddeg.",
    "Mae’n hanner awr wedi 3.": "Mae’n hanner awr wedi tri.",
    "Mae’n chwarter i 4.": "Mae’n chwarter i bedwar.",
    "Mae’n 5 munud wedi 2.": "Mae’n bum munud wedi dau.",
    "Mae’n dechrau am 2 o’r gloch.": "Mae’n dechrau am ddau o’r gloch.",
    "40 cm": "pedwar deg centimetr",
    "2 g": "dau gram",
    "2 kg": "dau gilogram",
    "3 kg": "tri chilogram",
    "1\u00a0m": "un metr",
    "500 ml": "pum can mililitr",
    "100 m": "can metr",
    "Mae un rhuban yn 5 cm o hyd.": "Mae un rhuban yn bum centimetr o hyd.",
    "25%": "dau ddeg pump y cant",
    "−3": "minws tri",
    "−3 °C": "minws tair gradd Celsius",
    "2 °C": "dwy radd Celsius",
    "0.75": "dim pwynt saith pump",
    "2 min 30 s": "dau funud tri deg eiliad",
    "12 h 5 min": "un deg dwy awr pum munud",
    "Amser (min)": "Amser, munud",
    "60 km/h": "chwe deg cilometr yr awr",
    "2 km/h": "dau gilometr yr awr",
    "0.5 m/s": "dim pwynt pump metr yr eiliad",
    "2 g/cm³": "dau gram y centimetr ciwbig",
    "2 °F": "dwy radd Fahrenheit",
    "2 GB": "dau gigabeit",
    "2 kWh": "dau gilowat-awr",
    "Mae £1 yn fwy nag €1.": "Mae un bunt yn fwy nag un ewro.",
    "£1 = €1.15": "un bunt yn hafal i un ewro un deg pump",
    "€6.02": "chwe ewro a dau sent",
    "7.2 × 10^(−2)": "saith pwynt dau lluosi â deg i’r pŵer minws dau",
    "n^(k)": "n i’r pŵer k",
    "Mae 3 iâr a 4 naid.": "Mae tair iâr a phedair naid.",
    "Dyma brisiau 4 siop.": "Dyma brisiau pedair siop.",
    "Mae’n cael 2 gôt o baent.": "Mae’n cael dwy gôt o baent.",
    "Mae’n ddigon i 3 galwad.": "Mae’n ddigon i dair galwad.",
    "Mae 4 banana.": "Mae pedair banana.",
    "10\u202f000": "deg mil",
    "Pa rif sydd 10 yn fwy na 34?": "Pa rif sydd deg yn fwy na thri deg pedwar?",
    "Pa rif sydd hanner ffordd rhwng 300 a 400?": "Pa rif sydd hanner ffordd rhwng tri chant a phedwar cant?",
    "Mae 3 rhes yma, a 5 ym mhob rhes.": "Mae tair rhes yma, a phump ym mhob rhes.",
    "Mae 2 blentyn yn rhannu 12 o afalau.": "Mae dau blentyn yn rhannu un deg dau o afalau.",
    "Mae 6 phecyn.": "Mae chwe phecyn.",
    "Mae 2 botel yma.": "Mae dwy botel yma.",
    "2 sedd": "dwy sedd",
    "Mae 3 cherbyd, a 4 sedd ym mhob cerbyd.": "Mae tri cherbyd, a phedair sedd ym mhob cerbyd.",
    "ar ôl i 5 adael": "ar ôl i bump adael",
    "Mae 4 arall.": "Mae pedwar arall.",
    "Talgrynna 67 i’r 10 agosaf.": "Talgrynna chwe deg saith i’r deg agosaf.",
    "Mae < yn golygu “yn llai na”.": "Mae’r arwydd hwn yn golygu yn llai na.",
    "Llaeth (ml)": "Llaeth, mililitr",
    "kg": "cilogram",
    "Faint o blant ddewisodd ‘Jôcs’?": "Faint o blant ddewisodd Jôcs?",
    "o 0 i 10": "o dim i ddeg",
    "Ar ôl sawl munud mae’r tymheredd yn −6 °C?": "Ar ôl sawl munud mae’r tymheredd yn minws chwe gradd Celsius?",
    "Mae’n 0 °C.": "Mae’n sero gradd Celsius.",
    "Mae’r ci yn drymach na’r 2 gath.": "Mae’r ci yn drymach na’r ddwy gath.",
    "yn y 2 wythnos olaf nag yn y 3 wythnos gyntaf": "yn y ddwy wythnos olaf nag yn y tair wythnos gyntaf",
    "Mae 5 ohonyn nhw’n dewis mintys.": "Mae pump ohonyn nhw’n dewis mintys.",
    "Yn wythnos 6 roedd llai o bapur.": "Yn wythnos chwech roedd llai o bapur.",
    "Mae’n gwerthu 4 breichled.": "Mae’n gwerthu pedair breichled.",
    "Mae’n 2 radd yn oerach.": "Mae’n ddwy radd yn oerach.",
    "Dyma 3 ohonyn nhw.": "Dyma dri ohonyn nhw.",
    "Mae gan Mali 4 pecyn, a 5 sticer ym mhob un.": "Mae gan Mali bedwar pecyn, a phum sticer ym mhob un.",
    "Mae gan yr ysgol 4 mochyn cwta.": "Mae gan yr ysgol bedwar mochyn cwta.",
    "Mae ganddi £400.": "Mae ganddi bedwar can punt.",
    "Cofia fod gan betryal 4 ochr.": "Cofia fod gan betryal bedair ochr.",
    "Holodd Gwen 36 o blant.": "Holodd Gwen dri deg chwech o blant.",
    "Yna rhanna’r gweddill yn 3 rhan gyfartal.": "Yna rhanna’r gweddill yn dair rhan gyfartal.",
    "Mae rhaff yn 3(1/4) o’i hyd.": "Mae rhaff yn dri a chwarter o’i hyd.",
    "Roedd pris panel yn £150.": "Roedd pris panel yn gant pum deg punt.",
    "Dylai fod yn 230.": "Dylai fod yn ddau gant tri deg.",
    "Sawl 10 sydd yn 560?": "Sawl deg sydd yn pum cant chwe deg?",
    "Roedd llai yn 2024.": "Roedd llai yn dwy fil dau ddeg pedwar.",
    "Dewisa 2 ateb": "Dewisa ddau ateb",
    "Rho 4 lap Ffion mewn trefn.": "Rho bedwar lap Ffion mewn trefn.",
    "rhwng 8:00 a 14:00": "rhwng wyth o’r gloch ac un deg pedwar, dim dim",
    "o 9:00 am tan 5:30 pm": "o naw o’r gloch am tan bump, tri deg pm",
    "5 × √16": "pump lluosi ag ail isradd un deg chwech",
    "y siâp 3D": "y siâp tri D",
    "4:10": "pedwar, deg",
    "Mae 4 o ferched a 3 o fechgyn.": "Mae pedair o ferched a thri o fechgyn.",
    "Mae gan Mali 14 o gregyn.": "Mae gan Mali un deg pedair o gregyn.",
    "Mae ganddi 2 yn fwy o gregyn gwyn.": "Mae ganddi ddwy yn fwy o gregyn gwyn.",
    "Mae tŵr Ali 2 floc yn dalach.": "Mae tŵr Ali ddau floc yn dalach.",
    "Mae bag glas yn pwyso 3 kg yn fwy.": "Mae bag glas yn pwyso tri chilogram yn fwy.",
    "Mae Mari’n ennill 3 phwynt yn fwy.": "Mae Mari’n ennill tri phwynt yn fwy.",
    "Mae Blwyddyn 3 yn dalach.": "Mae Blwyddyn tri yn dalach.",
    "Mae’r cathod 5 kg yn drymach.": "Mae’r cathod bum cilogram yn drymach.",
    "Mae llinell 100 cm i ffwrdd.": "Mae llinell gan centimetr i ffwrdd.",
    "Mae bws tua 2 □ o led.": "Mae bws tua dau, bwlch, o led.",
    "2.4 a 6.8": "dau bwynt pedwar a chwe phwynt wyth",
    "6½ cm": "chwe chentimetr a hanner",
    "½ kg": "hanner cilogram",
    "3/4 kg o flawd": "tri chwarter cilogram o flawd",
    "Mae rhaff yn 3(1/4) m o hyd.": "Mae rhaff yn dri metr a chwarter o hyd.",
    "1 filiwn km": "un filiwn o gilometrau",
    "Newidia 3 m yn cm.": "Newidia dri metr yn gentimetrau.",
    "Beth yw’r buanedd mewn m/s?": "Beth yw’r buanedd mewn metrau yr eiliad?",
    "Newidia 2 kg yn g.": "Newidia ddau gilogram yn gramau.",
    "Sawl kWh sydd ar ôl?": "Sawl cilowat-awr sydd ar ôl?",
    "£2.4 × 10^(5)": "dau bwynt pedwar lluosi â deg i’r pŵer pump o bunnoedd",
    "6 × 10^(7) m³": "chwech lluosi â deg i’r pŵer saith o fetrau ciwbig",
    "yn y gymhareb 3 : 4": "yn y gymhareb tri i bedwar",
    "Mae’r gymhareb merched : bechgyn yn 4 : 3.": "Mae’r gymhareb merched i fechgyn yn bedwar i dri.",
    "Darllenodd y tîm coch 24 o lyfrau.": "Darllenodd y tîm coch ddau ddeg pedwar o lyfrau.",
    "Gododd y pris rhwng 3 a 4?": "Gododd y pris rhwng tri a phedwar?",
    "Adia 35p a 15p.": "Adia dri deg pum ceiniog ac un deg pum ceiniog.",
    "Cyfrifa 4 × 5.": "Cyfrifa pedwar lluosi â phump.",
    "Mae’r ddau gymedr yn 24.": "Mae’r ddau gymedr yn ddau ddeg pedwar.",
}


@pytest.mark.parametrize(("shown", "spoken"), SPOKEN.items())
def test_a_sentence_is_said_as_a_teacher_would(shown: str, spoken: str) -> None:
    assert spoken_text(shown, "cy") == spoken


def test_a_digital_clock_is_never_read_as_the_words_that_a_question_asks_for() -> None:
    said = {spoken_text(f"{hour}:{minute:02d}", "cy") for hour in range(1, 13) for minute in (15, 30, 45)}
    assert len(said) == 36
    assert not any(word in each for each in said for word in ("hanner", "chwarter", "wedi"))


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "dim"),
        (10, "deg"),
        (11, "un deg un"),
        (20, "dau ddeg"),
        (55, "pum deg pump"),
        (60, "chwe deg"),
        (100, "cant"),
        (101, "cant ac un"),
        (105, "cant a phump"),
        (134, "cant tri deg pedwar"),
        (200, "dau gant"),
        (600, "chwe chant"),
        (1000, "mil"),
        (1250, "mil dau gant pum deg"),
        (2000, "dwy fil"),
        (3456, "tair mil pedwar cant pum deg chwech"),
        (2_000_000, "dwy filiwn"),
    ],
)
def test_numbers_are_decimal(n: int, words: str) -> None:
    assert cardinal(n) == words


def test_every_number_to_a_thousand_has_words_of_its_own() -> None:
    assert len({cardinal(n) for n in range(1001)}) == 1001


def test_a_number_mutates_what_it_counts() -> None:
    assert counted(3, "punt", feminine=True) == "tair punt"
    assert counted(2, "llinell", feminine=True) == "dwy linell"
    assert counted(1, "llinell", feminine=True) == "un llinell"
    assert counted(32, "ceiniog", feminine=True) == "tri deg dwy geiniog"
    assert fraction(1, 4) == "chwarter"
