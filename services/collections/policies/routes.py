"""The figures that bank staff keep, over HTTP: policies like every other."""

from chassis import policies
from services.collections.policies.actions import (
    ACCOUNTABILITY,
    ALLOCATION,
    BENCHMARKS,
    BUCKETS,
    CONTACT_RULES,
    LADDER,
    RISK_CLASSES,
    require_sound_allocation,
    require_sound_buckets,
    require_sound_classes,
    require_sound_hours,
    require_sound_ladder,
    require_sound_limits,
)
from services.collections.policies.schemas import (
    AccountabilityRules,
    AllocationRules,
    BenchmarkRules,
    BucketRules,
    ClassRules,
    ContactRules,
    LadderRules,
)

ROUTERS = [
    policies.router("/v1/policies/ladder", LADDER, LadderRules, check=require_sound_ladder),
    policies.router("/v1/policies/buckets", BUCKETS, BucketRules, check=require_sound_buckets),
    policies.router("/v1/policies/contact_rules", CONTACT_RULES, ContactRules, check=require_sound_hours),
    policies.router("/v1/policies/benchmarks", BENCHMARKS, BenchmarkRules, check=require_sound_limits),
    policies.router("/v1/policies/risk_classes", RISK_CLASSES, ClassRules, check=require_sound_classes),
    policies.router("/v1/policies/accountability", ACCOUNTABILITY, AccountabilityRules),
    policies.router("/v1/policies/allocation", ALLOCATION, AllocationRules, check=require_sound_allocation),
]
