"""The words of a CS231n folder."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any, List

from .errors import DataError

#: Words with a meaning of their own.
REQUIRED_WORDS = ["<NULL>", "<START>", "<END>"]

VOCABULARY_FILE = "coco2014_vocab.json"


def read_vocabulary(path: Path) -> List[str]:
    """Every word by its number, from `{"idx_to_word": [word, …], "word_to_idx": {word: number, …}}` or one of the two.

    Raises DataError when it is no such file, the two disagree, a word is there twice, or a special word is missing.
    """
    where = str(path)
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError as cause:
        remedy = "Give the coco_captioning folder of CS231n assignment 3, or one that npm run prepare-data made."
        raise DataError(where, "a file that can be read", cause.strerror, remedy) from cause
    except ValueError as cause:
        raise DataError(where, "JSON", str(cause)) from cause
    content = content if isinstance(content, dict) else {}
    listed, numbered = content.get("idx_to_word"), content.get("word_to_idx")
    words = listed if isinstance(listed, list) else _in_order(where, numbered)
    if not all(isinstance(word, str) for word in words):
        raise DataError(f"{where}: idx_to_word", "a list of words", "a list of other things")
    if len(set(words)) != len(words):
        raise DataError(where, f"{len(words)} different words", len(set(words)))
    if isinstance(listed, list) and numbered is not None and _in_order(where, numbered) != words:
        raise DataError(f"{where}: word_to_idx", "the numbers that idx_to_word gives the words", "others")
    missing = [word for word in REQUIRED_WORDS if word not in words]
    if missing:
        remedy = "Call the word that pads captions <NULL>, and those that begin and end them <START> and <END>."
        raise DataError(where, f"the words {', '.join(REQUIRED_WORDS)}", f"no {missing[0]} among {len(words)}", remedy)
    return words


def _in_order(where: str, numbered: Any) -> List[str]:
    """Words by number, from numbers by word."""
    if not isinstance(numbered, dict):
        raise DataError(where, "idx_to_word, a list of words, or word_to_idx, numbers by word", "neither")
    numbers = list(numbered.values())
    if not all(isinstance(number, (int, float)) for number in numbers) or sorted(numbers) != list(range(len(numbers))):
        remedy = "Count words from 0, without a gap."
        raise DataError(f"{where}: word_to_idx", f"the numbers 0 to {len(numbered) - 1}, each once", "others", remedy)
    by_number = {number: word for word, number in numbered.items()}
    return [by_number[number] for number in range(len(numbered))]
