"""Colours for codes, as far apart as so many can be; never the only sign of anything.

People who see fewer colours cannot tell all of them apart. The closest pairs, by their distance in CIELAB (CIE76), are
purple and teal (4.3) and bluish green and rose (5.5) to deuteranopes, blue and purple (8.0) to protanopes. Where colours
are close, a code's pattern and its key tell it apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from workbench.errors import CodebookInvalid

# Okabe and Ito 2008, "Color universal design", and the scheme "muted" of Paul Tol's technical note SRON/EPS/TN/09-002.
PALETTE: Mapping[str, str] = MappingProxyType(
    {
        "blue": "#0072B2",
        "orange": "#E69F00",
        "bluish green": "#009E73",
        "vermilion": "#D55E00",
        "reddish purple": "#CC79A7",
        "sky blue": "#56B4E9",
        "yellow": "#F0E442",
        "indigo": "#332288",
        "olive": "#999933",
        "rose": "#CC6677",
        "green": "#117733",
        "cyan": "#88CCEE",
        "wine": "#882255",
        "sand": "#DDCC77",
        "teal": "#44AA99",
        "purple": "#AA4499",
        "black": "#000000",
    }
)
"""The colours offered for codes, by name, in the order in which new codes take them."""

_COLOUR = re.compile("#[0-9A-Fa-f]{6}")


def free_colour(used: Iterable[str]) -> str:
    """Return the first colour of the palette that is not used yet; where all are, the one used least."""
    counts = Counter(colour.upper() for colour in used)
    return min(PALETTE.values(), key=lambda colour: counts[colour])


def checked_colour(written: str) -> str:
    """Return a colour as it is kept: `#` and six hex digits, or nothing.

    Raises:
        CodebookInvalid: when it is neither.
    """
    written = written.strip()
    if written and not _COLOUR.fullmatch(written):
        raise CodebookInvalid(
            f"'{written}' is no colour: a colour is # and six hex digits, as #0072B2.", "Nothing was changed."
        )
    return written
