"""Splitting, scaling and changing images, against the same written out one by one."""

import numpy as np
import pytest
import torch

from aiclass.training import PixelScaler, random_crop, random_flip, train_validation_split

RNG = np.random.default_rng(0)
GREY = RNG.integers(0, 256, (50, 8, 6), dtype=np.uint8)
COLOUR = RNG.integers(0, 256, (50, 8, 6, 3), dtype=np.uint8)
LABELS = torch.tensor([0] * 60 + [1] * 30 + [2] * 10)
ROWS = torch.arange(100)[:, None].float()  # each row carries its number


@pytest.mark.parametrize("stratified", [True, False])
def test_split_shares_out_every_row_once_in_order(stratified):
    train, validation = train_validation_split(ROWS, LABELS, validation=0.2, stratified=stratified)
    rows = [part.inputs.ravel().long() for part in (train, validation)]
    assert torch.cat(rows).sort().values.tolist() == list(range(100))
    assert all((part.diff() > 0).all() for part in rows)
    assert torch.equal(train.labels, LABELS[rows[0]])
    assert len(validation.labels) == 20


def test_stratified_split_has_the_mixture_of_the_whole():
    _, validation = train_validation_split(ROWS, LABELS, validation=0.2)
    assert validation.labels.bincount().tolist() == [12, 6, 2]


def test_split_follows_its_seed():
    splits = [train_validation_split(ROWS, LABELS, seed=seed).validation.inputs for seed in (0, 0, 1)]
    assert torch.equal(splits[0], splits[1])
    assert not torch.equal(splits[0], splits[2])


@pytest.mark.parametrize("images", [GREY, COLOUR], ids=["grey", "colour"])
def test_scaled_images_have_mean_0_and_deviation_1_in_each_channel(images):
    x = PixelScaler.fit(images).transform(images)
    assert x.shape == (50, 1 if images.ndim == 3 else 3, 8, 6)
    assert x.dtype == torch.float32
    assert x.mean(dim=(0, 2, 3)).abs().max() < 1e-5
    assert (x.std(dim=(0, 2, 3), correction=0) - 1).abs().max() < 1e-5


def test_scaling_is_the_formula_and_keeps_pixels_in_place():
    scaler = PixelScaler.fit(COLOUR)
    expected = (COLOUR[4, 3, 2, 1] / 255 - scaler.mean[1]) / scaler.std[1]
    assert scaler.transform(COLOUR)[4, 1, 3, 2].item() == pytest.approx(expected, rel=1e-5)


def test_test_images_are_scaled_by_what_was_learned_from_the_training_images():
    scaler = PixelScaler.fit(GREY)
    black = np.zeros((1, 8, 6), dtype=np.uint8)
    assert scaler.transform(black)[0, 0, 0, 0].item() == pytest.approx(
        -scaler.mean[0] / scaler.std[0], rel=1e-5
    )


def test_statistics_of_many_images_are_those_of_all():
    many = np.random.default_rng(1).integers(0, 256, (2500, 2, 3, 3), dtype=np.uint8)  # more than two chunks
    scaler = PixelScaler.fit(many)
    assert scaler.mean == pytest.approx((many / 255).mean(axis=(0, 1, 2)))
    assert scaler.std == pytest.approx((many / 255).std(axis=(0, 1, 2)))


def test_images_of_one_colour_are_no_division_by_zero():
    same = np.full((3, 4, 4), 7, dtype=np.uint8)
    assert torch.isfinite(PixelScaler.fit(same).transform(same)).all()


def test_read_only_images_are_scaled_without_a_warning():
    frozen = GREY.copy()
    frozen.flags.writeable = False
    assert torch.equal(PixelScaler.fit(frozen).transform(frozen), PixelScaler.fit(GREY).transform(GREY))


def test_crop_shifts_each_image_by_its_own_whole_number_of_pixels():
    images = torch.rand(200, 2, 6, 5) + 1
    cropped = random_crop(images, 1, torch.Generator().manual_seed(0))
    padded = torch.nn.functional.pad(images, (1, 1, 1, 1))
    shifts = []
    for before, after in zip(padded, cropped, strict=True):
        fitting = [
            (down, right)
            for down in range(3)
            for right in range(3)
            if torch.equal(before[:, down : down + 6, right : right + 5], after)
        ]
        assert len(fitting) == 1
        shifts += fitting
    assert set(shifts) == {(down, right) for down in range(3) for right in range(3)}


def test_crop_without_padding_changes_nothing():
    images = torch.rand(3, 1, 4, 4)
    assert torch.equal(random_crop(images, 0, torch.Generator()), images)


def test_flip_mirrors_about_half_of_the_images_left_to_right():
    images = torch.rand(400, 1, 2, 3)
    flipped = random_flip(images, torch.Generator().manual_seed(0))
    mirrored = [torch.equal(after, before.flip(-1)) for before, after in zip(images, flipped, strict=True)]
    kept = [torch.equal(after, before) for before, after in zip(images, flipped, strict=True)]
    assert [a or b for a, b in zip(mirrored, kept, strict=True)] == [True] * 400
    assert 150 < sum(mirrored) < 250


@pytest.mark.parametrize("change", [random_flip, lambda images, generator: random_crop(images, 2, generator)])
def test_change_follows_the_generator_and_leaves_its_input_alone(change):
    images = torch.rand(20, 3, 6, 6)
    before = images.clone()
    first, second = (change(images, torch.Generator().manual_seed(1)) for _ in range(2))
    assert torch.equal(first, second)
    assert torch.equal(images, before)
