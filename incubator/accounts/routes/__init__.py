"""Coming in and going out, links by mail, one's own account, the people of the house."""

from incubator.accounts.routes import account, entry, links, people
from incubator.accounts.routes.plan import bp

__all__ = ["account", "bp", "entry", "links", "people"]
