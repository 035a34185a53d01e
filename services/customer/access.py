"""Who may do what in customer: each route's permission, roles and branch scope (domain O1-O3, T1, T2).

Sources: contract, section 2 (who does what) and section 6 (the routes).
"""

from chassis.access import EVERYONE, Rule, within
from chassis.imports import rules as import_rules
from chassis.policies import rules as policy_rules

MANAGER = {"account_manager"}
RISK = {"risk_officer"}
CORE_BANKING = {"system"}
HEAD_OFFICE = {"head_office"}
# Other services, and the development identity, ask where somebody works.
READERS = EVERYONE | {"service"}

CUSTOMER = within("customer")

RULES = [
    # O1, O2: the organisation; the row policies show each their own node and what is below it
    Rule("GET", "/v1/organisation/nodes", "organisation.read", READERS),
    Rule("POST", "/v1/organisation/nodes", "organisation.open", HEAD_OFFICE),
    Rule("GET", "/v1/organisation/nodes/{code}", "organisation.read", READERS),
    Rule("GET", "/v1/organisation/staff", "organisation.read", READERS),
    Rule("POST", "/v1/organisation/staff", "organisation.engage", HEAD_OFFICE),
    Rule("GET", "/v1/organisation/staff/{sub}", "organisation.read", READERS),
    Rule("PATCH", "/v1/organisation/staff/{sub}", "organisation.change", HEAD_OFFICE),
    # customers, their numbers masked; a search shows personal data by being answered, and is never kept
    Rule("GET", "/v1/customers", "customer.read", EVERYONE),
    Rule("POST", "/v1/customers", "customer.register", CORE_BANKING),
    Rule("POST", "/v1/customers/search", "customer.search", EVERYONE, kept=False),
    Rule("GET", "/v1/customers/{customer_id}", "customer.read", EVERYONE, CUSTOMER),
    Rule("POST", "/v1/customers/{customer_id}/reveal", "customer.reveal", MANAGER, CUSTOMER, kept=False),
    *import_rules("/v1/customer-imports", "customer_import", CORE_BANKING),
    # T1, T2: facts and tiers
    Rule("GET", "/v1/customers/{customer_id}/facts", "tier.read", EVERYONE, CUSTOMER),
    Rule("PUT", "/v1/customers/{customer_id}/facts", "facts.report", CORE_BANKING, CUSTOMER),
    Rule("GET", "/v1/customers/{customer_id}/tier", "tier.read", EVERYONE, CUSTOMER),
    Rule("GET", "/v1/customers/{customer_id}/tier-history", "tier.read", EVERYONE, CUSTOMER),
    *policy_rules("/v1/policies", "policy", RISK),
]  # fmt: skip
