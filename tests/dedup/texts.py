"""Articles of our own writing, and what happens to articles on their way: noise, cuts, additions, reprints."""

import re
from hashlib import sha256
from random import Random

from streams.dedup import sketch
from streams.events import CandidateArticle

DAM = (
    "The water board of Kelambu district opened two of the five gates of the Wanasari dam on Monday after a wet week.",
    "Engineers measured 87.4 metres at the main gauge at dawn, 60 centimetres above what they call the first alarm.",
    "Families along the lower bank were told to move their animals to the school field before noon.",
    '"Nobody needs to leave the house yet, but nobody should sleep near the river," said Retno Wulan, its director.',
    "Her office has counted 312 houses that stand lower than the spillway, most of them built after the map was drawn.",
    "A bus line that follows the embankment was halted, and the market moved to the square behind the mosque.",
    "Farmers complained that sluices on the eastern canal had been rusted shut since the dry season.",
    "The board answered that spare parts were ordered in April and that a crane would lift them in place this week.",
    "Weather forecasters expect less rain from Thursday on, though clouds may return at the weekend.",
    "Schools in 4 villages will teach in the morning only until the level falls.",
    "The dam was finished in 1986 and irrigates some 9,200 hectares of rice between the hills and the coast road.",
    "Two divers are to inspect the gates that stayed closed as soon as the current allows it.",
)
LIBRARY = (
    "The city library of Port Ansel will lend tools, tents and sewing machines from next month, its director said.",
    "Visitors had asked for years why a town should own forty drills that each make a hole once.",
    "A trial in two suburbs ended with 1,140 loans, three broken ladders and one lost projector.",
    '"People bring things back cleaner than they took them," Ines Varga told members of the council.',
    "Every borrower pays a deposit of 15 crowns, which pensioners and students need not leave.",
    "The shelves come from a carpentry class at the prison, whose first graduates were released in spring.",
    "Hardware dealers had feared for their trade; most now sell the library their returned goods.",
    "An inventory of 620 objects is to be printed and hung beside the timetable at each tram stop.",
    "Critics in the council called the plan a cupboard with a budget and asked who repairs the rest.",
    "The director answered that a retired clockmaker and two apprentices mend what comes back on Tuesdays.",
)
LATER_NEWS = (
    "One gate jammed halfway on Wednesday night and a tug had to hold a drifting barge away from the wall.",
    "The governor arrived by helicopter and ordered soldiers to fill bags with sand along the lower road.",
    "An inquiry will ask why the crane that should have lifted the new sluices never left the port.",
    "Doctors set up a clinic in the town hall and treated eleven people for cuts and one for shock.",
    "Retno Wulan said that she would publish every reading of the gauge from now on, by the hour.",
    "Insurers announced that they would open an office in the village for as long as it was needed.",
)
DEBRIS = (
    "Scroll down to continue reading this story after the message from our partners and sponsors below",
    "Follow our channel for the latest headlines and switch notifications on so you never miss an update",
)

_SYLLABLES = ("ka", "ren", "to", "mi", "sul", "pa", "dor", "ve", "lin", "gu", "sta", "ber", "nok", "wi", "hal", "cer")


def article(*paragraphs: str) -> str:
    return "\n".join(paragraphs)


def invented(seed: int, sentences: int = 14) -> str:
    """An article in no language; two seeds share no sentence."""
    random = Random(seed)
    words = ["".join(random.choices(_SYLLABLES, k=random.randint(1, 4))) for _ in range(sentences * 14)]
    lines = [" ".join(words[start : start + 14]).capitalize() + "." for start in range(0, len(words), 14)]
    return "\n".join(lines)


def swapped(text: str, share: float, seed: int = 1) -> str:
    """Some words replaced by others, evenly."""
    random = Random(seed)
    return re.sub(r"\b[a-z]{3,}\b", lambda word: "rewrote" if random.random() < share else word[0], text)


def misread(text: str, share: float, seed: int = 1) -> str:
    """Some letters read wrongly, as from a scan."""
    random = Random(seed)
    return "".join(random.choice("aeioclmn") if c.isalpha() and random.random() < share else c for c in text)


def candidate(
    body: str,
    uri: str = "https://example.com/a",
    *,
    published: str | None = None,
    received: str = "2024-05-06T08:00:00Z",
    language: str = "en",
) -> CandidateArticle:
    """What the clean stage sends."""
    return CandidateArticle(
        uri=uri,
        body=body,
        language=language,
        date_published=published,
        char_count=len(body),
        word_count=len(body.split()),
        sha256=sha256(body.encode()).hexdigest(),
        version_created=received,
        sketch=sketch(body),
    )
