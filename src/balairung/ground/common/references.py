"""Numbers and codes that people read to each other over the telephone.

Thirty-one signs: Crockford's base 32 (no I, L, O, U, which look or sound like others) without Z. The last sign of a
reference is a check sign, so that a slip of the tongue is told apart from a report that does not exist; 31 is prime,
so each single wrong sign and each swap of two signs is found.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
_ALIASES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V", "Z": "2"})


def new_reference(prefix: str, signs: int = 7) -> str:
    """`P-7K3M-92QD`: a prefix for the kind, `signs` random signs and a check sign."""
    body = new_code(signs)
    whole = body + check_sign(prefix + body)
    return f"{prefix}-{whole[:4]}-{whole[4:]}"


def new_code(signs: int = 10) -> str:
    """Random signs; ten of them hold 49 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(signs))


def code_from(digest: str, signs: int = 10) -> str:
    """Signs that follow from hex digits as good as chance: the same digits always give the same code."""
    number, code = int(digest, 16), ""
    for _place in range(signs):
        number, sign = divmod(number, len(ALPHABET))
        code += ALPHABET[sign]
    return code


def check_sign(text: str) -> str:
    """The weighted sum of the signs, modulo 31."""
    total = sum((place + 1) * ALPHABET.index(sign) for place, sign in enumerate(tidy_code(text)))
    return ALPHABET[total % 31]


def tidy_code(text: str) -> str:
    """What the person meant: upper case, without blanks and dashes, O read as 0 and I or L as 1."""
    kept = "".join(sign for sign in text.upper() if sign.isalnum())
    return "".join(sign for sign in kept.translate(_ALIASES) if sign in ALPHABET)


def read_reference(text: str) -> str | None:
    """The reference as it is stored, or None when its check sign does not fit."""
    signs = tidy_code(text)
    prefix, body, check = signs[:1], signs[1:-1], signs[-1:]
    if len(body) < 4 or check_sign(prefix + body) != check:
        return None
    whole = body + check
    return f"{prefix}-{whole[:4]}-{whole[4:]}"
