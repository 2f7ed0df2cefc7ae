"""What a person, not a programmer, is meant to read."""


class InputError(ValueError):
    """Input that cannot be used: the message says what was wrong, where, and what to do."""


class QualityError(InputError):
    """What was drawn is below the bounds of quality, each time: the message says which, and what to do."""


class Cancelled(RuntimeError):
    """The user stopped the work; nothing was written and the scene is as it was."""


class MissingTissueWarning(UserWarning):
    """A segmentation lacks a tissue that a CT is drawn from; of no matter to who completes it."""
