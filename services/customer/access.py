"""Who may do what in customer: each route's permission, roles and branch scope (domain O1-O4, T1-T11).

Sources: contract, section 2 (who does what) and section 6 (the routes).
"""

from chassis.access import BANKWIDE, EVERYONE, Rule, within
from chassis.imports import rules as import_rules
from chassis.policies import rules as policy_rules

MANAGER = {"account_manager"}
RISK = {"risk_officer"}
CORE_BANKING = {"system"}
HEAD_OFFICE = {"head_office"}
# Other services, and the issuer, ask where somebody works.
READERS = EVERYONE | {"service"}
NAMING_DEPUTIES = {"head_office", "city_branch", "branch_head"}
PARTING = {"personal_dept", "city_branch"}
RUNNING_TIERS = {"system", "head_office", "city_branch"}
KEYS = {"system", "head_office"}
PROPOSING = {"account_manager", "outlet_manager", "personal_dept"}
APPROVING = {"branch_head", "personal_dept", "city_branch"}
SERVING = {"account_manager", "outlet_manager", "personal_dept"}
SELLING = {"account_manager", "outlet_manager", "personal_dept", "branch_head"}
SHARING_OUT = {"outlet_manager", "personal_dept", "branch_head"}
OUTLETS = {"personal_dept", "city_branch", "head_office"}
COMPARING = {"head_office", "city_branch"}
PLANNING = {"personal_dept", "branch_head", "head_office", "city_branch"}
MARKETING = {"personal_dept", "head_office", "city_branch"}

CUSTOMER = within("customer")
MERGE = within("customer_merge")
OVERRIDE = within("tier_override")
VISIT = within("visit")
NEED = within("financing_need")
MAILING = within("mailing")
BOOKING = within("loan_booking")
OFFER = within("offer")
PARTNER = within("partner")
OUTLET_PRODUCTS = within("outlet_products")
LEAD = within("lead")
NOTE = within("market_note")
TARGET = within("target")
MARKET_SHARE = within("market_share")
NOTICE = within("notice")
SUPPORT = within("sub_branch_support")
OUTREACH = within("outreach")
PIPELINE = within("pipeline_project")
DEPUTY = within("deputy")

RULES = [
    # O1, O2: the organisation; the row policies show each their own node and what is below it
    Rule("GET", "/v1/organisation/nodes", "organisation.read", READERS),
    Rule("POST", "/v1/organisation/nodes", "organisation.open", HEAD_OFFICE),
    Rule("GET", "/v1/organisation/nodes/{code}", "organisation.read", READERS),
    Rule("GET", "/v1/organisation/staff", "organisation.read", READERS),
    Rule("POST", "/v1/organisation/staff", "organisation.engage", HEAD_OFFICE),
    Rule("GET", "/v1/organisation/staff/{sub}", "organisation.read", READERS),
    Rule("PATCH", "/v1/organisation/staff/{sub}", "organisation.change", HEAD_OFFICE),
    Rule("GET", "/v1/organisation/staff/{sub}/posts", "organisation.read", READERS),
    # O1, O4: deputies; what a token says, and whose older ones are refused
    Rule("GET", "/v1/organisation/deputies", "deputy.read", EVERYONE),
    Rule("POST", "/v1/organisation/deputies", "deputy.name", NAMING_DEPUTIES),
    Rule("GET", "/v1/organisation/deputies/{deputy_id}", "deputy.read", EVERYONE, DEPUTY),
    Rule("POST", "/v1/organisation/deputies/{deputy_id}/withdraw", "deputy.withdraw", NAMING_DEPUTIES, DEPUTY, key_required=True),
    Rule("GET", "/v1/organisation/sign-ins/{sub}", "sign_in.read", {"service"}, BANKWIDE),
    Rule("GET", "/v1/organisation/token-standing", "sign_in.read", {"service"}, BANKWIDE),
    # customers, their numbers masked; a search shows personal data by being answered, and is never kept
    Rule("GET", "/v1/customers", "customer.read", EVERYONE),
    Rule("POST", "/v1/customers", "customer.register", CORE_BANKING),
    Rule("POST", "/v1/customers/search", "customer.search", EVERYONE, kept=False),
    Rule("GET", "/v1/customers/{customer_id}", "customer.read", EVERYONE, CUSTOMER),
    Rule("POST", "/v1/customers/{customer_id}/reveal", "customer.reveal", MANAGER, CUSTOMER, kept=False),
    *import_rules("/v1/customer-imports", "customer_import", CORE_BANKING),
    # duplicates, and the key of personal data
    Rule("GET", "/v1/customer-merges", "customer_merge.read", EVERYONE),
    Rule("POST", "/v1/customer-merges", "customer_merge.make", PARTING),
    Rule("GET", "/v1/customer-merges/{customer_merge_id}", "customer_merge.read", EVERYONE, MERGE),
    Rule("POST", "/v1/customer-merges/{customer_merge_id}/undo", "customer_merge.undo", PARTING, MERGE, key_required=True),
    Rule("GET", "/v1/key-rotations", "key_rotation.read", KEYS | {"auditor"}, BANKWIDE),
    Rule("POST", "/v1/key-rotations", "key_rotation.request", KEYS, BANKWIDE),
    Rule("GET", "/v1/key-rotations/{rotation_id}", "key_rotation.read", KEYS | {"auditor"}, BANKWIDE),
    Rule("GET", "/v1/key-rotations/{rotation_id}/stream", "key_rotation.read", KEYS | {"auditor"}, BANKWIDE),
    # T1, T2: facts and tiers
    Rule("GET", "/v1/customers/{customer_id}/facts", "tier.read", EVERYONE, CUSTOMER),
    Rule("PUT", "/v1/customers/{customer_id}/facts", "facts.report", CORE_BANKING, CUSTOMER),
    *import_rules("/v1/facts-imports", "facts_import", CORE_BANKING),
    Rule("GET", "/v1/customers/{customer_id}/tier", "tier.read", EVERYONE, CUSTOMER),
    Rule("GET", "/v1/customers/{customer_id}/tier-history", "tier.read", EVERYONE, CUSTOMER),
    *policy_rules("/v1/policies", "policy", RISK),
    # T9: runs over the book, overrides, movement
    Rule("GET", "/v1/tier-runs", "tier_run.read", EVERYONE, BANKWIDE),
    Rule("POST", "/v1/tier-runs", "tier_run.request", RUNNING_TIERS, BANKWIDE),
    Rule("GET", "/v1/tier-runs/{run_id}", "tier_run.read", EVERYONE, BANKWIDE),
    Rule("GET", "/v1/tier-runs/{run_id}/stream", "tier_run.read", EVERYONE, BANKWIDE),
    Rule("GET", "/v1/tier-changes", "tier.read", READERS),
    Rule("GET", "/v1/tier-movements", "tier.read", EVERYONE),
    Rule("GET", "/v1/customers/{customer_id}/tier-overrides", "tier_override.read", EVERYONE, CUSTOMER),
    Rule("POST", "/v1/customers/{customer_id}/tier-overrides", "tier_override.propose", PROPOSING, CUSTOMER),
    Rule("GET", "/v1/tier-overrides/{tier_override_id}", "tier_override.read", EVERYONE, OVERRIDE),
    Rule("POST", "/v1/tier-overrides/{tier_override_id}/approve", "tier_override.approve", APPROVING, OVERRIDE, key_required=True),
    Rule("POST", "/v1/tier-overrides/{tier_override_id}/reject", "tier_override.reject", APPROVING, OVERRIDE, key_required=True),
    # T3: service by tier
    Rule("GET", "/v1/customers/{customer_id}/service-plan", "service_plan.read", EVERYONE, CUSTOMER),
    Rule("GET", "/v1/customers/{customer_id}/high-end-file", "service_plan.read", EVERYONE, CUSTOMER),
    Rule("GET", "/v1/visits", "visit.read", EVERYONE),
    Rule("GET", "/v1/visits/{visit_id}", "visit.read", EVERYONE, VISIT),
    Rule("POST", "/v1/visits/{visit_id}/complete", "visit.complete", SERVING, VISIT, key_required=True),
    Rule("GET", "/v1/needs", "need.read", EVERYONE),
    Rule("POST", "/v1/needs", "need.tell", SERVING),
    Rule("GET", "/v1/needs/{financing_need_id}", "need.read", EVERYONE, NEED),
    Rule("POST", "/v1/needs/{financing_need_id}/close", "need.close", SERVING, NEED, key_required=True),
    Rule("GET", "/v1/mailings", "mailing.read", EVERYONE),
    Rule("POST", "/v1/mailings", "mailing.send", MARKETING),
    Rule("GET", "/v1/mailings/{mailing_id}", "mailing.read", EVERYONE, MAILING),
    Rule("GET", "/v1/mailings/{mailing_id}/recipients", "mailing.read", EVERYONE, MAILING),
    *policy_rules("/v1/service-plan-policies", "service_plan_policy", RISK),
    # each loan brings X more (T4)
    Rule("GET", "/v1/loan-bookings", "loan_booking.read", EVERYONE),
    Rule("POST", "/v1/loan-bookings", "loan_booking.report", CORE_BANKING),
    Rule("GET", "/v1/loan-bookings/{loan_booking_id}", "loan_booking.read", EVERYONE, BOOKING),
    Rule("POST", "/v1/loan-bookings/{loan_booking_id}/return", "loan_booking.return", CORE_BANKING, BOOKING, key_required=True),
    Rule("GET", "/v1/customers/{customer_id}/offers", "offer.read", EVERYONE, CUSTOMER),
    Rule("GET", "/v1/offers/{offer_id}", "offer.read", EVERYONE, OFFER),
    Rule("POST", "/v1/offers/{offer_id}/respond", "offer.respond", SERVING, OFFER, key_required=True),
    Rule("GET", "/v1/cross-sell-results", "cross_sell.read", EVERYONE),
    *policy_rules("/v1/cross-sell-policies", "cross_sell_policy", RISK),
    # T5: partners, leads and what comes with them
    Rule("GET", "/v1/partners", "partner.read", EVERYONE),
    Rule("POST", "/v1/partners", "partner.enter", {"personal_dept"}),
    Rule("GET", "/v1/partners/{partner_id}", "partner.read", EVERYONE, PARTNER),
    Rule("POST", "/v1/partners/{partner_id}/close", "partner.close", {"personal_dept"}, PARTNER, key_required=True),
    Rule("GET", "/v1/outlet-products", "outlet_products.read", EVERYONE),
    Rule("POST", "/v1/outlet-products", "outlet_products.set", OUTLETS),
    Rule("GET", "/v1/outlet-products/{outlet_products_id}", "outlet_products.read", EVERYONE, OUTLET_PRODUCTS),
    Rule("GET", "/v1/leads", "lead.read", EVERYONE),
    Rule("POST", "/v1/leads", "lead.enter", SERVING),
    Rule("GET", "/v1/leads/{lead_id}", "lead.read", EVERYONE, LEAD),
    Rule("GET", "/v1/leads/{lead_id}/steps", "lead.read", EVERYONE, LEAD),
    Rule("POST", "/v1/leads/{lead_id}/assign", "lead.assign", SHARING_OUT, LEAD),
    Rule("POST", "/v1/leads/{lead_id}/contact", "lead.contact", SELLING, LEAD),
    Rule("POST", "/v1/leads/{lead_id}/convert", "lead.convert", SELLING, LEAD),
    Rule("POST", "/v1/leads/{lead_id}/lose", "lead.lose", SELLING, LEAD),
    Rule("POST", "/v1/leads/{lead_id}/reveal", "lead.reveal", MANAGER, LEAD, kept=False),
    Rule("GET", "/v1/lead-ageing", "lead.read", EVERYONE),
    Rule("GET", "/v1/market-notes", "market_note.read", EVERYONE),
    Rule("POST", "/v1/market-notes", "market_note.write", SERVING),
    Rule("GET", "/v1/market-notes/{market_note_id}", "market_note.read", EVERYONE, NOTE),
    *policy_rules("/v1/channel-policies", "channel_policy", RISK),
    # T6, T7: results compared; rankings and bulletins are circulated to the whole bank
    Rule("GET", "/v1/targets", "target.read", EVERYONE),
    Rule("POST", "/v1/targets", "target.set", COMPARING),
    Rule("GET", "/v1/targets/{target_id}", "target.read", EVERYONE, TARGET),
    Rule("GET", "/v1/market-shares", "market_share.read", EVERYONE),
    Rule("POST", "/v1/market-shares", "market_share.report", COMPARING),
    Rule("GET", "/v1/market-shares/{market_share_id}", "market_share.read", EVERYONE, MARKET_SHARE),
    Rule("GET", "/v1/rankings", "ranking.read", EVERYONE, BANKWIDE),
    Rule("POST", "/v1/rankings", "ranking.freeze", COMPARING, BANKWIDE),
    Rule("GET", "/v1/rankings/{ranking_id}", "ranking.read", EVERYONE, BANKWIDE),
    Rule("GET", "/v1/rankings/{ranking_id}/paper", "ranking.read", EVERYONE, BANKWIDE),
    Rule("GET", "/v1/rankings/{ranking_id}/recomputation", "ranking.recompute", COMPARING | {"auditor"}, BANKWIDE),
    Rule("GET", "/v1/bulletins", "bulletin.read", EVERYONE, BANKWIDE),
    Rule("POST", "/v1/bulletins", "bulletin.freeze", COMPARING, BANKWIDE),
    Rule("GET", "/v1/bulletins/{bulletin_id}", "bulletin.read", EVERYONE, BANKWIDE),
    Rule("GET", "/v1/bulletins/{bulletin_id}/paper", "bulletin.read", EVERYONE, BANKWIDE),
    Rule("GET", "/v1/notices", "notice.read", EVERYONE),
    Rule("GET", "/v1/notices/{notice_id}", "notice.read", EVERYONE, NOTICE),
    Rule("GET", "/v1/notices/{notice_id}/paper", "notice.read", EVERYONE, NOTICE),
    Rule("POST", "/v1/notices/{notice_id}/acknowledge", "notice.acknowledge", {"branch_head"}, NOTICE),
    Rule("GET", "/v1/product-grades", "product_grade.read", EVERYONE, BANKWIDE),
    Rule("GET", "/v1/key-sub-branches", "support.read", EVERYONE),
    Rule("POST", "/v1/key-sub-branches", "support.name", COMPARING),
    Rule("GET", "/v1/key-sub-branches/{sub_branch_support_id}", "support.read", EVERYONE, SUPPORT),
    Rule("POST", "/v1/key-sub-branches/{sub_branch_support_id}/withdraw", "support.withdraw", COMPARING, SUPPORT, key_required=True),
    *policy_rules("/v1/performance-policies", "performance_policy", RISK),
    # T8: rounds go to the whole bank, answers are read by the levels above
    Rule("GET", "/v1/research-rounds", "research_round.read", EVERYONE, BANKWIDE),
    Rule("POST", "/v1/research-rounds", "research_round.send_out", COMPARING, BANKWIDE),
    Rule("GET", "/v1/research-rounds/{research_round_id}", "research_round.read", EVERYONE, BANKWIDE),
    Rule("POST", "/v1/research-rounds/{research_round_id}/close", "research_round.close", COMPARING, key_required=True),
    Rule("GET", "/v1/research-rounds/{research_round_id}/answers", "research_answer.read", EVERYONE),
    Rule("POST", "/v1/research-rounds/{research_round_id}/answers", "research_answer.give", {"personal_dept", "branch_head"}),
    # T10: corporate business pulls personal business
    Rule("GET", "/v1/project-pipeline", "pipeline_project.read", EVERYONE),
    Rule("POST", "/v1/project-pipeline", "pipeline_project.enter", {"corporate_dept"}),
    Rule("GET", "/v1/project-pipeline/{pipeline_project_id}", "pipeline_project.read", EVERYONE, PIPELINE),
    Rule("POST", "/v1/project-pipeline/{pipeline_project_id}/advance", "pipeline_project.advance", {"corporate_dept"}, PIPELINE),
    Rule("POST", "/v1/project-pipeline/{pipeline_project_id}/report-sales", "pipeline_project.report-sales", {"corporate_dept", "personal_dept", "outlet_manager"}, PIPELINE),
    Rule("POST", "/v1/project-pipeline/{pipeline_project_id}/link", "pipeline_project.link", {"corporate_dept"}, PIPELINE),
    Rule("GET", "/v1/project-pipeline/{pipeline_project_id}/supervision", "pipeline_project.read", EVERYONE, PIPELINE),
    Rule("GET", "/v1/project-pipeline/{pipeline_project_id}/sales", "pipeline_project.read", EVERYONE, PIPELINE),
    # T11: trainings of managers, and campaigns
    *(
        rule
        for kind in ("training", "campaign")
        for rule in (
            Rule("GET", f"/v1/{kind}s", f"{kind}.read", EVERYONE),
            Rule("POST", f"/v1/{kind}s", f"{kind}.plan", PLANNING),
            Rule("GET", f"/v1/{kind}s/{{outreach_id}}", f"{kind}.read", EVERYONE, OUTREACH),
            Rule("POST", f"/v1/{kind}s/{{outreach_id}}/hold", f"{kind}.hold", PLANNING, OUTREACH),
            Rule("POST", f"/v1/{kind}s/{{outreach_id}}/cancel", f"{kind}.cancel", PLANNING, OUTREACH, key_required=True),
            Rule("GET", f"/v1/{kind}s/{{outreach_id}}/results", f"{kind}.read", EVERYONE, OUTREACH),
        )
    ),
]  # fmt: skip
