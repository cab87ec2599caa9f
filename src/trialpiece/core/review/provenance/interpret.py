"""From a reading to a trace: every entry run in the order of its cells."""

from __future__ import annotations

import ast
import gc

from trialpiece.core.review.cells import CodeCell
from trialpiece.core.review.program.entries import entries, module_files
from trialpiece.core.review.provenance.events import Trace
from trialpiece.core.review.provenance.expressions import EVALUATE
from trialpiece.core.review.provenance.machine import Machine, OutOfWorkError
from trialpiece.core.review.provenance.statements import EXECUTE
from trialpiece.core.review.provenance.things import Module
from trialpiece.core.review.provenance.values import Value
from trialpiece.core.review.reading import CodeFile, Reading


def trace_of(reading: Reading) -> Trace:
    """What happens to the data in a submission. Use it as `reading.once(trace_of)`."""
    return traces_of(reading)[0]


def traces_of(reading: Reading) -> tuple[Trace, ...]:
    """One trace for all entries; each entry starts with a clean memory."""
    trace = Trace()
    collecting = gc.isenabled()
    gc.disable()  # many small values that live as long as the reading: looking for garbage among them takes a third of it
    try:
        for number, entry in enumerate(entries(reading)):
            _run_entry(reading, trace, entry, number)
    finally:
        if collecting:
            gc.enable()
    return (trace,)


def _run_entry(reading: Reading, trace: Trace, entry: CodeFile, number: int) -> None:
    machine = Machine(trace, EVALUATE, EXECUTE, first=number * 1_000_000)
    modules = module_files(reading)
    importing: dict[str, Value | None] = {}

    def import_module(name: str, _level: int) -> Value | None:
        file = modules.get(name)
        if file is None or file.path == entry.path:
            return None
        if file.path not in importing:
            importing[file.path] = None
            importing[file.path] = _run_module(machine, file)
        return importing[file.path]

    machine.import_module = import_module
    _run_cells(machine, entry)


def _run_module(machine: Machine, file: CodeFile) -> Value:
    saved = (machine.file, machine.cell, machine.locals, machine.globals, machine.outer)
    scope: dict[str, Value] = {}
    machine.locals, machine.globals, machine.outer = scope, scope, None
    try:
        _run_cells(machine, file)
    finally:
        machine.file, machine.cell, machine.locals, machine.globals, machine.outer = saved
    return machine.thing(Module(scope))


def _run_cells(machine: Machine, file: CodeFile) -> None:
    machine.later = {
        statement.name: (statement, cell.index)
        for cell in file.cells
        if cell.tree is not None
        for statement in cell.tree.body
        if isinstance(statement, ast.FunctionDef)
    }
    for cell in file.cells:
        if cell.tree is None:
            continue
        machine.file, machine.cell = file.path, cell.index
        for statement in cell.tree.body:
            if not _run_statement(machine, file, cell, statement):
                return


def _run_statement(machine: Machine, file: CodeFile, cell: CodeCell, statement: ast.stmt) -> bool:
    """Run one statement; whether there is work left for more."""
    try:
        machine.run((statement,))
    except OutOfWorkError:
        machine.trace.bounded = "The code is larger than a reading takes time for; what comes after was not followed."
        return False
    except (Exception, RecursionError) as error:  # noqa: BLE001 - one statement must never cost the whole reading
        machine.reset()
        machine.trace.failures.append(f"{file.path}, cell {cell.index}: {type(error).__name__}: {error}")
    return True
