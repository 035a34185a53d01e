"""Who may do what in escrow: each route's permission, roles and branch scope (domain O1-O3, E1-E11).

Sources: contract, section 2 (who does what) and section 3 (the routes).
"""

from chassis import imports
from chassis.access import EVERYONE, Rule, within
from chassis.policies import rules as policy_rules

# Customer asks what became of a project in its pipeline (T10).
READERS = EVERYONE | {"service"}
MANAGER = {"account_manager"}
CORPORATE = {"corporate_dept"}
PERSONAL = {"personal_dept"}
DEPARTMENTS = {"corporate_dept", "personal_dept"}
RISK = {"risk_officer"}
HEAD = {"branch_head"}
UPPER_LEVELS = {"city_branch", "head_office"}
PAYMENTS = {"payments"}
CORE_BANKING = {"system"}
UPLOADERS = {"account_manager", "corporate_dept", "personal_dept", "branch_head"}

PROJECT = within("project")

RULES = [
    # E1: the developer and the project, before anything
    Rule("GET", "/v1/developers", "developer.read", EVERYONE),
    Rule("POST", "/v1/developers", "developer.register", MANAGER),
    Rule("GET", "/v1/developers/{developer_id}", "developer.read", EVERYONE, within("developer")),
    Rule("GET", "/v1/projects", "project.read", EVERYONE),
    Rule("POST", "/v1/projects", "project.propose", MANAGER),
    Rule("GET", "/v1/projects/{project_id}", "project.read", READERS, PROJECT),
    Rule("GET", "/v1/projects/{project_id}/units", "project.read", EVERYONE, PROJECT),
    Rule("GET", "/v1/projects/{project_id}/assessments", "assessment.read", EVERYONE, PROJECT),
    Rule("POST", "/v1/projects/{project_id}/assessments", "assessment.submit", MANAGER, PROJECT),
    Rule("GET", "/v1/assessments/{assessment_id}", "assessment.read", EVERYONE, within("assessment")),
    Rule("POST", "/v1/assessments/{assessment_id}/decide", "assessment.decide", RISK, within("assessment"), key_required=True),
    Rule("GET", "/v1/assessments/{assessment_id}/opinions", "assessment.read", EVERYONE, within("assessment")),
    Rule("POST", "/v1/assessments/{assessment_id}/opinions", "assessment.give_opinion", UPPER_LEVELS, within("assessment"), key_required=True),
    Rule("GET", "/v1/assessment-opinions/{assessment_opinion_id}", "assessment.read", EVERYONE, within("assessment_opinion")),
    # E2: no supervised account without a signed agreement
    Rule("GET", "/v1/projects/{project_id}/agreements", "agreement.read", READERS, PROJECT),
    Rule("POST", "/v1/projects/{project_id}/agreements", "agreement.draft", MANAGER, PROJECT),
    Rule("GET", "/v1/agreements/{agreement_id}", "agreement.read", EVERYONE, within("agreement")),
    Rule("POST", "/v1/agreements/{agreement_id}/sign", "agreement.sign", HEAD, within("agreement"), key_required=True),
    # E3: the supervised account and its entries
    Rule("GET", "/v1/projects/{project_id}/accounts", "account.read", EVERYONE, PROJECT),
    Rule("POST", "/v1/projects/{project_id}/accounts", "account.open", MANAGER, PROJECT),
    Rule("GET", "/v1/accounts/{account_id}", "account.read", EVERYONE, within("account")),
    Rule("GET", "/v1/accounts/{account_id}/entries", "account.read", EVERYONE, within("account")),
    # E5: sale proceeds
    Rule("GET", "/v1/accounts/{account_id}/receipts", "receipt.read", EVERYONE, within("account")),
    Rule("POST", "/v1/accounts/{account_id}/receipts", "receipt.report", CORE_BANKING, within("account"), key_required=True),
    *imports.rules("/v1/accounts/{account_id}/receipt-imports", "receipt_import", CORE_BANKING, target=within("account")),
    Rule("GET", "/v1/receipts/{receipt_id}", "receipt.read", EVERYONE, within("receipt")),
    Rule("POST", "/v1/receipts/{receipt_id}/identifications", "receipt_identification.propose", MANAGER, within("receipt"), key_required=True),
    Rule("GET", "/v1/accounts/{account_id}/receipt-identifications", "receipt_identification.read", EVERYONE, within("account")),
    Rule("GET", "/v1/receipt-identifications/{receipt_identification_id}", "receipt_identification.read", EVERYONE, within("receipt_identification")),
    Rule("POST", "/v1/receipt-identifications/{receipt_identification_id}/approve", "receipt_identification.approve", PERSONAL, within("receipt_identification"), key_required=True),
    Rule("POST", "/v1/receipt-identifications/{receipt_identification_id}/reject", "receipt_identification.reject", PERSONAL, within("receipt_identification"), key_required=True),
    Rule("GET", "/v1/projects/{project_id}/sale-filings", "sale_filing.read", EVERYONE, PROJECT),
    Rule("POST", "/v1/projects/{project_id}/sale-filings", "sale_filing.report", CORE_BANKING, PROJECT),
    *imports.rules("/v1/projects/{project_id}/sale-filing-imports", "sale_filing_import", CORE_BANKING, target=PROJECT),
    Rule("GET", "/v1/sale-filings/{sale_filing_id}", "sale_filing.read", EVERYONE, within("sale_filing")),
    Rule("POST", "/v1/sale-filings/{sale_filing_id}/cancel", "sale_filing.cancel", CORE_BANKING | MANAGER, within("sale_filing"), key_required=True),
    Rule("GET", "/v1/projects/{project_id}/mortgages", "mortgage.read", EVERYONE, PROJECT),
    Rule("POST", "/v1/projects/{project_id}/mortgages", "mortgage.report", CORE_BANKING, PROJECT),
    Rule("GET", "/v1/mortgages/{mortgage_id}", "mortgage.read", EVERYONE, within("buyer_loan", "mortgage_id")),
    Rule("GET", "/v1/projects/{project_id}/provident-fund-approvals", "provident_fund_approval.read", EVERYONE, PROJECT),
    Rule("POST", "/v1/projects/{project_id}/provident-fund-approvals", "provident_fund_approval.report", CORE_BANKING, PROJECT),
    Rule("GET", "/v1/provident-fund-approvals/{provident_fund_approval_id}", "provident_fund_approval.read", EVERYONE, within("buyer_loan", "provident_fund_approval_id")),
    # E5, E2: the month's reconciliation, and what somebody must look at
    Rule("GET", "/v1/projects/{project_id}/reconciliations", "reconciliation.read", EVERYONE, PROJECT),
    Rule("POST", "/v1/projects/{project_id}/reconciliations", "reconciliation.make", MANAGER, PROJECT),
    Rule("GET", "/v1/reconciliations/{reconciliation_id}", "reconciliation.read", EVERYONE, within("reconciliation")),
    Rule("GET", "/v1/reconciliations/{reconciliation_id}/units", "reconciliation.read", EVERYONE, within("reconciliation")),
    Rule("POST", "/v1/reconciliations/{reconciliation_id}/sign", "reconciliation.sign", DEPARTMENTS, within("reconciliation"), key_required=True),
    *policy_rules("/v1/reconciliation-policies", "reconciliation_policy", RISK),
    Rule("GET", "/v1/alerts", "alert.read", EVERYONE),
    Rule("GET", "/v1/alerts/{alert_id}", "alert.read", EVERYONE, within("alert")),
    Rule("POST", "/v1/alerts/{alert_id}/acknowledge", "alert.acknowledge", MANAGER | DEPARTMENTS | HEAD | RISK, within("alert"), key_required=True),
    # E8: the guarantee deposit
    Rule("GET", "/v1/projects/{project_id}/guarantee-deposit", "deposit.read", EVERYONE, PROJECT),
    Rule("GET", "/v1/projects/{project_id}/guarantee-deposit/payments", "deposit.read", EVERYONE, PROJECT),
    Rule("POST", "/v1/projects/{project_id}/guarantee-deposit/payments", "deposit.pay", CORE_BANKING, PROJECT, key_required=True),
    Rule("GET", "/v1/projects/{project_id}/guarantee-deposit/releases", "deposit.read", EVERYONE, PROJECT),
    Rule("GET", "/v1/deposit-movements/{deposit_movement_id}", "deposit.read", EVERYONE, within("deposit_movement")),
    Rule("GET", "/v1/projects/{project_id}/guarantee-deposit/claims", "deposit_claim.read", EVERYONE, PROJECT),
    Rule("POST", "/v1/projects/{project_id}/guarantee-deposit/claims", "deposit_claim.make", MANAGER, PROJECT, key_required=True),
    Rule("GET", "/v1/deposit-claims/{deposit_claim_id}", "deposit_claim.read", EVERYONE, within("deposit_claim")),
    Rule("POST", "/v1/deposit-claims/{deposit_claim_id}/approve", "deposit_claim.approve", PERSONAL, within("deposit_claim"), key_required=True),
    Rule("POST", "/v1/deposit-claims/{deposit_claim_id}/reject", "deposit_claim.reject", PERSONAL, within("deposit_claim"), key_required=True),
    *policy_rules("/v1/deposit-policies", "deposit_policy", RISK),
    # E13, E14: court freezes, and core banking's books
    Rule("POST", "/v1/projects/{project_id}/freeze", "project.freeze", {"corporate_dept", "branch_head"}, PROJECT, key_required=True),
    Rule("POST", "/v1/projects/{project_id}/unfreeze", "project.unfreeze", {"corporate_dept", "branch_head"}, PROJECT, key_required=True),
    Rule("GET", "/v1/projects/{project_id}/freezes", "freeze.read", EVERYONE, PROJECT),
    Rule("GET", "/v1/freezes/{freeze_id}", "freeze.read", EVERYONE, within("court_freeze", "freeze_id")),
    Rule("GET", "/v1/accounts/{account_id}/balance-checks", "balance_check.read", EVERYONE, within("account")),
    Rule("POST", "/v1/accounts/{account_id}/balance-checks", "balance_check.make", CORE_BANKING, within("account")),
    Rule("GET", "/v1/balance-checks/{balance_check_id}", "balance_check.read", EVERYONE, within("balance_check")),
    Rule("POST", "/v1/balance-checks/{balance_check_id}/explain", "balance_check.explain", {"payments", "corporate_dept"}, within("balance_check"), key_required=True),
    # E12, E7: the end of supervision, and the register of all of it
    Rule("POST", "/v1/projects/{project_id}/close", "project.close", HEAD, PROJECT, key_required=True),
    Rule("GET", "/v1/projects/{project_id}/closings", "closing.read", EVERYONE, PROJECT),
    Rule("GET", "/v1/closings/{closing_id}", "closing.read", EVERYONE, within("closing")),
    Rule("GET", "/v1/projects/{project_id}/supervision-ledger", "supervision_ledger.read", READERS, PROJECT),
    # E4, E9, E10: milestones, site reports, progress
    Rule("GET", "/v1/projects/{project_id}/milestones", "milestone.read", EVERYONE, PROJECT),
    Rule("PUT", "/v1/projects/{project_id}/milestones", "milestone.set", MANAGER, PROJECT),
    Rule("GET", "/v1/milestones/{milestone_id}", "milestone.read", EVERYONE, within("milestone")),
    Rule("GET", "/v1/milestones/{milestone_id}/confirmations", "milestone.read", EVERYONE, within("milestone")),
    Rule("POST", "/v1/milestones/{milestone_id}/confirmations", "milestone.confirm", DEPARTMENTS, within("milestone"), key_required=True),
    Rule("GET", "/v1/projects/{project_id}/site-reports", "site_report.read", EVERYONE, PROJECT),
    Rule("POST", "/v1/projects/{project_id}/site-reports", "site_report.file", DEPARTMENTS, PROJECT),
    Rule("GET", "/v1/site-reports/{site_report_id}", "site_report.read", EVERYONE, within("site_report")),
    Rule("GET", "/v1/projects/{project_id}/progress", "progress.read", EVERYONE, PROJECT),
    # E11: contracts, and the documents that approvals refer to
    Rule("GET", "/v1/projects/{project_id}/contracts", "contract.read", EVERYONE, PROJECT),
    Rule("POST", "/v1/projects/{project_id}/contracts", "contract.enter", MANAGER, PROJECT),
    Rule("GET", "/v1/contracts/{contract_id}", "contract.read", EVERYONE, within("contract")),
    Rule("POST", "/v1/contracts/{contract_id}/reveal", "contract.reveal", MANAGER | PAYMENTS, within("contract"), kept=False),
    Rule("GET", "/v1/documents", "document.read", EVERYONE),
    Rule("POST", "/v1/documents", "document.upload", UPLOADERS),
    Rule("GET", "/v1/documents/{document_id}", "document.read", EVERYONE, within("document")),
    Rule("GET", "/v1/documents/{document_id}/content", "document.read", EVERYONE, within("document")),
    # E4: the month's fund plan
    Rule("GET", "/v1/projects/{project_id}/fund-plans", "fund_plan.read", EVERYONE, PROJECT),
    Rule("POST", "/v1/projects/{project_id}/fund-plans", "fund_plan.draft", MANAGER, PROJECT),
    Rule("GET", "/v1/fund-plans/{fund_plan_id}", "fund_plan.read", EVERYONE, within("fund_plan")),
    Rule("POST", "/v1/fund-plans/{fund_plan_id}/submit", "fund_plan.submit", MANAGER, within("fund_plan"), key_required=True),
    Rule("POST", "/v1/fund-plans/{fund_plan_id}/approve", "fund_plan.approve", DEPARTMENTS, within("fund_plan"), key_required=True),
    Rule("POST", "/v1/fund-plans/{fund_plan_id}/reject", "fund_plan.reject", DEPARTMENTS, within("fund_plan"), key_required=True),
    Rule("POST", "/v1/fund-plans/{fund_plan_id}/revise", "fund_plan.revise", MANAGER, within("fund_plan"), key_required=True),
    # E4, E6, E11: staged disbursement
    Rule("GET", "/v1/projects/{project_id}/disbursements", "disbursement.read", EVERYONE, PROJECT),
    Rule("POST", "/v1/projects/{project_id}/disbursements", "disbursement.request", MANAGER, PROJECT, key_required=True),
    Rule("GET", "/v1/disbursements/{disbursement_id}", "disbursement.read", EVERYONE, within("disbursement")),
    Rule("PATCH", "/v1/disbursements/{disbursement_id}", "disbursement.edit", MANAGER, within("disbursement"), key_required=True),
    *[
        Rule("POST", f"/v1/disbursements/{{disbursement_id}}/{verb}", f"disbursement.{verb}", roles, within("disbursement"), key_required=True)
        for verb, roles in {
            "review": CORPORATE,
            "confirm": PERSONAL,
            "reject": DEPARTMENTS,
            "cancel": MANAGER,
            "pay": PAYMENTS,
            "settle": CORE_BANKING,
            "fail": CORE_BANKING,
            "return": CORE_BANKING,
        }.items()
    ],
    # E5: refunds to the buyers of cancelled filings
    Rule("GET", "/v1/projects/{project_id}/refunds", "refund.read", EVERYONE, PROJECT),
    Rule("POST", "/v1/projects/{project_id}/refunds", "refund.request", MANAGER, PROJECT, key_required=True),
    Rule("GET", "/v1/refunds/{refund_id}", "refund.read", EVERYONE, within("refund")),
    *[
        Rule("POST", f"/v1/refunds/{{refund_id}}/{verb}", f"refund.{verb}", roles, within("refund"), key_required=True)
        for verb, roles in {
            "review": CORPORATE,
            "confirm": PERSONAL,
            "reject": DEPARTMENTS,
            "cancel": MANAGER,
            "pay": PAYMENTS,
            "settle": CORE_BANKING,
            "fail": CORE_BANKING,
            "return": CORE_BANKING,
        }.items()
    ],
    # E1, E4: drawdowns of the development loan
    Rule("GET", "/v1/projects/{project_id}/loan-drawdowns", "loan_drawdown.read", EVERYONE, PROJECT),
    Rule("POST", "/v1/projects/{project_id}/loan-drawdowns", "loan_drawdown.request", MANAGER, PROJECT, key_required=True),
    Rule("GET", "/v1/projects/{project_id}/development-loan", "loan_drawdown.read", READERS, PROJECT),
    Rule("GET", "/v1/loan-drawdowns/{loan_drawdown_id}", "loan_drawdown.read", EVERYONE, within("loan_drawdown")),
    *[
        Rule("POST", f"/v1/loan-drawdowns/{{loan_drawdown_id}}/{verb}", f"loan_drawdown.{verb}", roles, within("loan_drawdown"), key_required=True)
        for verb, roles in {"review": CORPORATE, "confirm": PERSONAL, "pay": PAYMENTS, "reject": DEPARTMENTS, "cancel": MANAGER}.items()
    ],
    # E7: how projects differ by regime
    *policy_rules("/v1/regimes", "regime", RISK),
    *policy_rules("/v1/working-days", "working_days", RISK),
]  # fmt: skip
