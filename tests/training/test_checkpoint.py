"""A run goes on from its checkpoint along the same curve, bit for bit, or says why it cannot."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from aiclass.models import MLP
from aiclass.training import CheckpointError, DivergenceError, Interrupted, _checkpoint, fit
from aiclass.training._checkpoint_file import LENGTH_BYTES, unpack

from .tiny_problem import RECIPE, TRAIN, VALIDATION, clusters, jitter, new_model, train_once

SCRIPT = Path(__file__).with_name("tiny_problem.py")
BATCHES = -(-len(TRAIN.labels) // RECIPE.batch_size)


@pytest.fixture(scope="module")
def uninterrupted():
    return train_once()


def interrupted_at(step, checkpoint, **options):
    """Train until Ctrl-C comes in the middle of a step, counted from 1."""
    steps = iter(range(1, 10**6))

    def press(inputs, generator):
        if next(steps) == step:
            signal.raise_signal(signal.SIGINT)
        return jitter(inputs, generator)

    with pytest.raises(Interrupted) as caught:
        train_once(checkpoint, augment=press, **options)
    return str(caught.value)


def position(checkpoint):
    """Return the number of steps that a checkpoint holds."""
    document = unpack(checkpoint.read_bytes(), checkpoint).document
    return len(document["epochs"]) * BATCHES + document["batch"]


def test_run_killed_at_random_moments_arrives_at_the_same_curve(tmp_path, uninterrupted):
    checkpoint, result = tmp_path / "run.safetensors", tmp_path / "curve.json"
    command = [sys.executable, str(SCRIPT), str(result), str(checkpoint)]
    moments = random.Random(0)
    for earliest in (5, 55):  # of 104 steps
        child = subprocess.Popen(command)
        until = earliest + moments.randrange(40)
        while not (checkpoint.exists() and position(checkpoint) >= until):
            assert child.poll() is None
            time.sleep(0.02 * moments.random())
        child.kill()
        assert child.wait() != 0
        assert position(checkpoint) < RECIPE.epochs * BATCHES
    subprocess.run(command, check=True)
    assert json.loads(result.read_text(encoding="utf-8")) == uninterrupted


@pytest.mark.parametrize("step", [1, 7, BATCHES, BATCHES + 1, 3 * BATCHES - 1])
def test_interrupted_run_goes_on_with_the_next_step(tmp_path, uninterrupted, step):
    checkpoint = tmp_path / "run.safetensors"
    text = interrupted_at(step, checkpoint)
    assert str(checkpoint) in text
    assert position(checkpoint) == step
    torch.manual_seed(99)
    assert train_once(checkpoint, model=new_model()) == uninterrupted


@pytest.mark.parametrize("optimizer", ["sgd", "adamw"])
def test_optimizer_goes_on_with_its_memory(tmp_path, optimizer):
    recipe = replace(RECIPE, optimizer=optimizer)
    interrupted_at(40, tmp_path / "run", recipe=recipe)
    assert train_once(tmp_path / "run", recipe=recipe) == train_once(recipe=recipe)


def test_interrupted_run_without_a_checkpoint_says_how_to_have_one():
    assert 'checkpoint="파일 이름"' in interrupted_at(3, None)


def test_ctrl_c_works_as_before_after_training():
    before = signal.getsignal(signal.SIGINT)
    train_once()
    assert signal.getsignal(signal.SIGINT) is before


def test_finished_run_is_read_instead_of_repeated(tmp_path, uninterrupted, capsys):
    train_once(tmp_path / "run")

    def refuse(inputs, generator):
        raise AssertionError("trained again")

    assert train_once(tmp_path / "run", augment=refuse) == uninterrupted


def test_resuming_is_said_in_korean(tmp_path, capsys):
    interrupted_at(BATCHES + 3, tmp_path / "run")
    fit(new_model(), TRAIN, VALIDATION, RECIPE, augment=jitter, checkpoint=tmp_path / "run")
    assert f"자리: 에포크 2/8, {BATCHES}스텝 가운데 3스텝을 마친 곳" in capsys.readouterr().out
    fit(new_model(), TRAIN, VALIDATION, RECIPE, augment=jitter, checkpoint=tmp_path / "run")
    assert "이미 끝난 훈련입니다" in capsys.readouterr().out


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    path = tmp_path_factory.mktemp("checkpoint") / "run.safetensors"
    train_once(path)
    return path.read_bytes()


def with_activation(activation):
    model = new_model()
    model[2] = activation()
    return model


def damage(change):
    """Return a parameter that is named by the function that damages."""
    return pytest.param(change, id=change.__name__)


def emptied(file):
    return b""


def cut_in_the_header(file):
    return file[:100]


def cut_in_the_tensors(file):
    return file[:-1]


def extended(file):
    return file + b"\0"


def with_one_bit_turned(file):
    return file[:-5] + bytes([file[-5] ^ 1]) + file[-4:]


def with_another_position(file):
    return file.replace(b'\\"batch\\": 0', b'\\"batch\\": 1')


def of_another_format(file):
    return file.replace(b'\\"format\\": 1', b'\\"format\\": 9')


def written_by_another_program(file):
    header = b'{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}'
    return len(header).to_bytes(LENGTH_BYTES, "little") + header + b"\0"


def pickled(file):
    import pickle

    return pickle.dumps({"model": 1})


@pytest.mark.parametrize(
    "change",
    [
        damage(each)
        for each in (
            emptied,
            cut_in_the_header,
            cut_in_the_tensors,
            extended,
            with_one_bit_turned,
            with_another_position,
            of_another_format,
            written_by_another_program,
            pickled,
        )
    ],
)
def test_damaged_file_is_refused_and_left_alone(tmp_path, finished, change):
    path = tmp_path / "run.safetensors"
    damaged = change(finished)
    assert damaged != finished
    path.write_bytes(damaged)
    with pytest.raises(CheckpointError, match="TR-20") as caught:
        train_once(path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == damaged


def test_every_cut_is_noticed(finished):
    for length in range(0, len(finished), 97):
        with pytest.raises(CheckpointError):
            unpack(finished[:length], "run")


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"learning_rate": 0.01}, ("learning_rate", "0.02", "0.01")),
        ({"epochs": 20}, ("epochs", "8", "20")),
        ({"seed": 5}, ("seed", "0", "5")),
    ],
)
def test_other_recipe_is_refused_with_the_first_difference(tmp_path, finished, change, shown):
    path = tmp_path / "run"
    path.write_bytes(finished)
    with pytest.raises(CheckpointError, match="TR-21") as caught:
        train_once(path, recipe=replace(RECIPE, **change))
    name, written, actual = shown
    assert f"다른 값: {name}\n  체크포인트에 적힌 값: {written}\n  지금 레시피의 값: {actual}\n" in str(
        caught.value
    )


@pytest.mark.parametrize(
    "model",
    [
        MLP((2, 4)),
        nn.Sequential(MLP((2, 16, 8)), nn.ReLU(), nn.Linear(8, 4)),
        with_activation(nn.Tanh),  # holds tensors of the same names and shapes
        new_model(dropout=0.1),
    ],
    ids=["MLP", "no normalisation", "other activation", "other dropout"],
)
def test_other_model_is_refused(tmp_path, finished, model):
    path = tmp_path / "run"
    path.write_bytes(finished)
    before = nn.utils.parameters_to_vector(model.parameters()).detach().clone()
    with pytest.raises(CheckpointError, match="TR-22"):
        train_once(path, model=model)
    assert torch.equal(nn.utils.parameters_to_vector(model.parameters()), before)


@pytest.mark.parametrize("parts", [(clusters(203, 3), VALIDATION), (TRAIN, clusters(60, 3)), (TRAIN, TRAIN)])
def test_other_data_is_refused(tmp_path, finished, parts):
    path = tmp_path / "run"
    path.write_bytes(finished)
    with pytest.raises(CheckpointError, match="TR-23"):
        fit(new_model(), *parts, RECIPE, checkpoint=path, progress=False)


def test_folder_in_place_of_the_file_is_refused(tmp_path):
    with pytest.raises(CheckpointError, match="TR-24"):
        train_once(tmp_path)


def refuse_to_train(inputs, generator):
    raise AssertionError("trained first")


def test_folder_that_cannot_be_written_to_is_told_before_the_first_step(tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(CheckpointError, match=r"(?s)위치: .*run.*운영 체제의 답: \w+.*\[TR-25\]"):
        train_once(tmp_path / "file" / "run", augment=refuse_to_train)


def test_full_disk_is_told_and_the_last_file_stays(tmp_path, monkeypatch):
    interrupted_at(BATCHES + 3, tmp_path / "run")
    before = (tmp_path / "run").read_bytes()

    def full(path, content):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(_checkpoint, "write_atomically", full)
    with pytest.raises(CheckpointError, match=r"(?s)No space left on device.*빈 자리.*\[TR-25\]"):
        train_once(tmp_path / "run")
    assert (tmp_path / "run").read_bytes() == before


class PressedWhileValidating(MLP):
    """Ctrl-C comes while the second epoch is validated; before the first, one example of each part is tried."""

    looks = 0

    def forward(self, x):
        if not self.training:
            self.looks += 1
            if self.looks == 4:
                signal.raise_signal(signal.SIGINT)
        return super().forward(x)


@pytest.mark.parametrize("epochs", [2, 3])
def test_ctrl_c_while_validating_stops_at_the_end_of_the_epoch_even_of_the_last(tmp_path, epochs):
    recipe = replace(RECIPE, epochs=epochs, patience=None)
    with pytest.raises(Interrupted, match="TR-15"):
        train_once(tmp_path / "run", model=PressedWhileValidating((2, 4)), recipe=recipe)
    assert position(tmp_path / "run") == 2 * BATCHES


def test_diverged_run_leaves_the_checkpoint_from_before(tmp_path):
    def explode(inputs, generator):
        nonlocal steps
        steps += 1
        return inputs * (float("inf") if steps == BATCHES + 2 else 1.0)

    steps = 0
    with pytest.raises(DivergenceError):
        train_once(tmp_path / "run", augment=explode)
    assert position(tmp_path / "run") == BATCHES
