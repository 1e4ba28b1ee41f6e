"""One detector for all cameras, on threads of its own."""

from concurrent.futures import CancelledError, ThreadPoolExecutor
from typing import override

from ..errors import ModelError
from ..model import Box, Detection, Detector, Frame, Label


class SharedDetector(Detector):
    """Runs another detector for many cameras at once, never on more than `workers` threads.

    Each camera waits for its answer before it asks again. So at most one picture per camera waits, and the order in
    which they came is fair between them.
    """

    def __init__(self, inner: Detector, workers: int = 1) -> None:
        """Threads start with the first call."""
        self._inner = inner
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix="secure_video_detector")

    @property
    @override
    def name(self) -> str:
        return self._inner.name

    @property
    @override
    def labels(self) -> frozenset[Label]:
        return self._inner.labels

    @override
    def detect(self, frame: Frame, regions: tuple[Box, ...]) -> tuple[Detection, ...]:
        """Objects in the regions, as the inner detector finds them. Blocks. Raises `ModelError`, also once closed."""
        try:
            answer = self._executor.submit(self._inner.detect, frame, regions)
        except RuntimeError as error:
            raise ModelError("The detector is closed") from error
        try:
            return answer.result()
        except CancelledError as error:
            raise ModelError("The detector was closed") from error

    def close(self) -> None:
        """Answer what is being worked on, refuse what waits, and join the threads."""
        self._executor.shutdown(wait=True, cancel_futures=True)
