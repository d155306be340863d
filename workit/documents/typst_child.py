"""The process that typesets: reads one job after another from its input, answers with a PDF or PNG, knows nothing else.

Started by `workit/documents/pdf.py` with an empty environment and with the limits below; it never imports Django.
"""

import json
import resource
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO

import typst

HERE = Path(__file__).resolve().parent
MEMORY_BYTES = 1024**3
CPU_SECONDS_PER_JOB = 20
OPEN_FILES = 64
LENGTH = struct.Struct(">I")
DONE, FAILED = b"+", b"-"


def limit() -> None:
    """No large memory, no written files, no core files, few open ones."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))


def allow_one_job() -> None:
    """Processor time counts over the life of a process, so each job moves the limit ahead."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + CPU_SECONDS_PER_JOB
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def typeset(job: dict[str, Any], fonts: typst.Fonts) -> bytes:
    """One document: the template is a file of ours, the content travels as JSON text beside it."""
    root = HERE / "typst"
    compiler = typst.Compiler(str(root / f"{job['template']}.typ"), root=str(root), font_paths=fonts)
    answer = compiler.compile(
        format=job["format"],
        sys_inputs={"document": json.dumps(job["document"], ensure_ascii=False)},
        pdf_standards=["ua-1"] if job["format"] == "pdf" else [],
        timestamp=job["timestamp"],
        ppi=job.get("ppi"),
    )
    return answer if isinstance(answer, bytes) else answer[0]  # type: ignore[index]


def answer(kind: bytes, content: bytes, out: BinaryIO) -> None:
    """Kind, length and content."""
    out.write(kind + LENGTH.pack(len(content)) + content)
    out.flush()


def main() -> None:
    """Serve until the input closes."""
    limit()
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(HERE / "fonts")])
    source, out = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(LENGTH.size):
        job = json.loads(source.read(LENGTH.unpack(head)[0]))
        allow_one_job()
        try:
            content = typeset(job, fonts)
        except typst.TypstError as error:
            answer(FAILED, f"{error.message} {error.diagnostic}".encode(), out)
        else:
            answer(DONE, content, out)


if __name__ == "__main__":
    main()
