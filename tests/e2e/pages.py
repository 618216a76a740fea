"""Every kind of page of the public site, with a sentence that stands on it without scripts."""

PAGES: dict[str, tuple[str, str, str]] = {
    "hub": ("", "/", "Kies uw wijk of dorp"),
    "choose zone": ("", "/wijk-kiezen/?postcode=9999", "hoort niet bij een van onze wijken"),
    "zone home": ("zandweerd", "/", "Hulp en activiteiten in Zandweerd"),
    "zone home, moved": ("rivierenwijk", "/", "De Bron wordt verbouwd"),
    "zone home, no desk": ("voorstad", "/", "buurtcoaches komen bij u"),
    "results": ("zandweerd", "/zoeken/?q=boodschappen", "Wat kunt u zelf doen?"),
    "results, filtered": ("zandweerd", "/zoeken/?q=hulp&kosten=gratis&hoe=thuis&postcode=7415&sorteer=afstand", "Bij u thuis"),
    "results, one step": ("zandweerd", "/zoeken/?q=hulp&stap=organisatie&pagina=2", "Bladzijde 2"),
    "results, danger": ("zandweerd", "/zoeken/?q=mijn+man+slaat+mij", "Veilig Thuis"),
    "results, nothing found": ("zandweerd", "/zoeken/?q=xyzzyqwrt", "Wij vonden niets"),
    "entry": ("zandweerd", "/sociale-kaart/koffie-aan-de-lange-tafel/", "Elke dinsdagochtend"),
    "entry, tip": ("zandweerd", "/sociale-kaart/zet-al-uw-post-in-een-map/", "vier tabbladen"),
    "entry, stopped": ("rivierenwijk", "/sociale-kaart/klusgroep-de-bron/", "gestopt"),
    "organisation": ("zandweerd", "/organisaties/st-jurrien/", "Vrijwilligers St. Jurriën"),
    "themes": ("bathmen", "/themas/", "Geld en papieren"),
    "theme": ("bathmen", "/themas/geld-en-papieren/", "Welke organisaties kunnen helpen?"),
    "contact": ("okkenbroek", "/contact/", "U kunt bellen, mailen of langskomen"),
    "standard page": ("", "/privacy/", "Wij volgen u niet"),
    "not found": ("zandweerd", "/bestaat-niet/", "Deze pagina is er niet"),
    "catalogue": ("", "/onderdelen/", "Onderdelen van de pagina"),
}
