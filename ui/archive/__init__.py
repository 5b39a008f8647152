"""The Archive tab: what the library holds, adding to it, reading in it, removing from it."""
