"""Words that hold sentences together and say little by themselves, in English and Welsh, as they are spoken."""

from __future__ import annotations

_ENGLISH = """
    a about after all also am an and any anything are as at be because been before being but by can could did didn't do does
    doesn't doing don't down each else er erm even ever every for from get gets getting go goes going gone got had has have
    haven't having he he'd he'll he's her here him his how i i'd i'll i'm i've if in into is isn't it it'd it'll it's its just
    know like lot made make many may me mean might mm more most much must my no not now of off oh ok on one only or other our
    out over own really right said same say says see she she'd she'll she's should so some something sort still such than that
    that's the their them then there there's these they they'd they'll they're they've thing things think this those though
    through to too um up us very was wasn't we we'd we'll we're we've well went were weren't what what's when where which who
    who's why will with won't would wouldn't yeah yes yet you you'd you'll you're you've your can't couldn't two three
"""
_WELSH = """
    a ac ag am ar ag at ac bod byddai bydd chi chwi dan dy ei eich ein er eu fe fel fi fy gan gyda hefyd heb hi hon hwn hyn hynny
    i i'r i'w iawn ie isio mae maen mae'r mi mewn na nad nag neu nhw ni nid o o'r oedd oeddwn oes ond os pan pob rhai roedd roeddwn
    rwy rydw rydym rydyn sy sydd ta ti trwy tua un wedi wedyn wrth y ydi ydy ydyn ydw yma yn yna yno yr ynte 'r 'n
"""
FUNCTION_WORDS = frozenset((_ENGLISH + _WELSH).split())
