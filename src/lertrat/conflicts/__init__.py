"""The one door: may this person judge this agency, work or nominee in this edition? Unknown shuts it."""
