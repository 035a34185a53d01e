"""Clocks that the bank must not miss, and what a demand letter says (domain C10).

Limitation runs from the oldest unpaid due date, and anew from the day on which a demand was received, if that was
before it had run out. A guarantee runs from the loan's maturity; a demand that its guarantor received in time meets it,
and from the last such day limitation runs against the guarantor. The SQL twin is the function `keep_clocks`.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from html import escape
from typing import Literal

from chassis.errors import Refused, Text
from chassis.states import Moves

ClockKind = Literal["limitation", "guarantee", "guarantor_limitation"]
ClockState = Literal["running", "met", "expired", "ended"]
LetterState = Literal["sent", "received", "returned"]
LetterParty = Literal["borrower", "co_borrower", "guarantor"]
ReceiptKind = Literal["signed", "postal_receipt", "notarised", "public_notice", "undelivered"]

CLOCK_MOVES = Moves({"running": {"meet": "met", "expire": "expired", "end": "ended"}})
LETTER_MOVES = Moves({"sent": {"receive": "received", "return": "returned"}})

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "兆")


class NothingToDemand(Refused):
    code = "NOTHING_TO_DEMAND"
    title = Text("Nothing is overdue on this loan", "该贷款没有逾期款项")


class AnsweredOutOfTime(Refused):
    code = "ANSWERED_OUT_OF_TIME"
    title = Text("The receipt lies before the letter, or has not come yet", "回执日期早于发函日期或尚未到来")


@dataclass(frozen=True)
class Clock:
    """From when a period runs, when it runs out, and what it is at a close."""

    starts_on: date
    expires_on: date
    state: ClockState


def limitation(oldest_due_on: date, demands: Sequence[date], years: int, closed: date) -> Clock:
    """The limitation of the claim against the debtor: each demand counts that was received before it had run out."""
    starts = oldest_due_on
    for day in sorted(demands):
        if starts < day <= years_after(starts, years):
            starts = day
    expires = years_after(starts, years)
    return Clock(starts, expires, "expired" if expires < closed else "running")


def guarantee(matures_on: date, demands: Sequence[date], months: int, closed: date) -> Clock:
    """The period in which the guarantor must be demanded of."""
    expires = months_after(matures_on, months)
    if any(day <= expires for day in demands):
        return Clock(matures_on, expires, "met")
    return Clock(matures_on, expires, "expired" if expires < closed else "running")


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 28 February for a 29th that is not there."""
    return months_after(day, 12 * years)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def require_answer_in_time(sent_on: date, answered_on: date, *, is_ahead: bool) -> None:
    """Raises AnsweredOutOfTime."""
    if answered_on < sent_on or is_ahead:
        raise AnsweredOutOfTime


def in_capitals(amount: Decimal) -> str:
    """An amount as Chinese documents write it: 壹仟零伍元叁角整."""
    fen = int(amount * 100)
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    text = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif yuan and rest:
        text += "零"
    text += f"{_DIGITS[rest]}分" if rest else "整"
    return text if fen else "零元整"


def _whole(number: int) -> str:
    text, gap = "", False
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            gap = bool(text)
            continue
        if text and (gap or group < 1000):
            text += "零"
        text += _group(group) + _GROUPS[place]
        gap = False
    return text


def _group(number: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return text


@dataclass(frozen=True)
class Letter:
    """What a demand letter says: to whom, of which loan, how much, and by when."""

    number: str
    addressee: str
    party: LetterParty
    node: str
    loan_ref: str
    principal: Decimal
    as_of: date
    days_past_due: int
    overdue_principal: Decimal
    overdue_interest: Decimal
    penalty_due: Decimal
    pay_by: date
    sent_on: date

    @property
    def total(self) -> Decimal:
        """Everything that is demanded."""
        return self.overdue_principal + self.overdue_interest + self.penalty_due


_ROLE = {"borrower": "借款人", "co_borrower": "共同借款人", "guarantor": "保证人"}
_STYLE = (
    "@page{size:A4;margin:25mm 22mm}"
    "body{font-family:'Songti SC','SimSun','Noto Serif CJK SC',serif;font-size:15px;line-height:1.9;max-width:720px;"
    "margin:24px auto;color:#000}h1{text-align:center;font-size:24px;letter-spacing:6px}"
    "table{border-collapse:collapse;width:100%;margin:12px 0}"
    "td,th{border:1px solid #000;padding:4px 10px;text-align:left}"
    "td.sum{text-align:right}p{text-indent:2em;margin:8px 0}p.plain{text-indent:0}"
    ".sign{text-align:right;margin-top:32px;break-inside:avoid}"
    ".receipt{border-top:1px dashed #000;margin-top:36px;padding-top:12px;page-break-inside:avoid}"
    "@media print{body{margin:0}}"
)


def printed(letter: Letter) -> str:
    """The letter with its tear-off receipt, as one HTML page in Chinese that needs nothing else."""
    to, role = escape(letter.addressee), _ROLE[letter.party]
    claim = (
        "现要求您立即履行还款义务"
        if letter.party != "guarantor"
        else "您作为上述债务的保证人，现要求您依保证合同承担保证责任，立即代为清偿"
    )
    rows = "".join(
        f"<tr><th>{name}</th><td class='sum'>{amount:,.2f} 元</td></tr>"
        for name, amount in (
            ("逾期本金", letter.overdue_principal),
            ("逾期利息", letter.overdue_interest),
            ("罚息及复利", letter.penalty_due),
            ("合计", letter.total),
        )
    )
    return (
        "<!DOCTYPE html><html lang='zh-CN'><head><meta charset='utf-8'>"
        f"<title>逾期贷款催收通知书 {escape(letter.number)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>逾期贷款催收通知书</h1><p class='plain'>编号：{escape(letter.number)}</p>"
        f"<p class='plain'><strong>{to}</strong>（{role}）：</p>"
        f"<p>根据编号为 {escape(letter.loan_ref)} 的借款合同，贷款本金人民币 {letter.principal:,.2f} 元。截至 "
        f"{_day(letter.as_of)}，该笔贷款已逾期 {letter.days_past_due} 天，欠款如下：</p><table>{rows}</table>"
        f"<p>合计人民币（大写）：<strong>{in_capitals(letter.total)}</strong>。截至日后的利息、罚息及复利按合同约定另行计收。</p>"
        f"<p>{claim}，请于 <strong>{_day(letter.pay_by)}</strong> 前将上述款项足额存入还款账户。"
        "逾期仍未履行的，我行将依法采取包括提起诉讼在内的措施。本通知书同时构成对上述债权的主张，"
        "诉讼时效自您收到之日起重新计算。</p>"
        f"<div class='sign'>贷款银行：＿＿＿＿＿＿＿＿＿＿＿＿（盖章）<br>机构代码：{escape(letter.node)}<br>"
        f"{_day(letter.sent_on)}</div>"
        f"<div class='receipt'><h1>回　执</h1><p class='plain'>本人已收到编号为 {escape(letter.number)} "
        "的《逾期贷款催收通知书》，对所载债务无异议。</p>"
        f"<p class='plain'>{role}（签字）：＿＿＿＿＿＿＿＿　　证件号码：＿＿＿＿＿＿＿＿＿＿＿＿</p>"
        "<p class='plain'>签收日期：＿＿＿＿年＿＿月＿＿日</p></div></body></html>"
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def days_left(expires_on: date, on: date) -> int:
    """Days until a period runs out; below zero once it has."""
    return (expires_on - on) // timedelta(days=1)
