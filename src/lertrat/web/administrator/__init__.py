"""Pages of the administrator: people, memberships, officers, seats, outbox, records, the rehearsal clock."""
