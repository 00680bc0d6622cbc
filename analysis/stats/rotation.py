"""Direct oblimin rotation by gradient projection, many loading matrices at once."""

from dataclasses import dataclass

import numpy as np

MAX_ITERATIONS = 3000
MAX_HALVINGS = 10


@dataclass(frozen=True, slots=True)
class Rotation:
    """Obliquely rotated loadings.

    Attributes
    ----------
    loadings
        Pattern matrix, shape (..., p, m).
    phi
        Correlations of the factors, shape (..., m, m).
    transformation
        T with columns of length one: loadings = A inv(T)', phi = T'T; shape (..., m, m).
    criterion
        Oblimin criterion that was reached, shape (...).
    converged
        Whether the projected gradient vanished, shape (...).
    """

    loadings: np.ndarray
    phi: np.ndarray
    transformation: np.ndarray
    criterion: np.ndarray
    converged: np.ndarray


def oblimin(
    loadings: np.ndarray, start: np.ndarray, *, gamma: float, tolerance: float
) -> Rotation:
    """Direct oblimin rotation; `gamma` = 0 is direct quartimin.

    Parameters
    ----------
    loadings
        Unrotated loadings A, shape (..., p, m).
    start
        First transformation, columns of length one, shape (..., m, m) or (m, m).
    tolerance
        Length of the projected gradient at which the search ends.

    References
    ----------
    Jennrich (2002), Psychometrika 67, https://doi.org/10.1007/BF02294706, section 3
    (gradient projection for oblique rotation); Bernaards & Jennrich (2005),
    Educ Psychol Meas 65, https://doi.org/10.1177/0013164404272507 (GPFoblq; its step rule).
    """
    shape = loadings.shape
    m = shape[-1]
    a = loadings.reshape(-1, *shape[-2:])
    t = np.broadcast_to(start, (*shape[:-2], m, m)).reshape(-1, m, m).copy()
    converged = np.zeros(len(a), dtype=bool)
    step = np.ones(len(a))
    moving = np.arange(len(a))
    for _ in range(MAX_ITERATIONS):
        direction, length = projected_gradient(a[moving], t[moving], gamma)
        done = length < tolerance
        converged[moving[done]] = True
        moving, direction, length = moving[~done], direction[~done], length[~done]
        if len(moving) == 0:
            break
        step[moving] *= 2
        t[moving], step[moving] = line_search(
            a[moving], t[moving], direction, length, step[moving], gamma
        )
    rotated = apply_transformation(a, t)
    return Rotation(
        loadings=rotated.reshape(shape),
        phi=(np.swapaxes(t, 1, 2) @ t).reshape(*shape[:-2], m, m),
        transformation=t.reshape(*shape[:-2], m, m),
        criterion=oblimin_criterion(rotated, gamma).reshape(shape[:-2]),
        converged=converged.reshape(shape[:-2]),
    )


def kaiser_oblimin(
    loadings: np.ndarray, start: np.ndarray, *, gamma: float, tolerance: float
) -> Rotation:
    """Direct oblimin rotation of rows that were first brought to length one.

    References
    ----------
    Kaiser (1958), Psychometrika 23, https://doi.org/10.1007/BF02289233
    """
    length = np.sqrt((loadings**2).sum(axis=-1, keepdims=True))
    found = oblimin(loadings / length, start, gamma=gamma, tolerance=tolerance)
    return Rotation(
        found.loadings * length,
        found.phi,
        found.transformation,
        found.criterion,
        found.converged,
    )


def reordered(rotation: Rotation, order: np.ndarray, sign: np.ndarray) -> Rotation:
    """A single rotation with columns in another `order`, those with `sign` -1 turned."""
    turned = rotation.transformation[:, order] * sign
    return Rotation(
        loadings=rotation.loadings[:, order] * sign,
        phi=turned.T @ turned,
        transformation=turned,
        criterion=rotation.criterion,
        converged=rotation.converged,
    )


def random_starts(count: int, m: int, rng: np.random.Generator) -> np.ndarray:
    """Random orthogonal matrices, shape (count, m, m), uniform over the group.

    References
    ----------
    Mezzadri (2007), Notices of the AMS 54, 592-604, https://arxiv.org/abs/math-ph/0609050
    """
    q, r = np.linalg.qr(rng.standard_normal((count, m, m)))
    return q * np.sign(np.diagonal(r, axis1=1, axis2=2))[:, None, :]


def apply_transformation(a: np.ndarray, t: np.ndarray) -> np.ndarray:
    """A inv(T)'."""
    return a @ np.swapaxes(np.linalg.inv(t), -1, -2)


def oblimin_weights(loadings: np.ndarray, gamma: float) -> np.ndarray:
    """The matrix whose product with the loadings is the gradient of the criterion."""
    squares = loadings**2
    others = squares.sum(axis=-1, keepdims=True) - squares
    return others - gamma * others.mean(axis=-2, keepdims=True)


def oblimin_criterion(loadings: np.ndarray, gamma: float) -> np.ndarray:
    """Oblimin criterion of loadings of shape (..., p, m)."""
    return (loadings**2 * oblimin_weights(loadings, gamma)).sum(axis=(-2, -1)) / 4


def projected_gradient(
    a: np.ndarray, t: np.ndarray, gamma: float
) -> tuple[np.ndarray, np.ndarray]:
    """Gradient of the criterion in T, tangent to columns of length one, and its length."""
    inverse = np.linalg.inv(t)
    rotated = a @ np.swapaxes(inverse, 1, 2)
    by_loading = rotated * oblimin_weights(rotated, gamma)
    gradient = -np.swapaxes(np.swapaxes(rotated, 1, 2) @ by_loading @ inverse, 1, 2)
    tangent = gradient - t * (t * gradient).sum(axis=1, keepdims=True)
    return tangent, np.sqrt((tangent**2).sum(axis=(1, 2)))


def line_search(
    a: np.ndarray,
    t: np.ndarray,
    direction: np.ndarray,
    length: np.ndarray,
    step: np.ndarray,
    gamma: float,
) -> tuple[np.ndarray, np.ndarray]:
    """T and step after halving until the criterion falls by half of what is promised."""
    before = oblimin_criterion(apply_transformation(a, t), gamma)
    new, size = t.copy(), step.copy()
    waiting = np.arange(len(a))
    for halving in range(MAX_HALVINGS + 1):
        tried = t[waiting] - size[waiting, None, None] * direction[waiting]
        tried /= np.sqrt((tried**2).sum(axis=1, keepdims=True))
        after = oblimin_criterion(apply_transformation(a[waiting], tried), gamma)
        new[waiting] = tried
        fallen = before[waiting] - after > 0.5 * length[waiting] ** 2 * size[waiting]
        waiting = waiting[~fallen]
        if len(waiting) == 0:
            break
        if halving < MAX_HALVINGS:
            size[waiting] /= 2
    return new, size
