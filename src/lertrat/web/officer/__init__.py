"""Pages of the programme office: queues, screening, panels, assignment, ranking, visits."""
