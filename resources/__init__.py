"""Files the program reads: the catalogue, the job types, the style sheet."""

from pathlib import Path

FOLDER = Path(__file__).parent
