"""The register (台账) that is kept for each project: its headings, in English and Chinese (domain E7)."""

from chassis.errors import Text

TITLE = Text("Supervision ledger", "商品房预售资金监管台账")
YUAN = Text("Amounts in yuan", "单位：元")
AS_OF = Text("As of", "截止日期")
PREPARED = Text("Prepared by", "制表")
CHECKED = Text("Checked by", "复核")
SHEETS = (Text("Summary", "台账汇总"), Text("Entries", "收支明细"))

# The summary's blocks, as an officer reads them: each a heading, and (field, label) in their order.
BLOCKS: tuple[tuple[str, Text, tuple[tuple[str, Text], ...]], ...] = (
    (
        "project",
        Text("Project", "项目情况"),
        (
            ("name", Text("Project", "项目名称")),
            ("developer", Text("Developer", "开发企业")),
            ("uscc", Text("Credit code", "统一社会信用代码")),
            ("account_no", Text("Supervised account", "监管专户账号")),
            ("regime", Text("Regime", "监管等级")),
            ("state", Text("State", "项目状态")),
            ("agreement_signed_on", Text("Agreement signed on", "协议签署日期")),
            ("supervised_amount", Text("Supervised amount", "监管额度")),
            ("large_withdrawal_limit", Text("Large-withdrawal limit", "大额用款限额")),
        ),
    ),
    (
        "balances",
        Text("Supervised account", "监管专户资金"),
        (
            ("received", Text("Received in all", "累计入账")),
            ("paid", Text("Paid out in all", "累计支出")),
            ("returned", Text("Come back in all", "累计退回")),
            ("total", Text("Balance", "账户余额")),
            ("retained", Text("To be retained", "应留存额")),
            ("suspense", Text("Waiting for a unit", "待查款项")),
        ),
    ),
    (
        "sales",
        Text("Sales and proceeds", "销售与售房款"),
        (
            ("units_filed", Text("Units on file as sold", "已备案套数")),
            ("price_filed", Text("Their price", "备案总价")),
            ("filings_cancelled", Text("Filings cancelled", "撤销备案套数")),
            ("mortgages", Text("Mortgages made", "按揭笔数")),
            ("mortgage_amount", Text("Their amount", "按揭金额")),
            ("fund_loans", Text("Provident-fund loans", "公积金贷款笔数")),
            ("fund_loan_amount", Text("Their amount", "公积金贷款金额")),
            ("refunded", Text("Refunded to buyers", "已退买受人")),
            ("reconciled_through", Text("Reconciled and signed through", "已核对签署至")),
        ),
    ),
    (
        "works",
        Text("Works", "工程进度"),
        (
            ("progress_status", Text("Site reports", "现场报告")),
            ("progress_percent", Text("Confirmed progress, per cent", "确认进度（%）")),
            ("milestones_confirmed", Text("Milestones confirmed", "已确认节点")),
        ),
    ),
    (
        "deposit",
        Text("Guarantee deposit", "保证金"),
        (
            ("rate", Text("Rate", "比例")),
            ("outstanding", Text("Unregistered mortgages", "未登记按揭余额")),
            ("required", Text("Required", "应缴")),
            ("paid", Text("Paid", "已缴余额")),
            ("shortfall", Text("Short", "差额")),
        ),
    ),
)

COLUMNS: tuple[tuple[str, Text], ...] = (
    ("number", Text("No.", "序号")),
    ("value_date", Text("Date", "日期")),
    ("kind", Text("Entry", "摘要")),
    ("category", Text("Source or use", "来源/用途")),
    ("unit_no", Text("Unit", "房号")),
    ("counterparty", Text("Counterparty", "对方户名")),
    ("reference", Text("Reference", "凭证号")),
    ("money_in", Text("In", "收入")),
    ("money_out", Text("Out", "支出")),
    ("balance", Text("Balance", "余额")),
)

WORDS: dict[str, Text] = {
    "receive": Text("Received", "入账"),
    "pay": Text("Paid", "支出"),
    "return": Text("Came back", "退回"),
    "down_payment": Text("Down payment", "首付款"),
    "mortgage": Text("Mortgage", "按揭贷款"),
    "provident_fund": Text("Provident fund", "公积金贷款"),
    "development_loan": Text("Development loan", "开发贷款"),
    "developer_funds": Text("Developer's funds", "企业自有资金"),
    "other": Text("Other", "其他"),
    "construction": Text("Construction", "建筑工程"),
    "equipment": Text("Equipment", "设备采购"),
    "design": Text("Design", "设计"),
    "wages": Text("Wages", "工资"),
    "tax": Text("Tax", "税费"),
    "management": Text("Management", "管理费用"),
    "marketing": Text("Marketing", "营销费用"),
    "loan_repayment": Text("Loan repayment", "偿还贷款"),
    "refund": Text("Refund to a buyer", "退购房款"),
    "standard": Text("standard", "标准"),
    "enhanced": Text("enhanced", "加强"),
    "light": Text("light", "简化"),
    "proposed": Text("proposed", "已申报"),
    "assessed": Text("assessed", "已评估"),
    "agreed": Text("agreed", "已签约"),
    "supervised": Text("supervised", "监管中"),
    "closed": Text("closed", "已结束"),
    "declined": Text("declined", "已否决"),
    "confirmed": Text("confirmed", "已确认"),
    "disputed": Text("disputed", "存在分歧"),
    "missing": Text("missing", "缺少报告"),
}


def word(value: str, chinese: bool) -> str:
    """One of our own words in the reader's language; what is none of them as it is."""
    found = WORDS.get(value)
    return value if found is None else said(found, chinese)


def said(text: Text, chinese: bool) -> str:
    """A text in the reader's language."""
    return text.zh if chinese else text.en


def harmless(text: str) -> str:
    """A cell of a text file that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
