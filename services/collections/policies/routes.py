"""The ladder and the buckets over HTTP: policies like every other."""

from chassis import policies
from services.collections.policies.actions import BUCKETS, LADDER, require_sound_buckets, require_sound_ladder
from services.collections.policies.schemas import BucketRules, LadderRules

ROUTERS = [
    policies.router("/v1/policies/ladder", LADDER, LadderRules, check=require_sound_ladder),
    policies.router("/v1/policies/buckets", BUCKETS, BucketRules, check=require_sound_buckets),
]
