"""English inflection in a few rules: which forms of a cue's words count as the same word.

Forms are made from the cue and compared whole; words of the text are never cut down to a stem. So "care" meets
"caring" and never "car", and "plan" meets "planned" and never "plane".
"""

from __future__ import annotations

import re
from functools import cache

_VOWELS = "aeiou"
_IRREGULAR = (
    "be am is are was were been being",
    "begin begins began begun beginning",
    "break breaks broke broken breaking",
    "bring brings brought bringing",
    "build builds built building",
    "buy buys bought buying",
    "catch catches caught catching",
    "child children",
    "choose chooses chose chosen choosing",
    "come comes came coming",
    "cut cuts cutting",
    "deal deals dealt dealing",
    "do does did done doing",
    "draw draws drew drawn drawing",
    "drive drives drove driven driving",
    "fall falls fell fallen falling",
    "feel feels felt feeling feelings",
    "fight fights fought fighting",
    "find finds found finding findings",
    "get gets got gotten getting",
    "give gives gave given giving",
    "go goes went gone going",
    "have has had having",
    "hear hears heard hearing",
    "hold holds held holding",
    "keep keeps kept keeping",
    "know knows knew known knowing",
    "lead leads led leading",
    "leave leaves left leaving",
    "lend lends lent lending",
    "let lets letting",
    "life lives",
    "lose loses lost losing",
    "make makes made making",
    "man men",
    "mean means meant meaning meanings",
    "meet meets met meeting meetings",
    "pay pays paid paying",
    "person persons people",
    "put puts putting",
    "ring rings rang rung ringing",
    "run runs ran running",
    "say says said saying",
    "see sees saw seen seeing",
    "sell sells sold selling",
    "send sends sent sending",
    "set sets setting",
    "show shows showed shown showing",
    "sit sits sat sitting",
    "speak speaks spoke spoken speaking",
    "spend spends spent spending",
    "stand stands stood standing",
    "take takes took taken taking",
    "teach teaches taught teaching",
    "tell tells told telling",
    "think thinks thought thinking",
    "understand understands understood understanding",
    "wife wives",
    "win wins won winning",
    "woman women",
    "write writes wrote written writing",
)
_BY_FORM = {form: frozenset(row.split()) for row in _IRREGULAR for form in row.split()}
_FUNCTION_WORDS = """
    a about after all an and any anything as at before but by down each every everything for from he her here hers
    him his how i if in into it its just me more most my never no nobody none nor not nothing of off on one onto or
    our out over she so some something than that the their them then there these they this those through to too
    under up us very we what when where which who whose why with without you your always already again away back can
    could should would will may might must
"""
_FIXED = frozenset(_FUNCTION_WORDS.split())
_REGULAR = re.compile(r"[a-z]{3,}")


@cache
def forms(word: str) -> frozenset[str]:
    """Return the forms that count as `word`, itself among them; `word` in small letters, apostrophes straight.

    Covers plural and third person, past and -ing forms, possessives, and the commonest irregular words. Whatever form
    the cue has, its other forms are found: "chasing" meets "chased". Words of other alphabets, short words and
    function words stand only for themselves.
    """
    if word in _BY_FORM:
        return _BY_FORM[word]
    if word in _FIXED or not _REGULAR.fullmatch(word):
        return frozenset({word})
    return frozenset({word}).union(*(_from(plain) for plain in _plain_forms(word)))


def _from(plain: str) -> set[str]:
    """Return the forms of a word given in its plain form."""
    if plain in _BY_FORM:
        return set(_BY_FORM[plain])
    if plain.endswith("y") and plain[-2] not in _VOWELS:
        return {plain, plain[:-1] + "ies", plain[:-1] + "ied", plain + "ing"}
    if plain.endswith("ie"):
        return {plain, plain + "s", plain + "d", plain[:-2] + "ying"}
    if plain.endswith("sis"):
        return {plain, plain[:-2] + "es"}
    if plain.endswith("e"):
        ing = plain + "ing" if plain.endswith(("ee", "oe", "ye")) else plain[:-1] + "ing"
        return {plain, plain + "s", plain + "d", ing}
    plural = plain + ("es" if plain.endswith(("s", "x", "z", "ch", "sh")) else "s")
    # Whether a final consonant doubles hangs on the stress, which spelling does not show: both are allowed.
    ends = {plain, plain + plain[-1]} if _closes_short(plain) else {plain}
    return {plain, plural, *(end + "ed" for end in ends), *(end + "ing" for end in ends)}


def _plain_forms(word: str) -> set[str]:
    """Return what the word may be a form of."""
    if word.endswith(("ies", "ied")) and len(word) > 4:
        return {word[:-3] + "y"}
    if word.endswith("es") and word[:-2].endswith(("s", "x", "z", "ch", "sh")):
        # "crashes" comes from "crash", "closes" from "close"; "ses" and "zes" may come from either.
        return {word[:-2], word[:-1]} if word[:-2].endswith(("s", "z")) else {word[:-2]}
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return {word[:-1]}
    if word.endswith("eed"):
        return {word}
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2 and re.search("[aeiouy]", stem):
            return _stems(stem)
    return {word}


def _stems(stem: str) -> set[str]:
    """Return the plain words that a stem may come from once -ed or -ing is off (after Porter's step 1b, 1980)."""
    if stem[-1] == stem[-2] and stem[-1] not in _VOWELS:
        return {stem} if stem[-1] in "lsz" else {stem[:-1]}
    if len(re.findall("[aeiouy]+[^aeiouy]", stem)) == 1:
        return {stem + "e"} if _closes_short(stem) else {stem, stem + "e"} if stem[-1] in "cgsvz" else {stem}
    return {stem, stem + "e"}


def _closes_short(word: str) -> bool:
    """Say whether the word ends consonant, vowel, consonant, as "plan" does."""
    return re.search("(?:^|[^aeiou])[aeiouy][^aeiouwxy]$", word) is not None
