"""People and numbers that look real and belong to nobody: drawn from a seed, the same every time."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

# The commonest surnames, and characters of given names, of the last census; weights are roughly theirs.
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
WOMEN = "芳娜敏静丽艳娟霞秀兰燕玲桂英丹萍红玉梅琴云洁凤慧婷雪倩莉欣颖琳晶"
MEN = "伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林建国志"
DISTRICTS = ("371302", "371311", "371312", "371321", "371322", "371323", "371324", "371325")
PREFIXES = ("135", "136", "137", "138", "139", "150", "151", "152", "158", "159", "178", "182", "187", "188", "199")
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Person:
    """Somebody: `id_number` and `phone` are well formed, and nobody's that we know."""

    name: str
    id_number: str
    phone: str
    born: date


def person(chance: random.Random, oldest: int = 1958, youngest: int = 2002) -> Person:
    """Draw somebody of working age."""
    is_woman = chance.random() < 0.45
    given = WOMEN if is_woman else MEN
    length = 1 if chance.random() < 0.25 else 2
    # The nearer to the start of the list, the commoner.
    surname = SURNAMES[int(len(SURNAMES) * chance.random() ** 2)]
    name = surname + "".join(chance.choice(given) for _ in range(length))
    born = date(oldest, 1, 1) + timedelta(days=chance.randrange((youngest - oldest) * 365))
    number = 2 * chance.randrange(500) + (0 if is_woman else 1)
    return Person(name, id_number(chance.choice(DISTRICTS), born, number), phone(chance), born)


def id_number(district: str, born: date, number: int) -> str:
    """A resident identity number with its check character (GB 11643); `number` is odd for men."""
    body = f"{district}{born:%Y%m%d}{number:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, ID_WEIGHTS, strict=True))
    return body + ID_CHECKS[total % 11]


def phone(chance: random.Random) -> str:
    """A mobile number."""
    return chance.choice(PREFIXES) + f"{chance.randrange(10**8):08d}"


def uscc(chance: random.Random) -> str:
    """A unified social credit code with its check character (GB 32100-2015), of a company in Linyi."""
    body = "91371300" + "".join(chance.choice(USCC_ALPHABET) for _ in range(9))
    total = sum(USCC_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return body + USCC_ALPHABET[(31 - total % 31) % 31]


def account_no(chance: random.Random) -> str:
    """A bank account number."""
    return f"37{chance.randrange(10**14):014d}"


def yuan(amount: Decimal | int) -> str:
    """An amount as the API takes it."""
    return f"{Decimal(amount):.2f}"
