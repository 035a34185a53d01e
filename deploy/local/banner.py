"""What stands on the screen once the stack is ready: where everything is and who may sign in."""

from deploy.local.console import Console
from deploy.local.data_directory import DataDirectory

SIGN_INS = (
    ("head, city, auditor", "head office, city branch, auditor"),
    ("core-banking", "the bank's core system (role system)"),
    ("ls-manager-1, ls-manager-2", "account managers of sub-branch lanshan"),
    ("ls-corporate, ls-personal, ls-payments", "its departments"),
    ("ls-risk, ls-branch-head, ls-outlet", "risk officer, branch head, outlet manager"),
    ("ls-collector, ls-committee-1 … -3", "collections, credit committee"),
    ("sz-…", "the same people of sub-branch shizhong"),
)


def text(console: Console, url: str, data: DataDirectory, seconds: float) -> str:
    """The banner; `seconds` is how long the start took."""
    rows = [
        ("gateway", console.bold(url)),
        ("documentation", f"{url}/docs"),
        ("data", f"{data.root}"),
        ("logs", f"{data.logs}"),
        ("stop", "Ctrl-C here, or `make stop`"),
    ]
    width = max(len(names) for names, _ in SIGN_INS)
    token = f"curl -s {url}/oauth/token -d grant_type=password -d username=ls-manager-1 -d password=ls-manager-1"
    return "\n".join(
        [
            "",
            f"  {console.bold('Loanops is ready')} {console.dim(f'after {seconds:.1f} s')}",
            "",
            *(f"  {console.dim(f'{label:<14}')} {value}" for label, value in rows),
            "",
            f"  {console.bold('Sign in')} {console.dim('(development only: the password is the name)')}",
            *(f"    {names:<{width}}  {console.dim(what)}" for names, what in SIGN_INS),
            "",
            f"  {console.bold('Get a token')}",
            f"    {token}",
            "",
        ]
    )
