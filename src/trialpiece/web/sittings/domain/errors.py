"""Why a step could not be taken, each in a sentence for the person who tried it."""


class SittingError(Exception):
    """A step of a sitting that cannot be taken; its text is for people."""


class ConsentChanged(SittingError):
    """The text changed between reading and agreeing."""


class NotConsented(SittingError):
    """The candidate has not agreed to what is recorded."""


class NotStarted(SittingError):
    """The clock has not been started."""


class OutOfTime(SittingError):
    """The time for this step is over."""


class NothingHandedIn(SittingError):
    """There is no upload that counts."""


class StillReading(SittingError):
    """An upload is being read, and may be the one that counts."""


class TooLarge(SittingError):
    """The upload is larger than the limit."""


class TooMany(SittingError):
    """More of it than anybody needs: a guard against a runaway program."""


class Incomplete(SittingError):
    """Words or a number are missing that this step needs."""
