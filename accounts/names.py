"""Names of people: what one may look like, and when two are the same to a reader."""

import unicodedata

MAX_NAME_LENGTH = 64
# Letters of other alphabets that readers take for Latin ones; enough to stop an imitation on a board of friends.
LOOKALIKES = str.maketrans(
    {
        "а": "a", "в": "b", "е": "e", "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c", "т": "t", "у": "y",
        "х": "x", "і": "i", "ј": "j", "ѕ": "s", "ԁ": "d", "ɡ": "g", "ο": "o", "α": "a", "ρ": "p", "ν": "v", "ι": "i",
        "κ": "k", "τ": "t", "υ": "u", "χ": "x", "ε": "e", "0": "o", "1": "l", "|": "l", "ı": "i",
    }
)  # fmt: skip


def clean_name(raw: str) -> str:
    """Returns `raw` as plain text: NFC, no control or direction-changing characters, single spaces, trimmed.

    Raises ValueError with a sentence for the person when nothing readable is left or the name is too long.
    """
    text = unicodedata.normalize("NFC", raw)
    if any(unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"} for char in text):
        raise ValueError(
            "Use letters, digits, spaces and punctuation only; this name has an invisible character in it."
        )
    text = " ".join(text.split())
    if not any(unicodedata.category(char)[0] in "LN" for char in text):
        raise ValueError("A name needs at least one letter or digit.")
    if len(text) > MAX_NAME_LENGTH:
        raise ValueError(f"A name has at most {MAX_NAME_LENGTH} characters; this one has {len(text)}.")
    return text


def folded(name: str) -> str:
    """The form in which two names count as the same: case, accents, spaces, punctuation and look-alike letters dropped."""
    text = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(char for char in text if unicodedata.category(char)[0] in "LN")
    return letters.translate(LOOKALIKES).replace("i", "l")
