"""The agenda for programs of others: iCalendar, Atom and JSON, with the choices of the page in the address."""
