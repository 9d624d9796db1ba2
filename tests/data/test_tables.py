"""Tables: read exactly, refused by name, and admissions where no public address has them."""

import numpy as np
import pytest

from aiclass import data
from aiclass.data import _admissions
from aiclass.data._csv import parse_csv
from aiclass.data._recipe import Place

PLACE = Place(shown="표.csv", todo="다시 복사해 주세요.")
COLUMNS = ("번호", "점수 ")
FILE = "Admission_Predict.csv"


def parse(text, rows=2):
    return parse_csv(text.encode(), PLACE, columns=COLUMNS, rows=rows)


@pytest.fixture
def table_mirror(monkeypatch, tmp_path):
    """A mirror whose admissions file holds what a test puts there."""
    folder = tmp_path / "미러" / "admissions"
    folder.mkdir(parents=True)
    monkeypatch.setenv("AICLASS_DATA_MIRROR", str(folder.parent))
    return folder


class TestCsv:
    @pytest.mark.parametrize("end", ["", "\n", "\r\n"])
    def test_numbers_are_read_whatever_ends_the_lines(self, end):
        newline = end or "\n"
        assert parse(newline.join(["번호,점수 ", "1,0.5", "2,7"]) + end).tolist() == [[1, 0.5], [2, 7]]

    @pytest.mark.parametrize(
        ("text", "code", "says"),
        [
            ("번호,점수\n1,2\n3,4\n", "DA-51", "기대한 이름: '번호', '점수 '. 나온 이름: '번호', '점수'."),
            ("", "DA-51", "나온 이름: ."),
            ("번호,점수 \n1,2\n3\n", "DA-52", "줄: 3. 기대한 칸: 2개, 나온 칸: 1개"),
            ("번호,점수 \n1,높음\n3,4\n", "DA-53", "줄: 2. 열: '점수 '. 나온 값: '높음'"),
            ("번호,점수 \n1,2\n", "DA-54", "기대한 행: 2개, 나온 행: 1개"),
            ("번호,점수 \n", "DA-54", "나온 행: 0개"),
        ],
    )
    def test_each_fault_is_named_with_its_place(self, text, code, says):
        with pytest.raises(data.BadFileError) as caught:
            parse(text)
        assert caught.value.code == code
        assert says in str(caught.value)
        assert "파일: 표.csv" in str(caught.value)
        assert "다시 복사해 주세요." in str(caught.value)

    def test_a_file_saved_in_another_encoding_is_named(self):
        with pytest.raises(data.BadFileError, match=r"UTF-8이 아닙니다.*0번째 바이트.*\[DA-50\]"):
            parse_csv("번호,점수 \n1,2\n".encode("cp949"), PLACE, columns=COLUMNS, rows=1)


@pytest.mark.usefixtures("offline")
class TestNowhereToAsk:
    def test_twin_answers_and_names_no_download(self, capsys):
        loaded = data.load("admissions")
        assert (loaded.twin, loaded.source) == (True, "admissions-synthetic (aiclass)")
        (said,) = capsys.readouterr().out.splitlines()
        assert said.endswith("[DA-29]")
        assert "aiclass data get" not in said
        assert "AICLASS_DATA_MIRROR" in said

    def test_insisting_names_the_file_and_the_way_out(self):
        with pytest.raises(
            data.UnreachableError, match=r"admissions/Admission_Predict\.csv.*MIRROR.*\[DA-45\]$"
        ):
            data.load("admissions", twin=False)

    def test_a_mirror_without_the_file_promises_no_download(self, table_mirror):
        with pytest.raises(data.MissingFileError, match=rf"{FILE}.*미러에 복사.*\[DA-44\]$") as caught:
            data.load("admissions", twin=False)
        assert "aiclass data get" not in str(caught.value)

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "DA-11"),
            (b"<!DOCTYPE html><title>Login</title>", "DA-27"),
            (b"a,b\n1,2\n", "DA-51"),
            (b"x" * 200_000, "DA-14"),
            (",".join(_admissions.COLUMNS).encode() + b"\n" + b"1,2,3,4,5,6,7,8,9\n" * 400, "DA-13"),
        ],
    )
    def test_wrong_bytes_are_named_and_not_kept(self, table_mirror, cache, content, code):
        (table_mirror / FILE).write_bytes(content)
        with pytest.raises(data.BadFileError) as caught:
            data.load("admissions", twin=False)
        assert caught.value.code == code
        assert not list(cache.rglob("*.csv"))


@pytest.mark.real_data
class TestRealFile:
    def test_is_kept_as_it_came_and_read_from_there(self, real_mirror, monkeypatch, cache):
        monkeypatch.setenv("AICLASS_DATA_MIRROR", str(real_mirror))
        first = data.load("admissions", twin=False)
        assert (cache / "admissions" / FILE).read_bytes() == (real_mirror / "admissions" / FILE).read_bytes()
        monkeypatch.delenv("AICLASS_DATA_MIRROR")
        again = data.load("admissions", twin=False)
        assert (first.source, again.source) == ("admissions (미러)", "admissions (캐시)")
        np.testing.assert_array_equal(first.train.features, again.train.features)
