"""What residents looked for, without the residents: what may be remembered, how it is written, and what it tells."""
