"""`python -m deploy.demo.story [--zh] [--anew]`: tells the story on the running stack, or goes on with one cut off."""

import argparse
import os
import sys
import time

from chassis.errors import Text
from deploy.demo.desk import Desk, NobodyThere, Unexpected, address
from deploy.demo.loading import Memory
from deploy.demo.story import customer, gate, loan, project
from deploy.demo.story.book import Scene, Story
from deploy.demo.story.people import cast
from deploy.demo.story.telling import Teller, money
from deploy.local.data_directory import current


def main() -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m deploy.demo.story", description="The bank's main job, told.")
    parser.add_argument("--zh", action="store_true", help="in Chinese; so does a LANG that begins with zh")
    parser.add_argument("--anew", action="store_true", help="leave a story that was cut off, and begin another")
    options = parser.parse_args()
    memory = Memory(current().story)
    if options.anew:
        memory.forget()
    teller = Teller(options.zh or os.environ.get("LANG", "").startswith("zh"))
    story = Story(memory)
    desk = Desk(address(current().running()), f"story-{story.id}", language="zh-CN" if teller.chinese else "en")
    try:
        return _tell(Scene(story, teller, desk))
    except NobodyThere as nobody:
        print(f"{nobody}. Start the stack with `make run` in another terminal, then tell the story.", file=sys.stderr)
    except Unexpected as failure:
        print(f"\nThe story stops here: {failure}\nStarted again, it goes on from here.", file=sys.stderr)
    finally:
        desk.close()
    return 1


def _tell(scene: Scene) -> int:
    tell, story = scene.tell, scene.story
    began = time.monotonic()
    scene.desk.look()
    tell.title(Text("One story through four services", "一个故事，四个服务"), f"{story.id}, {story.today}")
    if story.is_resumed:
        tell.says(
            "(It was cut off before; what had happened stands, and it goes on.)",
            "（上次中断；已办理的保持不变，继续进行。）",
        )
    people = cast(story)
    customer.play(scene, people)
    gate.play(scene, people)
    loan.play(scene, people)
    project.play(scene)
    account = project.final(scene)
    total, expected = account["balances"]["total"], project.expected_total()
    is_right = total == expected and account["balances"]["held"] == "0.00"
    tell.chapter(Text("Where to look", "在哪里查看"))
    verdict = Text("what came in, less what was paid", "等于收入减去付款") if is_right else Text("WRONG", "金额不符")
    tell.fact(Text("on the account", "账户余额"), money(total), tell.word(verdict))
    tell.fact(Text("every route", "全部接口"), f"{scene.desk.url}/docs")
    tell.fact(Text("the account's entries", "账户分录"), f"{scene.desk.url}/escrow/v1/accounts/{account['id']}/entries")
    tell.fact(Text("who did what", "操作留痕"), f"{scene.desk.url}/escrow/v1/audit-events?resource={account['id']}")
    tell.says(
        "The last two ask who you are: fetch a token as `auditor` (the README shows how), and send it along.",
        "后两个地址需要登录：请以 auditor 身份获取令牌（方法见 README），随请求发送。",
    )
    tell.says(f"Told in {time.monotonic() - began:.0f} s.", f"用时 {time.monotonic() - began:.0f} 秒。")
    print()
    story.end()
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
