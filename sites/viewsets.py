"""Zones in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, ObjectList, TabbedInterface
from wagtail.snippets.views.snippets import SnippetViewSet

from sites.forms import ZoneForm
from sites.models import Zone

ZONE_PANELS = [
    FieldPanel("name"),
    FieldPanel("kind"),
    FieldPanel("number"),
    FieldPanel("neighbours"),
    InlinePanel("neighbourhoods", label=_("Buurt")),
    InlinePanel("postcode_ranges", label=_("Postcodes")),
    FieldPanel("latitude"),
    FieldPanel("longitude"),
]
DESK_PANELS = [FieldPanel("state_text"), FieldPanel("phone")]
LOOK_PANELS = [
    HelpPanel(_("<p>Knoppen houden in elke wijk dezelfde kleur. Deze vier keuzes geven de wijk een eigen gezicht.</p>")),
    FieldPanel("accent"),
    FieldPanel("own_colour"),
    FieldPanel("pictogram"),
    FieldPanel("header_image"),
]


class ZoneViewSet(SnippetViewSet):
    """Zones: where, what message, what look. New zones are made by `create_zone`."""

    model = Zone
    copy_view_enabled = False
    icon = "home"
    menu_label = _("Wijken")
    menu_name = "zones"
    menu_order = 150
    add_to_admin_menu = True
    list_display = ("name", "number")
    search_fields = ("name",)
    edit_handler = TabbedInterface(
        [
            ObjectList(ZONE_PANELS, heading=_("Wijk")),
            ObjectList(DESK_PANELS, heading=_("Bericht en telefoon")),
            ObjectList(LOOK_PANELS, heading=_("Uiterlijk")),
        ],
        base_form_class=ZoneForm,
    )
