"""Who a customer is: one person once in the whole bank, known by a resident identity number (contract, section 6)."""

import re
from datetime import date

from chassis.errors import Conflict, Text

_ID_NUMBER = re.compile(r"[1-9][0-9]{16}[0-9X]", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)


class CustomerExists(Conflict):
    """Without saying whose, or where: that would tell one branch about another's customers."""

    code = "CUSTOMER_EXISTS"
    title = Text("There is a customer with this identity number at the bank", "该身份证件号码的客户已存在")


def normal_id_number(text: str) -> str:
    """An identity number as it is kept: its check character in upper case."""
    return text.upper()


def is_id_number(text: str) -> bool:
    """Whether it is a resident identity number: region, a real day of birth, sequence, and the right check character.

    Source: GB 11643-1999, section 3 and annex A (ISO 7064, MOD 11-2).
    """
    if not _ID_NUMBER.fullmatch(text):
        return False
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return born.year >= 1850 and _CHECKS[total % 11] == text[17]


def is_mobile_number(text: str) -> bool:
    """Whether it is a mainland mobile number: eleven digits, 13 to 19 first."""
    return _MOBILE.fullmatch(text) is not None
