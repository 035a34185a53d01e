"""What somebody must look at: opened by what was found, acknowledged by a person, lifted when it is cured (E2, E5)."""

from typing import Literal, get_args

from chassis.errors import Text
from chassis.states import Moves

# `lift` is nobody's verb: what opened an alert lifts it, once it is no longer so.
MOVES = Moves({"open": {"acknowledge": "acknowledged", "lift": "lifted"}, "acknowledged": {"lift": "lifted"}})

AlertKind = Literal[
    "PROCEEDS_SHORT",
    "PROCEEDS_MISSING",
    "PROCEEDS_OVER",
    "PROCEEDS_UNFILED",
    "PROCEEDS_MISDIRECTED",
    "MORTGAGES_LEAKING",
    "DEPOSIT_LATE",
    "BALANCE_DIFFERS",
    "CALENDAR_PROVISIONAL",
]

TITLES: dict[str, Text] = {
    "PROCEEDS_SHORT": Text("Sale proceeds arrived only in part", "部分售房款未足额入账"),
    "PROCEEDS_MISSING": Text("Units were sold and nothing arrived", "已售房屋未收到售房款"),
    "PROCEEDS_OVER": Text("More arrived than the sales are worth", "入账金额超过售房应收款"),
    "PROCEEDS_UNFILED": Text("Proceeds of units that are not on file as sold", "收到未备案房屋的售房款"),
    "PROCEEDS_MISDIRECTED": Text("Sale proceeds went elsewhere", "售房款流向监管专户以外"),
    "MORTGAGES_LEAKING": Text("Mortgages on this project are lent by others", "本项目按揭贷款流失至他行"),
    "DEPOSIT_LATE": Text("The guarantee deposit is late", "保证金逾期未缴足"),
    "BALANCE_DIFFERS": Text("The account differs from core banking's books", "专户余额与核心系统不符"),
    "CALENDAR_PROVISIONAL": Text(
        "The year's working days are not loaded: due dates are provisional", "当年工作日历未加载，到期日为暂定"
    ),
}
assert set(TITLES) == set(get_args(AlertKind))
