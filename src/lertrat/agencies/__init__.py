"""Who may take part: the register over time, hierarchy, memberships and roles in an agency."""
