"""Who a developer is: its unified social credit code is checked before anything is believed of it (domain E1)."""

from chassis.errors import Conflict, Text

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
QUALIFICATION_GRADES = ("first", "second", "third", "fourth", "provisional")


class DeveloperExists(Conflict):
    code = "DEVELOPER_EXISTS"
    title = Text("A developer with this credit code is registered here already", "该统一社会信用代码的开发商已登记")


def is_credit_code(code: str) -> bool:
    """Whether a unified social credit code has 18 characters of the alphabet and the right check character.

    Source: GB 32100-2015, section 4 and annex A (check character modulo 31, weights 3^i mod 31).
    """
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        return False
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(code[:-1]))
    return ALPHABET[(31 - total % 31) % 31] == code[-1]
