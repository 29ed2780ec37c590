"""Gates: real browsers, validators and PDF tools that look at finished report files."""
