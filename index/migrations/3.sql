-- Format 2 -> 3: the ledger of attributions has a vector index of its own, so each index is named after its table.
UPDATE settings SET name = 'passages_index' WHERE name = 'vector_index';
UPDATE settings SET name = 'passages_collection' WHERE name = 'vector_collection';
