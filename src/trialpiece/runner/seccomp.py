"""The system calls that a job may not make, as a BPF program for bubblewrap.

Namespaces hide most of the host; this closes what they do not cover. AF_VSOCK ignores network
namespaces, keyrings and BPF are shared with the host, and io_uring and userfaultfd are where
kernels were broken most often. memfd_create and shmget are refused since their pages belong to
no process, so that the memory watchdog would not see them.
"""

from __future__ import annotations

import errno
import functools
import os
import sys
from typing import Any

ALLOWED_FAMILIES = {1: "AF_UNIX", 2: "AF_INET", 10: "AF_INET6", 16: "AF_NETLINK"}
"""Within an empty network namespace; of AF_NETLINK only protocol 0, ROUTE, which Jupyter's kernels ask."""
LAST_FAMILY = 45
NOT_PERMITTED = (
    "keyctl", "add_key", "request_key", "bpf", "perf_event_open", "lookup_dcookie",
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd",
    "mount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount",
    "fspick", "mount_setattr", "swapon", "swapoff", "quotactl", "quotactl_fd", "acct",
    "unshare", "setns", "userfaultfd", "personality", "fanotify_init",
    "io_uring_setup", "io_uring_enter", "io_uring_register",
    "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot",
    "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "sethostname", "setdomainname",
    "syslog", "ioperm", "iopl", "modify_ldt", "vhangup",
    "name_to_handle_at", "open_by_handle_at",
    "migrate_pages", "move_pages",
)  # fmt: skip
"""Answered with EPERM."""
NOT_THERE = ("clone3", "memfd_create", "memfd_secret", "shmget", "msgget", "mq_open")
"""Answered with ENOSYS, so that libraries fall back: flags of clone3 lie in memory, where no filter can look."""
TIOCSTI, TIOCLINUX = 0x5412, 0x541C
NEW_NAMESPACES = (0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x08000000, 0x04000000, 0x02000000)
"""CLONE_NEWUSER, NEWNS, NEWPID, NEWNET, NEWIPC, NEWUTS, NEWCGROUP."""
LOW_HALF = 0xFFFFFFFF


class SeccompUnavailable(Exception):
    """The filter cannot be made here; the message is one plain sentence."""


@functools.cache
def program() -> bytes:
    """The filter as BPF for this machine's architecture.

    Raises:
        SeccompUnavailable: no libseccomp, or not Linux.
    """
    if not sys.platform.startswith("linux"):
        raise SeccompUnavailable("System calls cannot be filtered: this is not Linux.")
    try:
        import pyseccomp
    except (ImportError, RuntimeError) as error:
        msg = "System calls cannot be filtered: the library libseccomp.so.2 is missing (Debian: libseccomp2)."
        raise SeccompUnavailable(msg) from error
    try:
        return _export(_rules(pyseccomp))
    except OSError as error:
        msg = f"System calls cannot be filtered: libseccomp refused a rule ({error})."
        raise SeccompUnavailable(msg) from error


def filter_fd() -> int:
    """A fresh descriptor, at its start, of a memory file that holds the program; the caller closes it."""
    fd = os.memfd_create("seccomp", 0)
    os.write(fd, program())
    os.lseek(fd, 0, os.SEEK_SET)
    return fd


def _rules(lib: Any) -> Any:
    rules = lib.SyscallFilter(lib.ALLOW)
    for name in NOT_PERMITTED:
        _refuse(lib, rules, lib.ERRNO(errno.EPERM), name)
    for name in NOT_THERE:
        _refuse(lib, rules, lib.ERRNO(errno.ENOSYS), name)
    for call in ("socket", "socketpair"):
        _refuse_families(lib, rules, call)
    # only the low half counts to the kernel: an exact comparison could be passed by setting a high bit
    for request in (TIOCSTI, TIOCLINUX):
        _refuse(lib, rules, lib.ERRNO(errno.EPERM), "ioctl", lib.Arg(1, lib.MASKED_EQ, LOW_HALF, request))
    for flag in NEW_NAMESPACES:
        _refuse(lib, rules, lib.ERRNO(errno.EPERM), "clone", lib.Arg(0, lib.MASKED_EQ, flag, flag))
    return rules


def _refuse_families(lib: Any, rules: Any, call: str) -> None:
    answer = lib.ERRNO(errno.EAFNOSUPPORT)
    for family in range(LAST_FAMILY + 1):
        if family not in ALLOWED_FAMILIES:
            _refuse(lib, rules, answer, call, lib.Arg(0, lib.EQ, family))
    _refuse(lib, rules, answer, call, lib.Arg(0, lib.GT, LAST_FAMILY))
    _refuse(lib, rules, answer, call, lib.Arg(0, lib.EQ, 16), lib.Arg(2, lib.NE, 0))


def _refuse(lib: Any, rules: Any, answer: int, name: str, *arguments: Any) -> None:
    try:
        number = lib.resolve_syscall(lib.Arch.NATIVE, name)
    except (ValueError, OSError):
        return  # this libseccomp does not know the call
    if number < 0:
        return  # not on this architecture
    rules.add_rule(answer, name, *arguments)


def _export(rules: Any) -> bytes:
    fd = os.memfd_create("seccomp", os.MFD_CLOEXEC)
    with os.fdopen(fd, "w+b") as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
