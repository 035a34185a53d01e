"""Documents over HTTP (domain E6)."""

import asyncio
import hashlib
import uuid
from typing import Any

import asyncpg
import httpx2 as httpx

from tests.support.building import reference
from tests.support.identities import claims_of, token
from tests.support.running import Running, Staff

MANAGER = "ls-manager-1"


def form(content: bytes, boundary: str, file_name: str = "proof.txt", extra: str = "") -> tuple[bytes, str]:
    """A multipart body written by hand, and its content type: what differs between clients is up to the caller."""
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{file_name}"\r\n{extra}\r\n'
    return head.encode() + content + f"\r\n--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def upload(
    staff: Staff, content: bytes, *, key: str | None = None, name: str = "proof.txt", **more: Any
) -> httpx.Response:
    """Upload a document as an ordinary client does."""
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    files = {"file": (name, content, more.pop("media_type", "text/plain"))}
    return staff.send("POST", "/v1/documents", files=files, headers=headers, **more)


def faults_of(answer: httpx.Response) -> set[tuple[str, str]]:
    """Pointers and codes of a refused input."""
    assert answer.status_code == 422, answer.text
    return {(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]}


def test_a_document_is_known_by_its_digest_size_name_and_type(escrow: Running) -> None:
    manager, content = escrow.staff(MANAGER), reference("contract").encode()

    made = upload(manager, content, name="施工合同.pdf", media_type="application/pdf").json()

    assert made["sha256"] == hashlib.sha256(content).hexdigest()
    assert (made["file_name"], made["media_type"], made["size_bytes"]) == (
        "施工合同.pdf",
        "application/pdf",
        len(content),
    )
    assert manager.see(f"/v1/documents/{made['id']}") == made
    assert manager.see("/v1/documents", limit=1)["items"] == [made]


def test_the_content_is_handed_out_to_be_saved_and_never_shown(escrow: Running) -> None:
    manager, content = escrow.staff(MANAGER), b"<script>alert(1)</script>"
    pdf = upload(manager, content, name="合同.pdf", media_type="application/pdf").json()["id"]
    page = upload(manager, content, name="page.html", media_type="text/html").json()["id"]

    shown = manager.send("GET", f"/v1/documents/{pdf}/content")
    hidden = manager.send("GET", f"/v1/documents/{page}/content")

    assert shown.content == hidden.content == content
    assert shown.headers["content-type"] == "application/pdf"
    assert hidden.headers["content-type"] == "application/octet-stream"
    assert shown.headers["content-disposition"] == "attachment; filename*=UTF-8''%E5%90%88%E5%90%8C.pdf"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["etag"] == f'"{hashlib.sha256(content).hexdigest()}"'


def test_a_retry_with_another_boundary_gets_the_first_answer(escrow: Running) -> None:
    """Contract, section 1: for a file the body is its SHA-256."""
    manager, key, content = escrow.staff(MANAGER), str(uuid.uuid4()), reference("proof").encode()

    def attempt(body: bytes, content_type: str) -> httpx.Response:
        headers = {"Idempotency-Key": key, "Content-Type": content_type}
        return manager.send("POST", "/v1/documents", content=body, headers=headers)

    first = attempt(*form(content, "first-boundary"))
    again = attempt(*form(content, "another-boundary", extra="Content-Type: text/plain\r\n"))
    other = attempt(*form(content + b"!", "first-boundary"))
    renamed = attempt(*form(content, "first-boundary", file_name="other.txt"))

    assert first.status_code == 201
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert other.json()["code"] == renamed.json()["code"] == "IDEMPOTENCY_KEY_REUSED"


def test_the_same_content_is_stored_once_and_is_two_documents(escrow: Running) -> None:
    content = reference("twice").encode()
    first = upload(escrow.staff(MANAGER), content).json()
    second = upload(escrow.staff("sz-manager-1"), content).json()

    async def stored() -> int:
        connection = await asyncpg.connect(escrow.database.runtime_url)
        try:
            digest = hashlib.sha256(content).digest()
            return int(await connection.fetchval("SELECT count(*) FROM document_content WHERE sha256 = $1", digest))
        finally:
            await connection.close()

    assert first["sha256"] == second["sha256"]
    assert first["id"] != second["id"]
    assert asyncio.run(stored()) == 1


def test_an_empty_file_is_refused_by_name(escrow: Running) -> None:
    assert faults_of(upload(escrow.staff(MANAGER), b"")) == {("/file", "FILE_EMPTY")}


def test_only_one_file_and_nothing_else_is_accepted(escrow: Running) -> None:
    manager = escrow.staff(MANAGER)
    two = [("file", ("a.txt", b"a", "text/plain")), ("file", ("b.txt", b"b", "text/plain"))]

    assert faults_of(manager.send("POST", "/v1/documents", files=two)) == {("/file", "ONE_FILE_ONLY")}
    assert faults_of(upload(manager, b"a", data={"surprise": "1"})) == {("/surprise", "EXTRA_FORBIDDEN")}
    assert {pointer for pointer, _ in faults_of(manager.send("POST", "/v1/documents", files={"other": b"a"}))} == {
        "/file",
        "/other",
    }


def test_what_is_refused_is_refused_in_order(escrow: Running) -> None:
    """401, 403, 413/415, then 422 (contract, section 1)."""
    manager = escrow.staff(MANAGER)
    broken = {"Content-Type": "multipart/form-data; boundary=x", "Idempotency-Key": str(uuid.uuid4())}
    large = b"0" * (escrow.settings.upload_bytes_max + 1)

    assert escrow.client.post("/v1/documents", content=b"junk", headers=broken).status_code == 401
    assert upload(escrow.staff("ls-payments"), b"").status_code == 403
    assert upload(manager, large).status_code == 413
    assert manager.send("POST", "/v1/documents", json={"file": "x"}).status_code == 415
    assert manager.send("POST", "/v1/documents", content=b"junk", headers=broken).status_code == 422
    unbounded = {"Content-Type": "multipart/form-data", "Idempotency-Key": str(uuid.uuid4())}
    assert manager.send("POST", "/v1/documents", content=b"junk", headers=unbounded).status_code == 422


def test_a_dry_run_stores_nothing(escrow: Running) -> None:
    manager = escrow.staff(MANAGER)
    tried = upload(manager, b"tried", params={"dry_run": "true"})

    assert tried.status_code == 201
    manager.see(f"/v1/documents/{tried.json()['id']}", expect=404)


def test_another_sub_branch_does_not_find_the_document(escrow: Running) -> None:
    made = escrow.staff(MANAGER).document("ours")
    stranger = escrow.staff("sz-manager-1")

    stranger.see(f"/v1/documents/{made}", expect=404)
    assert stranger.send("GET", f"/v1/documents/{made}/content").status_code == 404
    assert made not in {item["id"] for item in stranger.see("/v1/documents", limit=200)["items"]}
    escrow.staff("auditor").see(f"/v1/documents/{made}")


def test_a_department_without_an_outlet_files_for_its_sub_branch(escrow: Running) -> None:
    """O1: its documents lie above the outlets, which therefore do not see them."""
    department = Staff(escrow.client, "ls-personal")
    department.headers = {"Authorization": f"Bearer {token(claims_of('ls-personal') | {'outlet': None})}"}

    made = department.document("foundation photo")

    escrow.staff(MANAGER).see(f"/v1/documents/{made}")
    escrow.staff("ls-outlet").see(f"/v1/documents/{made}", expect=404)


def test_an_upload_is_in_the_journal_without_its_name(escrow: Running) -> None:
    made = upload(escrow.staff(MANAGER), b"proof", name="wang-haiyan.txt").json()
    [event] = escrow.staff("auditor").see("/v1/audit-events", resource=made["id"])["items"]

    assert event["action"] == "document.upload"
    assert event["data"] == {"sha256": made["sha256"], "media_type": "text/plain", "size_bytes": 5}
