"""The lists that checking goes by: short forms and what they stand for, forms of verbs, links that say nothing. Words by themselves stand in files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_FOLDER = Path(__file__).parent / "words"


def words_from(name: str) -> frozenset[str]:
    """The words of a file in `words`, as they are written there; reads the file."""
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


SHORT_FORMS: Mapping[str, str] = {
    "a.d.h.v.": "met",
    "a.u.b.": "alstublieft",
    "aub": "alstublieft",
    "b.g.g.": "als niemand opneemt",
    "bijv.": "bijvoorbeeld",
    "bv.": "bijvoorbeeld",
    "ca.": "ongeveer",
    "d.d.": "van",
    "d.m.v.": "met",
    "d.w.z.": "dat betekent",
    "dhr.": "meneer",
    "dmv": "met",
    "e.d.": "en zo",
    "enz.": "en meer",
    "etc.": "en meer",
    "evt.": "als dat nodig is",
    "excl.": "zonder",
    "i.h.k.v.": "voor",
    "i.o.m.": "samen met",
    "i.p.v.": "in plaats van",
    "i.s.m.": "samen met",
    "i.v.m.": "door",
    "incl.": "met",
    "ivm": "door",
    "m.b.t.": "over",
    "m.b.v.": "met",
    "m.i.v.": "vanaf",
    "m.u.v.": "behalve",
    "max.": "hooguit",
    "mbt": "over",
    "mevr.": "mevrouw",
    "min.": "minstens",
    "mw.": "mevrouw",
    "n.a.v.": "door",
    "nr.": "nummer",
    "o.a.": "bijvoorbeeld",
    "o.b.v.": "met",
    "o.l.v.": "onder leiding van",
    "o.m.": "bijvoorbeeld",
    "o.v.v.": "met daarbij",
    "p.j.": "per jaar",
    "p.m.": "per maand",
    "p.p.": "per persoon",
    "p.w.": "per week",
    "resp.": "en",
    "s.v.p.": "alstublieft",
    "svp": "alstublieft",
    "t.a.v.": "voor",
    "t.b.v.": "voor",
    "t.g.v.": "door",
    "t.n.v.": "op naam van",
    "t.o.v.": "vergeleken met",
    "t/m": "tot en met",
    "tel.": "telefoon",
    "v.a.": "vanaf",
    "z.s.m.": "zo snel mogelijk",
    "zgn.": "zogenoemd",
    "zsm": "zo snel mogelijk",
}
KNOWN_LETTERS = words_from("known_letters.txt")
# Short names of laws and offices that are not all in capitals.
SHORT_NAMES = frozenset(
    {"wmo", "wlz", "zvw", "pgb", "wvggz", "wsnp", "svb", "ciz", "cak", "cjg", "ggz", "vve", "wozl", "ioaw", "avg", "awb"}
)

VAGUE_LINKS = frozenset(
    {
        "hier",
        "klik",
        "klik hier",
        "klik dan hier",
        "link",
        "deze link",
        "de link",
        "lees meer",
        "lees verder",
        "meer",
        "meer info",
        "meer informatie",
        "verder",
        "lees hier",
    }
)

NO_PASSIVE = words_from("no_passive.txt")
NO_PARTICIPLES = words_from("no_participles.txt")
STRONG_PARTICIPLES = words_from("strong_participles.txt")
COMMON_WORDS = words_from("common_words.txt")
