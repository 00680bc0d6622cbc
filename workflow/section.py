"""What every part of the settings is."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A part of the settings: fixed once read, and closed to unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)
