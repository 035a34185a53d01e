"""The ladder, the buckets and the risk classes over HTTP: policies like every other."""

from chassis import policies
from services.collections.policies.actions import (
    ACCOUNTABILITY,
    BUCKETS,
    LADDER,
    RISK_CLASSES,
    require_sound_buckets,
    require_sound_classes,
    require_sound_ladder,
)
from services.collections.policies.schemas import AccountabilityRules, BucketRules, ClassRules, LadderRules

ROUTERS = [
    policies.router("/v1/policies/ladder", LADDER, LadderRules, check=require_sound_ladder),
    policies.router("/v1/policies/buckets", BUCKETS, BucketRules, check=require_sound_buckets),
    policies.router("/v1/policies/risk_classes", RISK_CLASSES, ClassRules, check=require_sound_classes),
    policies.router("/v1/policies/accountability", ACCOUNTABILITY, AccountabilityRules),
]
