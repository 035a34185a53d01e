"""The examples of a document: its `sh` blocks are run, and a `text` block right after one is what it must print."""

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
ADDRESS = "http://127.0.0.1:8000"  # where the documents say that the bank is
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = "=== next example ==="


class Example(NamedTuple):
    """Commands, and what they print: `…` stands for anything. Expected is None where the document does not say."""

    commands: str
    expected: str | None


def examples(document: str) -> list[Example]:
    """The examples of a document, in their order."""
    text = (ROOT / document).read_text()
    found: list[Example] = []
    end = 0
    for block in _BLOCK.finditer(text):
        language, content = block.groups()
        if language == "sh":
            found.append(Example(content, None))
        elif language == "text" and found and not text[end : block.start()].strip():
            found[-1] = Example(found[-1].commands, content.strip())
        end = block.end()
    return found


def printed(document: str, url: str) -> list[str]:
    """What each example prints, all of them run in one shell against the bank at that address."""
    script = f"\necho; echo '{_MARK}'\n".join(example.commands for example in examples(document))
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script.replace(ADDRESS, url)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{document}: status {done.returncode}\n{done.stdout}\n{done.stderr}"
    return [part.strip() for part in done.stdout.split(_MARK)]


def agrees(output: str, expected: str | None) -> bool:
    """Whether an output is what the document says."""
    if expected is None:
        return True
    pattern = ".*".join(re.escape(part) for part in expected.split("…"))
    return re.fullmatch(pattern, output, re.DOTALL) is not None
