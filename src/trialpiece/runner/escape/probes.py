"""Attempts made from inside: each is a piece of Python that says what it gained, or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

PRELUDE = """
import ctypes, errno, json, os, socket, struct, sys
facts = json.loads(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    ctypes.set_errno(0)
    done = libc.syscall(facts["calls"][name], *arguments)
    return done, ctypes.get_errno()
def gained(what):
    print("GAINED", json.dumps(str(what)[:300]))
    sys.exit(0)
def reach(path):
    try:
        with open(path, "rb") as file:
            return file.read(200)
    except OSError:
        return None
"""
CALLS = (
    "keyctl", "bpf", "ptrace", "userfaultfd", "io_uring_setup", "memfd_create", "shmget", "clone3", "unshare",
    "mount", "clock_settime", "finit_module", "syslog", "perf_event_open", "process_vm_readv", "chroot",
    "open_by_handle_at", "setns", "personality", "socket",
)  # fmt: skip


class Control(StrEnum):
    """Where the same attempt must succeed."""

    HOST = "host"
    """Outside the sandbox."""
    ROOT = "root"
    """Outside the sandbox, where we are root."""
    UNFILTERED = "unfiltered"
    """Inside, with the system call filter left out."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One attempt; `code` calls `gained(what)` where it gets something."""

    name: str
    code: str
    control: Control


def source(probe: Probe) -> str:
    """The whole program of a probe; it takes the facts of this host as its one argument."""
    return PRELUDE + probe.code


def facts_as_argument(facts: Mapping[str, object]) -> str:
    """The facts as the program reads them."""
    return json.dumps(facts)


def call_numbers() -> dict[str, int]:
    """Numbers of the system calls that the probes make, on this architecture."""
    import pyseccomp

    return {name: int(pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)) for name in CALLS}


def _errno_tells(name: str, arguments: str, *, refused: str = "EPERM, errno.ENOSYS,") -> str:
    """Code that gains where the kernel answered at all: a call whose arguments can do no harm."""
    return f"done, error = call({name!r}, {arguments})\nif error not in (errno.{refused}): gained((done, error))"


PROBES = (
    Probe("read a file in the host's /tmp", "reach(facts['file']) and gained(reach(facts['file']))", Control.HOST),
    Probe("read a file in the host's home", "reach(facts['home_file']) and gained(facts['home_file'])", Control.HOST),
    Probe("read /etc/shadow", "reach('/etc/shadow') and gained('/etc/shadow')", Control.ROOT),
    Probe(
        "list the host's folders",
        "found = [p for p in ('/root', '/home', '/var', '/srv', '/opt', '/boot', '/mnt', '/sys', '/usr/local')"
        " if os.path.isdir(p)]\nfound and gained(found)",
        Control.HOST,
    ),
    Probe(
        "find the planted secret in any environment",
        "for pid in [n for n in os.listdir('/proc') if n.isdigit()]:\n"
        "    if facts['secret'].encode() in (reach(f'/proc/{pid}/environ') or b''): gained(pid)\n"
        "    try:\n"
        "        if facts['secret'].encode() in open(f'/proc/{pid}/environ', 'rb').read(): gained(pid)\n"
        "    except OSError: pass",
        Control.HOST,
    ),
    Probe(
        "open a socket of a family that may lead out",
        "open_ = set()\n"
        "for family in range(46):\n"
        "    for kind in (1, 2, 3, 5):\n"
        "        for protocol in ((0,) if family != 16 else range(1, 22)):\n"
        "            try: socket.socket(family, kind, protocol).close(); open_.add((family, protocol))\n"
        "            except OSError: pass\n"
        "bad = sorted(x for x in open_ if x[0] not in (1, 2, 10))\n"
        "bad and gained(bad)",
        Control.UNFILTERED,
    ),
    Probe(
        "open AF_VSOCK with a high bit set in the family",
        "done, error = call('socket', ctypes.c_uint64((1 << 32) | 40), 1, 0)\ndone >= 0 and gained(done)",
        Control.UNFILTERED,
    ),
    Probe(
        "reach a listener on the host's loopback",
        "try: socket.create_connection(('127.0.0.1', facts['port']), 1); gained('connected')\nexcept OSError: pass",
        Control.HOST,
    ),
    Probe(
        "reach a listener on the host's other addresses",
        "for address in facts['addresses']:\n"
        "    try: socket.create_connection((address, facts['port']), 1); gained(address)\n"
        "    except OSError: pass",
        Control.HOST,
    ),
    Probe(
        "reach an abstract socket of the host",
        "s = socket.socket(socket.AF_UNIX)\n"
        "try: s.connect('\\0' + facts['abstract']); gained('connected')\nexcept OSError: pass",
        Control.HOST,
    ),
    Probe(
        "see the host's processes",
        "names = [reach(f'/proc/{n}/cmdline') or b'' for n in os.listdir('/proc') if n.isdigit()]\n"
        "any(facts['bystander_word'].encode() in name for name in names) and gained('its command line')",
        Control.HOST,
    ),
    Probe(
        "signal a process of the host",
        "try: os.kill(facts['bystander'], 0); gained(facts['bystander'])\nexcept OSError: pass",
        Control.HOST,
    ),
    Probe(
        "write to /proc/sys",
        "for name in ('kernel/core_pattern', 'vm/overcommit_memory', 'kernel/hostname', 'net/ipv4/ip_forward', '../sysrq-trigger'):\n"
        "    try: os.close(os.open('/proc/sys/' + name, os.O_WRONLY)); gained(name)\n"
        "    except OSError: pass",
        Control.ROOT,
    ),
    Probe(
        "mount a file system",
        "call('unshare', 0x00020000)\n"
        "done, error = call('mount', b'none', facts['mountpoint'].encode() if os.path.isdir(facts['mountpoint'])"
        " else b'/tmp', b'tmpfs', 0, None)\n"
        "done == 0 and gained('mounted')",
        Control.ROOT,
    ),
    Probe(
        "make a nested user namespace",
        "done, error = call('unshare', 0x10000000)\ndone == 0 and gained('unshared')",
        Control.HOST,
    ),
    Probe(
        "make a user namespace by clone3",
        _errno_tells("clone3", "None, 0"),
        Control.UNFILTERED,
    ),
    Probe(
        "trace a process",
        "done, error = call('ptrace', 0, 0, 0, 0)\ndone == 0 and gained('traced')",
        Control.UNFILTERED,
    ),
    Probe(
        "read another process' memory",
        _errno_tells("process_vm_readv", "os.getpid(), None, 0, None, 0, 0"),
        Control.UNFILTERED,
    ),
    Probe("use the kernel's keyrings", _errno_tells("keyctl", "0, -3, 1"), Control.UNFILTERED),
    Probe(
        "load a BPF program",
        "done, error = call('bpf', 0, struct.pack('IIIII', 2, 4, 4, 1, 0) + bytes(100), 120)\n"
        "done >= 0 and gained(done)",
        Control.ROOT,
    ),
    Probe("load a kernel module", _errno_tells("finit_module", "-1, b'', 0", refused="EPERM,"), Control.ROOT),
    Probe("use io_uring", _errno_tells("io_uring_setup", "0, None"), Control.UNFILTERED),
    Probe("use userfaultfd", "done, error = call('userfaultfd', 1)\ndone >= 0 and gained(done)", Control.UNFILTERED),
    Probe("count events of the processor", _errno_tells("perf_event_open", "None, 0, -1, -1, 0"), Control.UNFILTERED),
    Probe("set the clock", _errno_tells("clock_settime", "0, struct.pack('qq', 1, 1 << 40)"), Control.UNFILTERED),
    Probe(
        "read the kernel's log", "done, error = call('syslog', 10, None, 0)\ndone > 0 and gained(done)", Control.ROOT
    ),
    Probe("change the execution domain", _errno_tells("personality", "0xffffffff"), Control.UNFILTERED),
    Probe(
        "open a file by its handle",
        _errno_tells("open_by_handle_at", "-1, bytes(16), 0"),
        Control.ROOT,
    ),
    Probe("join another namespace", _errno_tells("setns", "-1, 0"), Control.UNFILTERED),
    Probe(
        "hold memory that belongs to no process (memfd)",
        "done, error = call('memfd_create', b'x', 0)\ndone >= 0 and gained(done)",
        Control.UNFILTERED,
    ),
    Probe(
        "hold memory that belongs to no process (System V)",
        "done, error = call('shmget', 0, 4096, 0o1600)\ndone >= 0 and gained(done)",
        Control.UNFILTERED,
    ),
    Probe(
        "change the root",
        "done, error = call('chroot', b'/tmp')\ndone == 0 and gained('changed')",
        Control.ROOT,
    ),
    Probe(
        "push characters into a terminal (TIOCSTI)",
        "import fcntl\n"
        "try: os.setsid()\n"
        "except OSError: pass\n"
        "master, slave = os.openpty()\n"
        "libc.ioctl(slave, ctypes.c_ulong(0x540E), 0)\n"
        "for request in (0x5412, 0x5412 | (1 << 32)):\n"
        "    ctypes.set_errno(0)\n"
        "    done = libc.ioctl(slave, ctypes.c_ulong(request), b'x')\n"
        "    ctypes.get_errno() != errno.EPERM and gained((done, ctypes.get_errno()))",
        Control.UNFILTERED,
    ),
    Probe(
        "raise a limit",
        "import resource\n"
        "for name in ('RLIMIT_AS', 'RLIMIT_NPROC', 'RLIMIT_FSIZE', 'RLIMIT_NOFILE', 'RLIMIT_CPU'):\n"
        "    soft, hard = resource.getrlimit(getattr(resource, name))\n"
        "    if hard == resource.RLIM_INFINITY: gained(name + ' is not limited')\n"
        "    try: resource.setrlimit(getattr(resource, name), (soft, hard + 1)); gained(name)\n"
        "    except (OSError, ValueError): pass",
        Control.HOST,
    ),
    Probe(
        "gain rights from a setuid program",
        "import glob, stat, subprocess\n"
        "status = dict(l.split(':\\t', 1) for l in open('/proc/self/status') if ':\\t' in l)\n"
        "status['NoNewPrivs'].strip() == '1' or gained('new privileges are allowed')\n"
        "int(status['CapEff'], 16) == 0 == int(status['CapBnd'], 16) or gained('capabilities: ' + status['CapBnd'])",
        Control.HOST,
    ),
    Probe(
        "be anybody but the job's user",
        "{os.getuid(), os.geteuid(), os.getgid()} == {1000} and set(os.getgroups()) <= {1000, 65534}"
        " or gained((os.getuid(), os.getgroups()))\n"
        "try: os.setuid(0); gained('root')\nexcept OSError: pass",
        Control.HOST,
    ),
    Probe(
        "make a device",
        "try: os.mknod('probe-device', 0o20666, os.makedev(1, 3)); gained('made')\nexcept OSError: pass",
        Control.ROOT,
    ),
    Probe(
        "open a device of the host",
        "found = [n for n in os.listdir('/dev') if n not in ('null', 'zero', 'full', 'random', 'urandom', 'tty', 'pts',"
        " 'ptmx', 'shm', 'core', 'fd', 'stdin', 'stdout', 'stderr', 'console')]\nfound and gained(found)",
        Control.HOST,
    ),
    Probe(
        "write outside the work folder and the temporary ones",
        "for folder in ('/', '/usr', '/usr/bin', '/usr/lib', '/etc', '/runtime', '/runtime/site', '/inside', '/dev'):\n"
        "    try:\n"
        "        open(folder + '/probe-write', 'w').close(); os.unlink(folder + '/probe-write'); gained(folder)\n"
        "    except OSError: pass",
        Control.ROOT,
    ),
)
