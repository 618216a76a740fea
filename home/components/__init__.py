"""Components of the front doors, and of the places where residents walk in."""

from home.components.front import ForSomebodyElse, NeighbourLink, Neighbours, StepsExplained
from home.components.overview import NoDesk, PlaceOverview, PlaceRow, overview
from home.components.place import Fact, PlaceDetail, PlaceNotice, place_detail
from home.components.sketch import PlaceMap

__all__ = [
    "Fact",
    "ForSomebodyElse",
    "NeighbourLink",
    "Neighbours",
    "NoDesk",
    "PlaceDetail",
    "PlaceMap",
    "PlaceNotice",
    "PlaceOverview",
    "PlaceRow",
    "StepsExplained",
    "overview",
    "place_detail",
]
