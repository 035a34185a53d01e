"""Who gets in: every route has a rule, every rule a route, and the table of all of them is committed to be read."""

from fastapi import FastAPI

from chassis.access import EVERYONE, Access, Rule, Within
from chassis.identity import BANK_WIDE_ROLES
from chassis.openapi import DECIDING
from services.collections.loans.rules import SEEN_BY
from services.customer import access as customer
from services.scoring import access as scoring
from tests.architecture import access_matrix, snapshots

# Verbs by which core banking reports a fact, and collections in which money moves or somebody decides by posting.
REPORTING = frozenset({"settle", "fail", "return", "reverse"})
MOVING = frozenset({"receipts", "disbursements", "refunds", "loan-drawdowns", "repayments", "confirmations", "votes"})

# Verbs that read; of a search nothing is left but its record.
CHANGING_NOTHING = frozenset({"replay", "search"})
# Without a node: figures of nobody, runs over the whole book, rankings and outlines that go to all (T6, T8),
# and warnings, which every manager must know (S3).
BANKWIDE_THINGS = frozenset(
    {
        "/v1/backtests/{backtest_id}",
        "/v1/backtests/{backtest_id}/plot.svg",
        "/v1/bulletins/{bulletin_id}",
        "/v1/bulletins/{bulletin_id}/paper",
        "/v1/rankings/{ranking_id}",
        "/v1/rankings/{ranking_id}/paper",
        "/v1/research-rounds/{research_round_id}",
        "/v1/research-rounds/{research_round_id}/answers",
        "/v1/tier-runs/{run_id}",
        "/v1/tier-runs/{run_id}/stream",
        "/v1/warnings/{warning_id}",
        "/v1/warnings/{warning_id}/withdraw",
        "/v1/branch-suspensions/{suspension_id}",
        "/v1/branch-suspensions/{suspension_id}/rectification-reports",  # the action looks whose branch it is
        "/v1/recomputations/{recomputation_id}",
        "/v1/recomputations/{recomputation_id}/differences",  # its lines are under row policies
        "/v1/recomputations/{recomputation_id}/stream",
    }
)


def rules_of(app: FastAPI) -> Access:
    access: Access = app.state.service.access
    return access


def routes_of(app: FastAPI) -> set[tuple[str, str]]:
    return {(method, route.path_format) for route in app.state.bank_routes for method in route.methods}


def last_word(rule: Rule) -> str:
    return rule.path.rsplit("/", 1)[-1]


def test_every_route_has_a_rule_and_every_rule_a_route(app: FastAPI) -> None:
    declared = {(rule.method, rule.path) for rule in rules_of(app)}

    assert routes_of(app) - declared == set(), "routes that nobody may use"
    assert declared - routes_of(app) == set(), "rules of routes that are not there"


def test_every_route_under_v1_goes_through_the_order_of_refusal(app: FastAPI) -> None:
    """A route of another class would skip identity, access and the write template."""
    served = {
        (method.upper(), path)
        for path, operations in app.openapi()["paths"].items()
        if path not in ("/livez", "/readyz", "/metrics")
        for method in operations
    }

    assert served == routes_of(app)


def test_whoever_may_move_a_thing_may_read_it(app: FastAPI) -> None:
    """Contract, section 1: a verb's roles are among those of the thing's own GET."""
    access = rules_of(app)
    readers = {rule.path: rule.roles for rule in access if rule.method == "GET"}
    blind = [
        f"{rule.method} {rule.path}"
        for rule in access
        if rule.method == "POST"
        and (thing := rule.path.rsplit("/", 1)[0]) in readers
        and not rule.roles <= readers[thing]
    ]

    assert blind == []


def test_a_post_that_moves_money_or_decides_requires_a_key(app: FastAPI) -> None:
    keyless = [
        rule.path
        for rule in rules_of(app)
        if rule.method == "POST" and last_word(rule) in DECIDING | REPORTING | MOVING and not rule.key_required
    ]

    assert keyless == []


def test_what_shows_personal_data_is_never_kept_for_replay(app: FastAPI) -> None:
    kept = [rule.path for rule in rules_of(app) if last_word(rule) in ("reveal", "search") and rule.kept]

    assert kept == []


def test_a_key_is_only_required_where_its_answer_is_kept(app: FastAPI) -> None:
    forgetful = [rule.path for rule in rules_of(app) if rule.key_required and not rule.kept]

    assert forgetful == []


def test_what_names_a_thing_in_its_path_is_bound_to_a_node(app: FastAPI) -> None:
    """Only what belongs to the whole bank has an id in its path and no node; the row policies are the second wall."""
    unbound = [
        rule.path
        for rule in rules_of(app)
        if "_id}" in rule.path
        and not isinstance(rule.scope, Within)
        and not rule.roles <= BANK_WIDE_ROLES
        and rule.path not in BANKWIDE_THINGS
    ]

    assert unbound == []


def test_auditors_change_nothing(app: FastAPI) -> None:
    """Domain O1. `replay` and other verbs that change nothing are open to them."""
    changing = [
        rule.path
        for rule in rules_of(app)
        if "auditor" in rule.roles and rule.method not in ("GET", "HEAD") and last_word(rule) not in CHANGING_NOTHING
    ]

    assert changing == []


def test_the_committed_matrix_is_the_declared_one(apps: dict[str, FastAPI]) -> None:
    """`make snapshots` writes it anew; a reviewer reads who gets in where."""
    declared = access_matrix.text({service: rules_of(app) for service, app in apps.items()})

    assert snapshots.committed("tests/architecture/access_matrix.txt", declared) == declared, snapshots.STALE


def test_a_loans_timeline_shows_of_other_services_what_those_show_to_the_same_people() -> None:
    """O2: collections asks as a service, and tells what it is told only to those who would be told there."""
    asked = {"warnings": ("/v1/warnings", scoring.RULES), "credit_checks": ("/v1/credit-checks", scoring.RULES)}
    asked |= {"tier_changes": ("/v1/tier-changes", customer.RULES)}
    for part, (path, rules) in asked.items():
        (rule,) = [each for each in rules if (each.method, each.path) == ("GET", path)]
        seen_by = SEEN_BY[part] or EVERYONE  # type: ignore[index]  # the parts are these three

        assert seen_by == frozenset(rule.roles) - {"service"}, part
