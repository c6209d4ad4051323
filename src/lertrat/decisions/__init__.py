"""Results as proposals, then decisions; honours; publication; certificates."""
