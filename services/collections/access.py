"""Who may do what in collections: each route's permission, roles and branch scope (domain O1-O3, C1-C9, S1).

Sources: contract, section 2 (who does what) and section 4 (the routes).
"""

from chassis import imports
from chassis.access import BANKWIDE, EVERYONE, Rule, within
from chassis.policies import rules as policy_rules

CORE_BANKING = {"system"}
# Who knows the borrower proposes, who answers for the risk or the branch decides; never the same person.
JUDGES = {"account_manager", "risk_officer"}
APPROVERS = {"risk_officer", "branch_head"}
SIGNERS = {"branch_head", "city_branch", "head_office"}
MANAGER = {"account_manager"}
RISK = {"risk_officer"}
# Who works cases: the loan's manager, and whoever the ladder names for its last steps.
COLLECTING = {"account_manager", "collector"}
# Who may let somebody be contacted again whom nobody was to contact.
LIFTERS = {"outlet_manager", "risk_officer", "branch_head"}
HEADS = {"outlet_manager", "personal_dept", "risk_officer", "branch_head", "city_branch"}
# Whoever a task or an action may be given to; the action itself looks for whose it is.
HOLDERS = COLLECTING | HEADS | {"head_office"}
ARCHIVE = {"payments"}
# Who works watched and bad loans.
RECOVERING = {"account_manager", "collector", "outlet_manager", "personal_dept"}
REVIEWERS = {"risk_officer", "branch_head", "city_branch", "head_office"}
# Who distributes the work in a sub-branch or an outlet.
HEADS_OF_WORK = {"outlet_manager", "personal_dept", "branch_head"}
# Managers see the own record through the gate's reasons; those who answer for the whole bank see it as it is.
RECORD_READERS = {"service", "system", "auditor", "head_office", "risk_officer"}

LOAN = within("loan")
REPAYMENT = within("repayment")
CASE = within("collection_case", "case_id")
BAN = within("contact_ban", "ban_id")
TASK = within("task")
LETTER = within("demand_letter", "letter_id")
ALERT = within("arrears_alert", "alert_id")
JUDGEMENT = within("class_judgement", "judgement_id")
AMENDMENT = within("amendment")
HANDOVER = within("file_handover", "handover_id")
WATCH = within("watch_action", "action_id")
PLAN = within("disposal_plan", "plan_id")
REVIEW = within("accountability_review", "review_id")
TRANSFER = within("responsibility_transfer", "transfer_id")

RULES = [
    # C1, G3: loans, as core banking reports them
    Rule("GET", "/v1/loans", "loan.read", EVERYONE),
    Rule("POST", "/v1/loans", "loan.report", CORE_BANKING),
    Rule("GET", "/v1/loans/{loan_id}", "loan.read", EVERYONE, LOAN),
    Rule("GET", "/v1/loans/{loan_id}/timeline", "loan.read", EVERYONE, LOAN),
    Rule("POST", "/v1/loans/{loan_id}/reveal", "loan.reveal", MANAGER, LOAN, kept=False),
    *imports.rules("/v1/loan-imports", "loan_import", CORE_BANKING),
    # C6, G2: classes, their history, and how loans move between them
    Rule("GET", "/v1/watch-list", "loan.read", EVERYONE),
    Rule("GET", "/v1/loans/{loan_id}/risk-classes", "loan.read", EVERYONE, LOAN),
    Rule("GET", "/v1/risk-migrations", "risk_migration.read", EVERYONE),
    Rule("GET", "/v1/loans/{loan_id}/class-judgements", "class_judgement.read", EVERYONE, LOAN),
    Rule("POST", "/v1/loans/{loan_id}/class-judgements", "class_judgement.propose", JUDGES, LOAN, key_required=True),
    Rule("GET", "/v1/class-judgements", "class_judgement.read", EVERYONE),
    Rule("GET", "/v1/class-judgements/{judgement_id}", "class_judgement.read", EVERYONE, JUDGEMENT),
    Rule("POST", "/v1/class-judgements/{judgement_id}/approve", "class_judgement.approve", APPROVERS, JUDGEMENT, key_required=True),
    Rule("POST", "/v1/class-judgements/{judgement_id}/reject", "class_judgement.reject", APPROVERS, JUDGEMENT, key_required=True),
    Rule("POST", "/v1/class-judgements/{judgement_id}/lift", "class_judgement.lift", JUDGES, JUDGEMENT, key_required=True),
    Rule("POST", "/v1/class-judgements/{judgement_id}/confirm", "class_judgement.confirm", APPROVERS, JUDGEMENT, key_required=True),
    # C7: whom nobody may contact
    Rule("GET", "/v1/loans/{loan_id}/contact-bans", "contact_ban.read", EVERYONE, LOAN),
    Rule("POST", "/v1/loans/{loan_id}/contact-bans", "contact_ban.set", COLLECTING | LIFTERS, LOAN),
    Rule("GET", "/v1/contact-bans/{ban_id}", "contact_ban.read", EVERYONE, BAN),
    Rule("POST", "/v1/contact-bans/{ban_id}/lift", "contact_ban.lift", LIFTERS, BAN, key_required=True),
    # C8: extensions, restructurings, write-offs
    Rule("GET", "/v1/loans/{loan_id}/amendments", "amendment.read", EVERYONE, LOAN),
    Rule("POST", "/v1/loans/{loan_id}/amendments", "amendment.propose", MANAGER, LOAN, key_required=True),
    Rule("GET", "/v1/loans/{loan_id}/former-schedules", "amendment.read", EVERYONE, LOAN),
    Rule("GET", "/v1/amendments/{amendment_id}", "amendment.read", EVERYONE, AMENDMENT),
    Rule("POST", "/v1/amendments/{amendment_id}/sign", "amendment.sign", SIGNERS, AMENDMENT, key_required=True),
    Rule("POST", "/v1/amendments/{amendment_id}/reject", "amendment.reject", SIGNERS, AMENDMENT, key_required=True),
    Rule("POST", "/v1/amendments/{amendment_id}/cancel", "amendment.cancel", MANAGER, AMENDMENT, key_required=True),
    # G3: who is answerable for a loan, and transfers
    Rule("GET", "/v1/loans/{loan_id}/responsibility", "responsibility.read", EVERYONE, LOAN),
    Rule("GET", "/v1/responsibility-transfers", "responsibility_transfer.read", EVERYONE),
    Rule("POST", "/v1/responsibility-transfers", "responsibility_transfer.propose", HEADS_OF_WORK, key_required=True),
    Rule("GET", "/v1/responsibility-transfers/{transfer_id}", "responsibility_transfer.read", EVERYONE, TRANSFER),
    Rule("GET", "/v1/responsibility-transfers/{transfer_id}/loans", "responsibility_transfer.read", EVERYONE, TRANSFER),
    Rule("POST", "/v1/responsibility-transfers/{transfer_id}/confirm", "responsibility_transfer.confirm", MANAGER, TRANSFER, key_required=True),
    Rule("POST", "/v1/responsibility-transfers/{transfer_id}/reject", "responsibility_transfer.reject", MANAGER, TRANSFER, key_required=True),
    Rule("POST", "/v1/responsibility-transfers/{transfer_id}/cancel", "responsibility_transfer.cancel", HEADS_OF_WORK, TRANSFER, key_required=True),
    # G1: loan files and the archive
    Rule("GET", "/v1/file-handovers", "file_handover.read", EVERYONE),
    Rule("GET", "/v1/late-file-handovers", "file_handover.read", EVERYONE),
    Rule("GET", "/v1/file-handovers/{handover_id}", "file_handover.read", EVERYONE, HANDOVER),
    Rule("POST", "/v1/file-handovers/{handover_id}/submit", "file_handover.submit", MANAGER, HANDOVER, key_required=True),
    Rule("POST", "/v1/file-handovers/{handover_id}/complete", "file_handover.complete", ARCHIVE, HANDOVER, key_required=True),
    # G2: watched loans, and bad ones
    Rule("GET", "/v1/watch-actions", "watch_action.read", EVERYONE),
    Rule("GET", "/v1/watch-actions/{action_id}", "watch_action.read", EVERYONE, WATCH),
    Rule("POST", "/v1/watch-actions/{action_id}/complete", "watch_action.complete", RECOVERING, WATCH, key_required=True),
    Rule("GET", "/v1/loans/{loan_id}/watch-actions", "watch_action.read", EVERYONE, LOAN),
    Rule("POST", "/v1/loans/{loan_id}/watch-actions", "watch_action.plan", RECOVERING | APPROVERS, LOAN),
    Rule("GET", "/v1/bad-loans", "disposal_plan.read", EVERYONE),
    Rule("GET", "/v1/loans/{loan_id}/disposal-plans", "disposal_plan.read", EVERYONE, LOAN),
    Rule("POST", "/v1/loans/{loan_id}/disposal-plans", "disposal_plan.propose", RECOVERING, LOAN, key_required=True),
    Rule("GET", "/v1/disposal-plans", "disposal_plan.read", EVERYONE),
    Rule("GET", "/v1/disposal-plans/{plan_id}", "disposal_plan.read", EVERYONE, PLAN),
    Rule("POST", "/v1/disposal-plans/{plan_id}/approve", "disposal_plan.approve", APPROVERS, PLAN, key_required=True),
    Rule("POST", "/v1/disposal-plans/{plan_id}/reject", "disposal_plan.reject", APPROVERS, PLAN, key_required=True),
    Rule("POST", "/v1/disposal-plans/{plan_id}/cancel", "disposal_plan.cancel", RECOVERING, PLAN, key_required=True),
    Rule("POST", "/v1/disposal-plans/{plan_id}/close", "disposal_plan.close", APPROVERS, PLAN, key_required=True),
    Rule("GET", "/v1/disposal-plans/{plan_id}/results", "disposal_plan.read", EVERYONE, PLAN),
    Rule("POST", "/v1/disposal-plans/{plan_id}/results", "disposal_result.add", RECOVERING, PLAN, key_required=True),
    Rule("GET", "/v1/disposal-plans/{plan_id}/results/{result_id}", "disposal_plan.read", EVERYONE, within("disposal_result", "result_id")),
    # G4: who is accountable for a new bad loan
    Rule("GET", "/v1/accountability-reviews", "accountability_review.read", EVERYONE),
    Rule("GET", "/v1/accountability-reviews/{review_id}", "accountability_review.read", EVERYONE, REVIEW),
    Rule("POST", "/v1/accountability-reviews/{review_id}/decide", "accountability_review.decide", REVIEWERS, REVIEW, key_required=True),
    # G3, to T6: what came of each manager's loans
    Rule("GET", "/v1/manager-results", "manager_result.read", EVERYONE | {"service"}),
    Rule("GET", "/v1/manager-results/{result_id}", "manager_result.read", EVERYONE | {"service"}, within("manager_result", "result_id")),
    # G5: sub-branches that may not lend; known to the whole bank, asked by the gate
    Rule("GET", "/v1/branch-suspensions", "branch_suspension.read", EVERYONE | {"service"}, BANKWIDE),
    Rule("POST", "/v1/branch-suspensions", "branch_suspension.propose", RISK | {"head_office"}, key_required=True),
    Rule("GET", "/v1/branch-suspensions/{suspension_id}", "branch_suspension.read", EVERYONE | {"service"}, BANKWIDE),
    Rule("POST", "/v1/branch-suspensions/{suspension_id}/decide", "branch_suspension.decide", {"city_branch"}, BANKWIDE, key_required=True),
    Rule("POST", "/v1/branch-suspensions/{suspension_id}/lift", "branch_suspension.lift", {"city_branch"}, BANKWIDE, key_required=True),
    Rule("GET", "/v1/branch-suspensions/{suspension_id}/applications-under-way", "suspended_application.read", EVERYONE, within("branch_suspension", "suspension_id")),
    Rule("POST", "/v1/branch-suspensions/{suspension_id}/rectification-reports", "branch_suspension.report", {"branch_head"}, BANKWIDE),
    Rule("GET", "/v1/branch-suspensions/{suspension_id}/rectification-reports", "rectification_report.read", EVERYONE, within("branch_suspension", "suspension_id")),
    Rule("GET", "/v1/branch-suspensions/{suspension_id}/rectification-reports/{report_id}", "rectification_report.read", EVERYONE, within("rectification_report", "report_id")),
    # C3: what comes in on them, and goes back
    Rule("GET", "/v1/repayments", "repayment.read", EVERYONE),
    Rule("POST", "/v1/repayments", "repayment.report", CORE_BANKING, key_required=True),
    Rule("GET", "/v1/repayments/{repayment_id}", "repayment.read", EVERYONE, REPAYMENT),
    Rule("POST", "/v1/repayments/{repayment_id}/reverse", "repayment.reverse", CORE_BANKING, REPAYMENT, key_required=True),
    *imports.rules("/v1/repayment-imports", "repayment_import", CORE_BANKING),
    # C1, C3: cases
    Rule("GET", "/v1/cases", "case.read", EVERYONE),
    Rule("GET", "/v1/cases/{case_id}", "case.read", EVERYONE, CASE),
    Rule("POST", "/v1/cases/{case_id}/escalate", "case.escalate", MANAGER | HEADS, CASE, key_required=True),
    Rule("POST", "/v1/cases/{case_id}/pause", "case.pause", MANAGER, CASE, key_required=True),
    Rule("POST", "/v1/cases/{case_id}/resume", "case.resume", MANAGER, CASE, key_required=True),
    Rule("POST", "/v1/cases/{case_id}/resolve", "case.resolve", MANAGER, CASE, key_required=True),
    Rule("GET", "/v1/cases/{case_id}/pauses", "case.read", EVERYONE, CASE),
    # C2: loans that mature in a month
    Rule("GET", "/v1/maturing-loans", "maturing_loan.read", EVERYONE),
    # C7, C8: contacts and promises
    Rule("GET", "/v1/cases/{case_id}/contacts", "contact.read", EVERYONE, CASE),
    Rule("POST", "/v1/cases/{case_id}/contacts", "contact.make", COLLECTING, CASE),
    Rule("GET", "/v1/contacts/{contact_id}", "contact.read", EVERYONE, within("contact")),
    Rule("GET", "/v1/cases/{case_id}/promises", "promise.read", EVERYONE, CASE),
    Rule("POST", "/v1/cases/{case_id}/promises", "promise.take", COLLECTING, CASE),
    Rule("GET", "/v1/promises/{promise_id}", "promise.read", EVERYONE, within("promise")),
    # C10: clocks, demand letters and their receipts
    Rule("GET", "/v1/clocks", "clock.read", EVERYONE),
    Rule("GET", "/v1/clocks/{clock_id}", "clock.read", EVERYONE, within("clock")),
    Rule("GET", "/v1/cases/{case_id}/demand-letters", "demand_letter.read", EVERYONE, CASE),
    Rule("POST", "/v1/cases/{case_id}/demand-letters", "demand_letter.write", COLLECTING, CASE),
    Rule("GET", "/v1/demand-letters/{letter_id}", "demand_letter.read", EVERYONE, LETTER),
    Rule("GET", "/v1/demand-letters/{letter_id}/document", "demand_letter.read", EVERYONE, LETTER),
    Rule("POST", "/v1/demand-letters/{letter_id}/receipts", "demand_letter.answer", COLLECTING, LETTER, key_required=True),
    # C1, C3: the worklist, and the news of each close
    Rule("GET", "/v1/tasks", "task.read", EVERYONE),
    Rule("GET", "/v1/tasks/{task_id}", "task.read", EVERYONE, TASK),
    Rule("POST", "/v1/tasks/{task_id}/complete", "task.complete", HOLDERS, TASK, key_required=True),
    Rule("GET", "/v1/notices", "notice.read", EVERYONE),
    # C5: the curve
    Rule("GET", "/v1/arrears-rates", "arrears_rate.read", EVERYONE),
    Rule("GET", "/v1/arrears-rates.svg", "arrears_rate.read", EVERYONE),
    Rule("GET", "/v1/arrears-alerts", "arrears_alert.read", EVERYONE),
    Rule("GET", "/v1/arrears-alerts/{alert_id}", "arrears_alert.read", EVERYONE, ALERT),
    Rule("GET", "/v1/arrears-alerts/{alert_id}/actions", "arrears_alert.read", EVERYONE, ALERT),
    Rule("POST", "/v1/arrears-alerts/{alert_id}/actions", "alert_action.add", HEADS, ALERT),
    Rule("GET", "/v1/arrears-alerts/{alert_id}/actions/{action_id}", "arrears_alert.read", EVERYONE, ALERT),
    Rule("POST", "/v1/arrears-alerts/{alert_id}/actions/{action_id}/complete", "alert_action.complete", HOLDERS, ALERT, key_required=True),
    # G6: looking back
    Rule("GET", "/v1/lessons", "lesson.read", EVERYONE),
    Rule("POST", "/v1/lessons", "lesson.learn", RECOVERING | APPROVERS),
    Rule("GET", "/v1/lessons/{lesson_id}", "lesson.read", EVERYONE, within("lesson")),
    Rule("GET", "/v1/cases/{case_id}/lessons", "lesson.read", EVERYONE, CASE),
    # C9: the daily close
    Rule("GET", "/v1/day-closes", "day_close.read", EVERYONE, BANKWIDE),
    Rule("POST", "/v1/day-closes", "day_close.request", CORE_BANKING, BANKWIDE),
    Rule("GET", "/v1/day-closes/{business_date}", "day_close.read", EVERYONE, BANKWIDE),
    Rule("GET", "/v1/day-closes/{business_date}/stream", "day_close.read", EVERYONE, BANKWIDE),
    Rule("POST", "/v1/day-closes/{business_date}/recompute", "recomputation.request", RISK, BANKWIDE, key_required=True),
    Rule("GET", "/v1/recomputations", "recomputation.read", EVERYONE, BANKWIDE),
    Rule("GET", "/v1/recomputations/{recomputation_id}", "recomputation.read", EVERYONE, BANKWIDE),
    Rule("GET", "/v1/recomputations/{recomputation_id}/stream", "recomputation.read", EVERYONE, BANKWIDE),
    Rule("GET", "/v1/recomputations/{recomputation_id}/differences", "recomputation.read", EVERYONE),
    # S1: the bank's own record, bank-wide
    Rule("GET", "/v1/repayment-records", "repayment_record.read", RECORD_READERS, BANKWIDE),
    Rule("GET", "/v1/repayment-records/{customer_ref}", "repayment_record.read", RECORD_READERS, BANKWIDE),
    # the figures that bank staff keep
    *policy_rules("/v1/policies/ladder", "ladder", RISK),
    *policy_rules("/v1/policies/buckets", "buckets", RISK),
    *policy_rules("/v1/policies/contact_rules", "contact_rules", RISK),
    *policy_rules("/v1/policies/benchmarks", "benchmarks", RISK),
    *policy_rules("/v1/policies/risk_classes", "risk_classes", RISK),
    *policy_rules("/v1/policies/accountability", "accountability", RISK),
    *policy_rules("/v1/policies/allocation", "allocation", RISK),
]  # fmt: skip
