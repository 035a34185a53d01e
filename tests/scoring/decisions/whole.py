"""The default version as the migration plants it, and applications at random, for tests of whole decisions."""

import importlib
import random
from datetime import date, timedelta
from decimal import Decimal

from services.scoring.bureau.rules import CODES, Account
from services.scoring.decisions.rules import Booked, Case, OwnRecord, Shared
from services.scoring.policies.actions import figures
from services.scoring.policies.schemas import RedLineRules

PLANTED = importlib.import_module("services.scoring.migrations.versions.2026_11_25_02_caps_and_committee").DEFAULT
DEFAULT = figures("2026-02", RedLineRules.model_validate(PLANTED))
TODAY = date(2026, 3, 2)
ZERO = Decimal("0.00")
NOTHING = OwnRecord(TODAY, "/" * 24, 0, 0, ZERO, written_off=False, secured=ZERO, unsecured=ZERO)
GOOD = Account("N" * 24, overdue=ZERO)
CLEAR = Case(
    [GOOD], NOTHING, True, amount=Decimal("100000.00"), product="consumption", reported_on=TODAY, decided_on=TODAY
)
CLASSES = ("normal", "special_mention", "substandard", "doubtful", "loss")


def behind(months: int) -> Account:
    """An account with so many months behind that cross no line: never two in a row, paid now."""
    return Account(("1N" * months).ljust(24, "N"), overdue=ZERO)


def yuan(chance: random.Random, most: int) -> Decimal:
    return Decimal(chance.randrange(most * 100)).scaleb(-2)


def account_at(chance: random.Random) -> Account:
    codes = "NNNNNNNNNNNNN*/1" if chance.random() < 0.8 else CODES
    return Account(
        "".join(chance.choices(codes, k=chance.choice((24, 36, 60)))),
        overdue=chance.choice((None, ZERO, ZERO, ZERO, yuan(chance, 900))),
        asset_class=chance.choices(CLASSES, (20, 2, 1, 1, 1))[0],
        state=chance.choice((None, "transferred_out")),
        secured=chance.random() < 0.3,
        balance=yuan(chance, 300_000),
        lender=chance.choice((None, "This Bank", "Another Bank")),
    )


def own_at(chance: random.Random) -> OwnRecord:
    late = chance.random() < 0.1
    return OwnRecord(
        as_of=TODAY,
        months="".join(chance.choices("NNNNNNNNNNN1", k=24)),
        days_past_due=chance.randrange(120) if late else 0,
        worst_days_past_due=chance.randrange(120),
        overdue=yuan(chance, 5_000) if late else ZERO,
        written_off=chance.random() < 0.02,
        secured=yuan(chance, 900_000),
        unsecured=yuan(chance, 200_000),
        worst_class=chance.choice((None, *CLASSES)),
        broken_promises=chance.choice((0, 0, 0, 1)),
        first_year_arrears=chance.random() < 0.05,
        loans=frozenset(chance.sample(["L-1", "L-2", "L-3"], 2)),
    )


def case_at(chance: random.Random) -> Case:
    """Any application, most of them ordinary."""
    return Case(
        accounts=[account_at(chance) for _ in range(chance.choice((0, 1, 1, 2, 4)))],
        own=None if chance.random() < 0.1 else own_at(chance),
        investigated=chance.random() < 0.9,
        amount=yuan(chance, 600_000) + Decimal("0.01"),
        product=chance.choice(("consumption", "operating", "housing")),
        enquiries=chance.choice((0, 1, 6, 7, 8, 9, 10, 40)),
        public_records=[TODAY - timedelta(days=chance.randrange(4_000))] if chance.random() < 0.1 else [],
        reported_on=TODAY - timedelta(days=chance.choice((0, 1, 30, 31, 90))),
        decided_on=TODAY,
        shared=Shared(
            warnings=chance.choice((0, 0, 0, 1)),
            others=chance.choice((0, 0, 0, 1)),
            reserved=chance.choice((ZERO, ZERO, yuan(chance, 300_000))),
            booked=tuple(Booked(f"L-{n}", yuan(chance, 50_000)) for n in range(chance.choice((0, 0, 1, 4)))),
            newer_report=chance.random() < 0.05,
        ),
        branch_lends=chance.choices((True, False, None), (30, 1, 1))[0],
        committee=chance.choices((None, "approved", "refused"), (8, 1, 1))[0],
    )
