"""A claim worded anew: a passage that was linked to both wordings counts once, under the newest."""

from __future__ import annotations

import pandas as pd

_PLACE = ["claim_key", "source_id", "start", "end", "coder"]


def counted_once(links: pd.DataFrame, claims: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return links without those that their coder carried over, and claims without wordings that nothing is left under.

    `links` and `claims` are whole tables of the study (`frames.links`, `frames.claims`), as many wordings as there are of
    each claim. The newest wording always stays, and so does an earlier one while a link under it was not carried over.
    """
    last = claims["version"] == claims.groupby(claims["key"].str.casefold())["version"].transform("max")
    newest = links["claim_id"].isin(claims.loc[last, "claim_id"])
    now = pd.MultiIndex.from_frame(links.loc[newest, _PLACE])
    carried = ~newest & pd.MultiIndex.from_frame(links[_PLACE]).isin(now)
    kept = links[~carried]
    return kept, claims[last | claims["claim_id"].isin(kept["claim_id"])]
