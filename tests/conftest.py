"""What holds for all tests: no property fails for being slow, as a busy machine is no fault of ours."""

from hypothesis import settings

settings.register_profile("untimed", parent=settings(), deadline=None)
settings.load_profile("untimed")
