"""Who a customer is: one person once in the whole bank, known by a resident identity number (contract, section 6)."""

import re

from chassis.errors import Conflict, Text

_MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)


class CustomerExists(Conflict):
    """Without saying whose, or where: that would tell one branch about another's customers."""

    code = "CUSTOMER_EXISTS"
    title = Text("There is a customer with this identity number at the bank", "该身份证件号码的客户已存在")


def is_mobile_number(text: str) -> bool:
    """Whether it is a mainland mobile number: eleven digits, 13 to 19 first."""
    return _MOBILE.fullmatch(text) is not None
