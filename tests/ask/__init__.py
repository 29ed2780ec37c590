"""The interview, driven in a real pseudo-terminal as a person would."""
