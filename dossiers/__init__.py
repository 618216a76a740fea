"""Shared dossiers: written once, shown in every zone with what that zone adds."""
