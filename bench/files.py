"""One photograph of 12 megapixels, from what was sent to the cleaned copy: seconds, and the most memory of a cell.

.venv/bin/python -m bench.files
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from balairung.kernel.files.cell import clean_apart

SIZE = (4000, 3000)
QUALITY = {"JPEG": 85, "HEIF": 50, "AVIF": 60}  # what telephones write: three to five megabytes
TIMES = 10
MOST_SECONDS, MOST_MEMORY = 1.5, 300  # MiB


def main() -> None:
    with TemporaryDirectory() as folder:
        for kind in QUALITY:
            path = Path(folder, kind)
            _ourselves("draw", str(path))
            print(_ourselves("measure", str(path)), end="")


def _ourselves(*arguments: str) -> str:
    """In a process of its own: a process inherits the peak of the one that started it."""
    command = [sys.executable, "-m", "bench.files", *arguments]
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout


def draw(path: Path) -> None:
    """As lively as a street: noise upon large shapes."""
    from PIL import Image
    from pillow_heif import register_heif_opener

    register_heif_opener()
    grain = Image.effect_noise((SIZE[0] // 2, SIZE[1] // 2), 60).resize(SIZE)
    shapes = Image.radial_gradient("L").resize(SIZE)
    photo = Image.merge("RGB", (grain, shapes, Image.blend(grain, shapes, 0.5)))
    photo.save(path, path.name, quality=QUALITY[path.name])


def measure(path: Path) -> None:
    content = path.read_bytes()
    taken = sorted(_seconds(content, path.name) for _time in range(TIMES))
    median, most = statistics.median(taken), taken[-1]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    kept = "kept" if median <= MOST_SECONDS and peak < MOST_MEMORY else "MISSED"
    size = len(content) / 1e6
    print(f"{path.name}  {size:.1f} MB  median {median:.2f} s  most {most:.2f} s  peak {peak} MiB  {kept}")


def _seconds(content: bytes, reads: str) -> float:
    begun = time.perf_counter()
    clean_apart("picture", content, reads=reads, writes="JPEG")
    return time.perf_counter() - begun


if __name__ == "__main__":
    if len(sys.argv) == 3:
        {"draw": draw, "measure": measure}[sys.argv[1]](Path(sys.argv[2]))
    else:
        main()
