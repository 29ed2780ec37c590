"""The engine: a questionnaire as integer tables, a matrix of answers scored, decided, run again."""

from __future__ import annotations
