"""The API's codes in the words of the story: as they are in English, by their names in Chinese."""

from chassis.errors import Text

_CHINESE = {
    # risk classes of a loan
    "normal": "正常",
    "special_mention": "关注",
    "substandard": "次级",
    "doubtful": "可疑",
    "loss": "损失",
    # a case: its first step, and its end
    "borrower": "催收借款人",
    "open": "处理中",
    "cured": "已结清",
    # a payment
    "requested": "已申请",
    "reviewed": "已审核",
    "confirmed": "已核实",
    "paying": "付款中",
    "settled": "已支付",
}


def named(code: str) -> Text:
    """A code as a reader knows it; one without a Chinese name stands as it is."""
    return Text(code, _CHINESE.get(code, code))
