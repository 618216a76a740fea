"""The blocks editors write pages with: few, each with a Dutch label and a line of help. And what can be read in them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock, URLBlock
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.stream_block import StreamValue
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import RichText

from core.validators import validate_phone

RICH_TEXT_FEATURES = ["bold", "ol", "ul", "link", "document-link"]
_END_OF_LINE = re.compile(r"</(?:p|li|h\d)>|<br\s*/?>")
_LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)


class ParagraphBlock(RichTextBlock):
    """Running text with lists and links; headings are blocks of their own, so that their order is right."""

    class Meta:
        icon = "pilcrow"
        label = _("Tekst")
        description = _("Gewone tekst. Schrijf korte zinnen, zoals u het zou zeggen.")
        template = "core/blocks/paragraph.html"


class HeadingBlock(CharBlock):
    """A heading of the second level, which also makes a place to link to."""

    class Meta:
        icon = "title"
        label = _("Kopje")
        description = _("Zegt in een paar woorden wat er onder staat.")
        template = "core/blocks/heading.html"


class StepsBlock(StructBlock):
    """Numbered steps: what happens first, then, and last."""

    title = CharBlock(label=_("Kop"), help_text=_("Bijvoorbeeld: Zo gaat het"))
    steps = ListBlock(CharBlock(label=_("Stap"), max_length=140, help_text=_("Een korte zin. Bijvoorbeeld: U belt.")), label=_("Stappen"))

    class Meta:
        icon = "list-ol"
        label = _("Stappen")
        description = _("Een rij van korte stappen, in volgorde.")
        template = "core/blocks/steps.html"


class PictureBlock(StructBlock):
    """A picture with a text for who cannot see it."""

    image = ImageChooserBlock(label=_("Foto"))
    alternative = CharBlock(
        label=_("Wat ziet u op de foto?"), max_length=140, help_text=_("Bijvoorbeeld: Twee buren drinken koffie aan een lange tafel.")
    )

    class Meta:
        icon = "image"
        label = _("Foto")
        description = _("Een foto met een zin voor mensen die de foto niet kunnen zien.")
        template = "core/blocks/picture.html"


class CallBlock(StructBlock):
    """A telephone number as one large button, with when it is answered."""

    label = CharBlock(label=_("Wie belt u?"), help_text=_("Bijvoorbeeld: Bel de Wijkwinkel"))
    phone = CharBlock(label=_("Telefoonnummer"), max_length=20, validators=[validate_phone], help_text=_("Bijvoorbeeld: 0570-000010"))
    hours = CharBlock(label=_("Wanneer?"), required=False, help_text=_("Bijvoorbeeld: maandag tot en met vrijdag, 9.00 tot 17.00 uur"))

    class Meta:
        icon = "mobile-alt"
        label = _("Bel-knop")
        description = _("Een grote knop om te bellen.")
        template = "core/blocks/call.html"


class LinkBlock(StructBlock):
    """A link on a line of its own that says where it leads."""

    label = CharBlock(label=_("Tekst van de link"), help_text=_("Bijvoorbeeld: Lees meer over valpreventie. Niet: klik hier."))
    url = URLBlock(label=_("Adres"))

    class Meta:
        icon = "link"
        label = _("Link")
        description = _("Een link naar een andere site.")
        template = "core/blocks/link.html"


class BodyBlock(StreamBlock):
    """What a page's text is made of."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock(features=RICH_TEXT_FEATURES)
    steps = StepsBlock()
    picture = PictureBlock()
    call = CallBlock()
    link = LinkBlock()

    class Meta:
        required = False


def lines_of(stream: StreamValue) -> Iterator[str]:
    """What there is to read in blocks, each paragraph and item of a list on a line of its own."""
    for block in stream:
        if isinstance(block.value, RichText):
            yield html.unescape(strip_tags(_END_OF_LINE.sub("\n", block.value.source))).strip("\n")
        else:
            yield from block.block.get_searchable_content(block.value)


def link_texts_of(stream: StreamValue) -> Iterator[str]:
    """The words of every link in blocks, those in running text first."""
    for text in _rich_texts_in(stream):
        yield from (html.unescape(strip_tags(words)) for words in _LINK.findall(text.source))
    yield from (block.value["label"] for block in stream if block.block_type == "link")


def _rich_texts_in(value: Any) -> Iterator[RichText]:
    if isinstance(value, RichText):
        yield value
    elif isinstance(value, StreamValue):
        for block in value:
            yield from _rich_texts_in(block.value)
    elif isinstance(value, (ListValue, Mapping)):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _rich_texts_in(one)
