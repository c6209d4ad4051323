"""The Thai text index: a word is found inside an unspaced sentence."""
