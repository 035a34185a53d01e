"""What counts as a document (domain E6)."""

import pytest

from chassis.ids import new_id
from services.escrow.documents.rules import plain_name, plain_type, reference_faults, type_to_serve


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("施工合同.pdf", "施工合同.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\scans\deed.pdf", "deed.pdf"),
        ("in\x00voice\r\n.pdf", "invoice.pdf"),
        ("exe.\u202efdp", "exe.fdp"),
        ("  two words.txt  ", "two words.txt"),
        ("..", "document"),
        ("a/", "document"),
        ("", "document"),
        (None, "document"),
    ],
)
def test_a_file_name_is_kept_without_path_or_misleading_characters(sent: str | None, kept: str) -> None:
    assert plain_name(sent) == kept


def test_a_long_file_name_keeps_its_ending() -> None:
    name = plain_name("长" * 300 + ".pdf")

    assert len(name) == 200
    assert name.endswith("长.pdf")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Application/PDF; version=1", "application/pdf"),
        ("text/html", "text/html"),
        ("not a type", "application/octet-stream"),
        ("text/plain\r\nX-Evil: 1", "application/octet-stream"),
        (None, "application/octet-stream"),
    ],
)
def test_a_media_type_is_kept_when_it_is_one(sent: str | None, kept: str) -> None:
    assert plain_type(sent) == kept


def test_only_types_that_a_browser_does_not_run_are_served_as_they_are() -> None:
    assert type_to_serve("application/pdf") == "application/pdf"
    assert {type_to_serve(kind) for kind in ("text/html", "image/svg+xml", "text/javascript")} == {
        "application/octet-stream"
    }


def test_each_unknown_and_each_repeated_reference_is_named_by_its_place() -> None:
    here, missing = new_id(), new_id()

    faults = reference_faults([here, missing, here], frozenset({here}), "/document_ids")

    assert [(fault.pointer, fault.code) for fault in faults] == [
        ("/document_ids/1", "UNKNOWN_DOCUMENT"),
        ("/document_ids/2", "DOCUMENT_REPEATED"),
    ]
