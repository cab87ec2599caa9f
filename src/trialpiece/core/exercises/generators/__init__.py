"""What makes the clean data of exercises; importing this package registers them all."""

from trialpiece.core.exercises.dataset import GENERATORS
from trialpiece.core.exercises.generators import subscriptions

__all__ = ["GENERATORS", "subscriptions"]
