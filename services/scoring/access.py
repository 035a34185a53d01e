"""Who may do what in scoring: each route's permission, roles and branch scope (domain O1-O3, S1-S9).

There is no rule that overrides a red line, because there is no route that does (S1).
Sources: contract, section 1 (access), section 2 (who does what) and section 5 (the routes).
"""

from chassis import imports
from chassis.access import BANKWIDE, EVERYONE, Rule, within
from chassis.policies import rules as policy_rules

MANAGER = {"account_manager"}
RISK = {"risk_officer"}
# A customer's credit history is for those who lend, check or answer for it.
LENDERS = {
    "account_manager",
    "outlet_manager",
    "personal_dept",
    "risk_officer",
    "committee_member",
    "branch_head",
    "city_branch",
    "head_office",
    "auditor",
}

# Whoever meets customers may warn of one; what is known to one is known to all of these (S3).
WARNERS = {"account_manager", "outlet_manager", "personal_dept", "collector", "risk_officer", "branch_head"}
# Core banking books what it lends, and so may read what it books.
BOOKERS = {"account_manager", "system"}
CHECKERS = LENDERS | {"system"}

REPORT = within("bureau_report", "report_id")
CHECK = within("credit_check")
CASE = within("committee_case", "case_id")
REDUCTION = within("exposure_reduction", "reduction_id")

RULES = [
    # S5, S9: what the bureau says, with the customer's authorisation
    Rule("GET", "/v1/bureau-reports", "bureau_report.read", LENDERS),
    Rule("POST", "/v1/bureau-reports", "bureau_report.file", MANAGER),
    Rule("GET", "/v1/bureau-reports/{report_id}", "bureau_report.read", LENDERS, REPORT),
    # S1, S6-S8: the gate
    Rule("GET", "/v1/credit-checks", "credit_check.read", CHECKERS | {"service"}),
    Rule("POST", "/v1/credit-checks", "credit_check.ask", MANAGER, key_required=True),
    Rule("GET", "/v1/credit-checks/{credit_check_id}", "credit_check.read", CHECKERS, CHECK),
    Rule("POST", "/v1/credit-checks/{credit_check_id}/continue", "credit_check.continue", MANAGER, CHECK, key_required=True),
    Rule("POST", "/v1/credit-checks/{credit_check_id}/replay", "credit_check.replay", LENDERS, CHECK, kept=False),
    Rule("POST", "/v1/credit-checks/{credit_check_id}/book", "credit_check.book", BOOKERS, CHECK, key_required=True),
    Rule("POST", "/v1/credit-checks/{credit_check_id}/release", "credit_check.release", BOOKERS, CHECK, key_required=True),
    *imports.rules("/v1/credit-check-imports", "credit_check_import", MANAGER),
    # S3: warnings, the whole bank's
    Rule("GET", "/v1/warnings", "warning.read", LENDERS | WARNERS | {"service"}, BANKWIDE),
    Rule("POST", "/v1/warnings", "warning.give", WARNERS),
    Rule("GET", "/v1/warnings/{warning_id}", "warning.read", LENDERS | WARNERS, BANKWIDE),
    Rule("POST", "/v1/warnings/{warning_id}/withdraw", "warning.withdraw", WARNERS, BANKWIDE, key_required=True),
    # S4: the loan committee
    Rule("GET", "/v1/committee-cases", "committee_case.read", LENDERS),
    Rule("GET", "/v1/committee-cases/{case_id}", "committee_case.read", LENDERS, CASE),
    Rule("POST", "/v1/committee-cases/{case_id}/votes", "committee_case.vote", {"committee_member"}, CASE, key_required=True),
    # S2: who comes down to their cap
    Rule("GET", "/v1/exposure-reductions", "exposure_reduction.read", LENDERS),
    Rule("POST", "/v1/exposure-reductions", "exposure_reduction.list", MANAGER),
    Rule("GET", "/v1/exposure-reductions/{reduction_id}", "exposure_reduction.read", LENDERS, REDUCTION),
    Rule("POST", "/v1/exposure-reductions/{reduction_id}/plan", "exposure_reduction.plan", MANAGER, REDUCTION),
    Rule("POST", "/v1/exposure-reductions/{reduction_id}/reviews", "exposure_reduction.review", MANAGER, REDUCTION),
    # S6: the figures of the red lines, and what they would have done
    *policy_rules("/v1/policies", "policy", RISK),
    Rule("GET", "/v1/policies/{version}/backtests", "backtest.read", EVERYONE, BANKWIDE),
    Rule("POST", "/v1/policies/{version}/backtests", "backtest.run", RISK, BANKWIDE),
    Rule("GET", "/v1/backtests/{backtest_id}", "backtest.read", EVERYONE, BANKWIDE),
    Rule("GET", "/v1/backtests/{backtest_id}/plot.svg", "backtest.read", EVERYONE, BANKWIDE),
    Rule("GET", "/v1/policies/{version}/shadow", "policy_shadow.read", EVERYONE, BANKWIDE),
    Rule("POST", "/v1/policies/{version}/shadow", "policy_shadow.start", RISK, BANKWIDE),
    Rule("POST", "/v1/policies/{version}/shadow/stop", "policy_shadow.stop", RISK, BANKWIDE),
    Rule("GET", "/v1/policies/{version}/shadow/differences", "policy_shadow.read", LENDERS),
]  # fmt: skip
