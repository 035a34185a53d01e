"""Who may do what in scoring: each route's permission, roles and branch scope (domain O1-O3, S1-S9).

There is no rule that overrides a red line, because there is no route that does (S1).
Sources: contract, section 1 (access), section 2 (who does what) and section 5 (the routes).
"""

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

REPORT = within("bureau_report", "report_id")
CHECK = within("credit_check")

RULES = [
    # S5, S9: what the bureau says, with the customer's authorisation
    Rule("GET", "/v1/bureau-reports", "bureau_report.read", LENDERS),
    Rule("POST", "/v1/bureau-reports", "bureau_report.file", MANAGER),
    Rule("GET", "/v1/bureau-reports/{report_id}", "bureau_report.read", LENDERS, REPORT),
    # S1, S6-S8: the gate
    Rule("GET", "/v1/credit-checks", "credit_check.read", LENDERS),
    Rule("POST", "/v1/credit-checks", "credit_check.ask", MANAGER, key_required=True),
    Rule("GET", "/v1/credit-checks/{credit_check_id}", "credit_check.read", LENDERS, CHECK),
    Rule("POST", "/v1/credit-checks/{credit_check_id}/continue", "credit_check.continue", MANAGER, CHECK, key_required=True),
    Rule("POST", "/v1/credit-checks/{credit_check_id}/replay", "credit_check.replay", LENDERS, CHECK, kept=False),
    # S6: the figures of the red lines, and what they would have done
    *policy_rules("/v1/policies", "policy", RISK),
    Rule("GET", "/v1/policies/{version}/backtests", "backtest.read", EVERYONE, BANKWIDE),
    Rule("POST", "/v1/policies/{version}/backtests", "backtest.run", RISK, BANKWIDE),
    Rule("GET", "/v1/backtests/{backtest_id}", "backtest.read", EVERYONE, BANKWIDE),
]  # fmt: skip
