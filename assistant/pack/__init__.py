"""Evidence packs: an answer with all that is needed to check it, in one file, and the check."""

from assistant.pack.packing import FORMAT, check_pack_name, pack, write_pack
from assistant.pack.page import page
from assistant.pack.verifying import Verified, read_pack, verify

__all__ = ["FORMAT", "Verified", "check_pack_name", "pack", "page", "read_pack", "verify", "write_pack"]
