"""The append-only record of what happened: deliveries to readers, seal, invariants."""
