"""copydetect on a folder of Python files: run by benchmarks/similarity.py with another interpreter, never imported."""

import resource
import sys
import time

from copydetect import CopyDetector

if __name__ == "__main__":
    start = time.process_time()
    detector = CopyDetector(test_dirs=[sys.argv[1]], extensions=["py"], silent=True, autoopen=False)
    detector.run()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{time.process_time() - start:.2f} CPU s, {peak:.0f} MB")
