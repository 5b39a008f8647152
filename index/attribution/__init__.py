"""Who said what: the tagger finds attributions, the resolver their speakers, the ledger keeps them."""
