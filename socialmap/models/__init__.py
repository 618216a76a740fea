"""Tables of the social map."""

from socialmap.models.contact import ContactDetails, Verified
from socialmap.models.entry import Entry
from socialmap.models.likeness import LikePair, PairsLook
from socialmap.models.link import CheckedLink, LinkHost
from socialmap.models.membership import Membership
from socialmap.models.organisation import Organisation
from socialmap.models.review import ReviewLink, ReviewQuestion
from socialmap.models.upload import ImportUpload
from socialmap.models.vocabulary import TargetGroup, Theme

__all__ = [
    "CheckedLink",
    "ContactDetails",
    "Entry",
    "ImportUpload",
    "LikePair",
    "LinkHost",
    "Membership",
    "Organisation",
    "PairsLook",
    "ReviewLink",
    "ReviewQuestion",
    "TargetGroup",
    "Theme",
    "Verified",
]
